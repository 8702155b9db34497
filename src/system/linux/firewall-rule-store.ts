/** One rule of ours in the firewall of a Linux computer as a place: `accept` for one address and port, or nothing. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import { ok, refuse, type Result } from '../../base/result.ts';
import type { Store, StoreProblem, StoreRef } from '../../change/store.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { isIP } from './is-ip.ts';
import { nftDeletions, nftInsertions } from './nft-rule.ts';

type RuleRef = Extract<StoreRef, { readonly kind: 'firewall-rule' }>;

/** How one program is asked whether the rule stands, and told to add it or to take it away. */
interface RuleTool {
  readonly program: string;
  readonly ask: readonly string[];
  readonly isThere: (outcome: Done) => boolean | null;
  readonly tell: (to: 'accept' | null, listing: string) => readonly string[] | null;
}

type Done = Extract<CommandOutcome, { readonly state: 'done' }>;

/** Returns the place that a rule is. */
export function createFirewallRuleStore(tools: SystemTools, ref: RuleRef): Store {
  const tool = toolOf(ref, tools.uid);
  if (tool === null || !isIP(ref.address)) return nothingHere(ref);
  const ask = (signal: AbortSignal): Promise<CommandOutcome> => tools.run(tool.program, tool.ask, { signal });
  const look = async (signal: AbortSignal): Promise<Reading<string>> => {
    const outcome = await ask(signal);
    if (outcome.state === 'missing') return unreadable(`${tool.program} is not installed`);
    if (outcome.state === 'failed') return unreadable(outcome.why);
    const isThere = tool.isThere(outcome);
    if (isThere === null) return unreadable(`${tool.program}: ${firstLine(outcome.stderr)}`);
    return isThere ? read('accept') : ABSENT;
  };
  return {
    read: look,
    write: async (text, signal) => {
      if (text !== null && text !== 'accept')
        return refuse({ kind: 'refused', detail: 'a rule accepts, or is not there' });
      const listing = await ask(signal);
      if (listing.state !== 'done') return refuse(problemOf(listing, tool.program));
      const args = tool.tell(text, listing.stdout);
      if (args === null) return refuse({ kind: 'refused', detail: 'no chain was found in which the rule would help' });
      if (args.length === 0) return ok(undefined);
      const outcome = await tools.run(tool.program, args, { signal, deadline: 'writingCommand' });
      return outcome.state === 'done' && outcome.exitCode === 0
        ? ok(undefined)
        : refuse(problemOf(outcome, tool.program));
    },
    access: async (signal) => {
      // Without the right to look at the rules there is none to change them either.
      if (tools.uid !== null && tools.uid !== 0) return { state: 'needs-administrator' };
      const now = await look(signal);
      return now.state === 'unreadable' ? { state: 'impossible', why: now.why } : { state: 'allowed' };
    },
  };
}

function toolOf({ tool, address, port }: RuleRef, uid: number | null): RuleTool | null {
  const place = { address, port };
  switch (tool) {
    case 'nft':
      return {
        program: 'nft',
        ask: ['-a', '-j', 'list', 'ruleset'],
        isThere: ({ exitCode, stdout }) => (exitCode === 0 ? nftDeletions(stdout, place).length > 0 : null),
        tell: (to, listing) => {
          const commands = to === null ? nftDeletions(listing, place) : nftInsertions(listing, place, uid);
          if (commands === null || (to !== null && commands.length === 0)) return null;
          // All of them, or none: one text is one transaction.
          return commands.length === 0 ? [] : [commands.join('; ')];
        },
      };
    case 'ufw': {
      // ufw(8): "prepend" goes before the rules that are there; what is added is shown again in nearly the same words.
      const rule = ['allow', 'out', 'proto', 'tcp', 'to', address, 'port', String(port)];
      const isOurs = (line: string): boolean =>
        /\ballow out\b/u.test(line) &&
        line.includes(` to ${address} port ${String(port)} `) &&
        line.includes("comment 'throughway'");
      return {
        program: 'ufw',
        ask: ['show', 'added'],
        isThere: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.split('\n').some(isOurs) : null),
        tell: (to) => (to === null ? ['delete', ...rule] : ['prepend', ...rule, 'comment', 'throughway']),
      };
    }
    case 'firewalld': {
      // firewall-cmd(1): --query-rule answers by its status, 0 for yes and 1 for no.
      const family = address.includes(':') ? 'ipv6' : 'ipv4';
      const rule = [
        family,
        'filter',
        'OUTPUT',
        '0',
        '-d',
        address,
        '-p',
        'tcp',
        '--dport',
        String(port),
        '-j',
        'ACCEPT',
      ];
      return {
        program: 'firewall-cmd',
        ask: ['--direct', '--query-rule', ...rule],
        isThere: ({ exitCode }) => (exitCode === 0 ? true : exitCode === 1 ? false : null),
        tell: (to) => ['--direct', to === null ? '--remove-rule' : '--add-rule', ...rule],
      };
    }
    case 'netsh':
    case 'pf':
      return null;
  }
}

function problemOf(outcome: CommandOutcome, program: string): StoreProblem {
  if (outcome.state === 'missing') return { kind: 'program-missing', program };
  if (outcome.state === 'failed') return { kind: 'refused', detail: outcome.why };
  return /not permitted|need to be root|uthoriz/u.test(outcome.stderr)
    ? { kind: 'needs-administrator' }
    : { kind: 'refused', detail: `${program}: ${firstLine(outcome.stderr)}` };
}

function nothingHere({ tool }: RuleRef): Store {
  const why = `no rules of ${tool} here`;
  return {
    read: () => Promise.resolve(unreadable(why)),
    write: (): Promise<Result<void, StoreProblem>> => Promise.resolve(refuse({ kind: 'refused', detail: why })),
    access: () => Promise.resolve({ state: 'impossible', why }),
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 160) ?? '';
}
