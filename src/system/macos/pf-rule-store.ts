/** A rule of ours in the packet filter of macOS as a place, in an anchor of its own below the one Apple evaluates. */
import type { Store } from '../../change/store.ts';
import { isIP } from '../linux/is-ip.ts';
import { noStore } from '../no-store.ts';
import { createRuleStore } from '../rule-store.ts';
import type { SystemTools } from '../system-tools.ts';

/**
 * Returns the place. `/etc/pf.conf` of macOS evaluates all anchors below `com.apple`; with `quick` no later rule
 * decides any more. The rule goes with the next start of the computer.
 * @see pfctl(8), pf.conf(5)
 */
export function createPfRuleStore(tools: SystemTools, address: string, port: number): Store {
  if (!isIP(address)) return noStore('rule of pf');
  const anchor = ['-a', `com.apple/throughway-${address.replaceAll(':', '.')}-${String(port)}`];
  const family = address.includes(':') ? 'inet6' : 'inet';
  const rule = `pass out quick ${family} proto tcp from any to ${address} port ${String(port)} flags S/SA keep state\n`;
  const isOurs = (line: string): boolean => line.startsWith('pass out quick') && line.includes(` to ${address} `);
  const isListed = (text: string): boolean => text.split('\n').some(isOurs);
  return createRuleStore(tools, {
    program: '/sbin/pfctl',
    asks: [[...anchor, '-sr']],
    // An anchor that is not there is shown as one without rules.
    isThere: ([rules]) => (rules?.exitCode === 0 ? isListed(rules.stdout) : null),
    tell: (to, [rules]) => {
      if (to !== null) return [{ args: [...anchor, '-f', '-'], input: rule }];
      return isListed(rules?.stdout ?? '') ? [{ args: [...anchor, '-F', 'rules'] }] : [];
    },
    mayChange: () => Promise.resolve(tools.uid === 0),
  });
}
