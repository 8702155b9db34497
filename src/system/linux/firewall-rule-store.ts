/** One rule of ours in the firewall of a Linux computer as a place: `accept` for one address and port, or nothing. */
import type { Store, StoreRef } from '../../change/store.ts';
import { noStore } from '../no-store.ts';
import { createRuleStore, type RuleTool } from '../rule-store.ts';
import type { SystemTools } from '../system-tools.ts';
import { firewalldRule } from './firewalld-rule.ts';
import { isIP } from './is-ip.ts';
import { nftDeletions, nftInsertions } from './nft-rule.ts';

type RuleRef = Extract<StoreRef, { readonly kind: 'firewall-rule' }>;

/** Returns the place that a rule is. */
export function createFirewallRuleStore(tools: SystemTools, ref: RuleRef): Store {
  const tool = toolOf(ref, tools.uid);
  if (tool === null || !isIP(ref.address)) return noStore(`rule of ${ref.tool}`);
  const mayChange = (): Promise<boolean> => Promise.resolve(tools.uid === null || tools.uid === 0);
  return createRuleStore(tools, { ...tool, mayChange });
}

function toolOf({ tool, address, port }: RuleRef, uid: number | null): Omit<RuleTool, 'mayChange'> | null {
  const place = { address, port };
  switch (tool) {
    case 'nft':
      return {
        program: 'nft',
        asks: [['-a', '-j', 'list', 'ruleset']],
        isThere: ([ruleset]) => (ruleset?.exitCode === 0 ? nftDeletions(ruleset.stdout, place).length > 0 : null),
        tell: (to, [ruleset]) => {
          const listing = ruleset?.stdout ?? '';
          const commands = to === null ? nftDeletions(listing, place) : nftInsertions(listing, place, uid);
          if (commands === null || (to !== null && commands.length === 0)) return null;
          // All of them, or none: one text is one transaction.
          return commands.length === 0 ? [] : [{ args: [commands.join('; ')] }];
        },
      };
    case 'ufw':
      return ufwRule(place);
    case 'firewalld':
      return firewalldRule(place);
    case 'netsh':
    case 'pf':
      return null;
  }
}

/**
 * ufw(8): "prepend" goes before the rules that are there; what is added is shown again in nearly the same words. Two
 * rules that differ by nothing but "allow" and "reject" are one to it ("Skipping inserting existing rule"), so ours
 * names the source's ports as well: all of them.
 */
function ufwRule({ address, port }: { readonly address: string; readonly port: number }): Omit<RuleTool, 'mayChange'> {
  const from = ['from', 'any', 'port', '1:65535'];
  const rule = ['allow', 'out', 'proto', 'tcp', ...from, 'to', address, 'port', String(port)];
  const isOurs = (line: string): boolean =>
    /\ballow out\b/u.test(line) &&
    line.includes(` to ${address} port ${String(port)} `) &&
    line.includes("comment 'throughway'");
  const isListed = (text: string): boolean => text.split('\n').some(isOurs);
  return {
    program: 'ufw',
    asks: [['show', 'added']],
    isThere: ([added]) => (added?.exitCode === 0 ? isListed(added.stdout) : null),
    tell: (to, [added]) => {
      if (to !== null) return [{ args: ['prepend', ...rule, 'comment', 'throughway'] }];
      return isListed(added?.stdout ?? '') ? [{ args: ['delete', ...rule] }] : [];
    },
  };
}
