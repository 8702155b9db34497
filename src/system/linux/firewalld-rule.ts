/** A rule of ours in firewalld: where its own tables drop a connection, and where rules written past them do. */
import type { Done, RuleCommand, RuleTool } from '../rule-store.ts';

/** Every line of such output is looked at; more than this is no list of rules. */
const MOST_LINES = 20_000;

/**
 * Two kinds of rules can stand in the way, and letting a packet through in one table does not let it through in the
 * other (firewalld.direct(5)): policies for what this computer sends, and "direct" rules. Ours goes before both, where
 * there are any. All of it counts until the next start: a rule that stays is an administrator's to make.
 * @see firewall-cmd(1), firewalld.policies(5), firewalld.richlanguage(5)
 */
export function firewalldRule({
  address,
  port,
}: {
  readonly address: string;
  readonly port: number;
}): Omit<RuleTool, 'mayChange'> {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const match = ['-d', address, '-p', 'tcp', '--dport', String(port), '-j', 'ACCEPT'];
  const direct = [family, 'filter', 'OUTPUT', '-1', ...match];
  // In the words and with the quotes in which firewalld lists it.
  const rich = `rule priority="-32768" family="${family}" destination address="${address}" port port="${String(port)}" protocol="tcp" accept`;
  const look = ([policies, rules]: readonly Done[]) => {
    const sending = policiesForSending(policies?.stdout ?? '');
    const lines = linesOf(rules?.stdout ?? '');
    return {
      sending,
      hasDirect: lines.some((line) => line.startsWith(`${family} filter OUTPUT `)),
      isDirectOurs: lines.includes(direct.join(' ')),
      ours: sending.filter((policy) => policy.rich.includes(rich)),
    };
  };
  return {
    program: 'firewall-cmd',
    asks: [['--list-all-policies'], ['--direct', '--get-all-rules']],
    isThere: (answers) => {
      if (answers.some(({ exitCode }) => exitCode !== 0)) return null;
      const { ours, isDirectOurs } = look(answers);
      return ours.length > 0 || isDirectOurs;
    },
    tell: (to, answers) => {
      const { sending, hasDirect, isDirectOurs, ours } = look(answers);
      const inPolicy = (name: string, verb: 'add' | 'remove'): RuleCommand => ({
        args: [`--policy=${name}`, `--${verb}-rich-rule=${rich}`],
      });
      if (to === null)
        return [
          ...ours.map(({ name }) => inPolicy(name, 'remove')),
          ...(isDirectOurs ? [{ args: ['--direct', '--remove-rule', ...direct] }] : []),
        ];
      if (sending.length === 0 && !hasDirect) return null;
      return [
        ...sending.filter((policy) => !ours.includes(policy)).map(({ name }) => inPolicy(name, 'add')),
        ...(hasDirect && !isDirectOurs ? [{ args: ['--direct', '--add-rule', ...direct] }] : []),
      ];
    },
  };
}

interface Policy {
  readonly name: string;
  readonly rich: readonly string[];
}

/** The policies in force for what this computer itself sends, with their rich rules. */
function policiesForSending(text: string): readonly Policy[] {
  return text
    .split(/\n(?=\S)/u)
    .slice(0, MOST_LINES)
    .flatMap((block) => {
      const [, name = ''] = /^([\w-]+) \(active\)/u.exec(block.trimStart()) ?? [];
      const isSending = /^\s*ingress-zones:.*\bHOST\b/mu.test(block);
      return name === '' || !isSending ? [] : [{ name, rich: linesOf(block) }];
    });
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .map((line) => line.trim());
}
