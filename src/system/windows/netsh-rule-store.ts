/** A rule of ours in Windows Firewall as a place. It helps where the default blocks: a block rule goes before it. */
import type { Store } from '../../change/store.ts';
import { isIP } from '../linux/is-ip.ts';
import { noStore } from '../no-store.ts';
import { createRuleStore } from '../rule-store.ts';
import type { SystemTools } from '../system-tools.ts';

/**
 * Returns the place. What netsh says is in the language of the computer; its exit status and the rule's own name are
 * not: `show rule` ends with 1 where there is none.
 * @see netsh advfirewall firewall add rule ?
 */
export function createNetshRuleStore(tools: SystemTools, address: string, port: number): Store {
  if (!isIP(address)) return noStore('rule of netsh');
  const name = `name=Throughway-${address}-${String(port)}`;
  const verb = (...words: readonly string[]): readonly string[] => ['advfirewall', 'firewall', ...words];
  const to = ['dir=out', 'protocol=TCP', `remoteip=${address}`, `remoteport=${String(port)}`];
  return createRuleStore(tools, {
    program: 'netsh.exe',
    asks: [verb('show', 'rule', name)],
    isThere: ([shown]) => {
      if (shown === undefined || shown.exitCode > 1) return null;
      if (shown.exitCode === 1) return false;
      return shown.stdout.includes(name.slice('name='.length)) ? true : null;
    },
    tell: (text, [shown]) => {
      if (text !== null) return [{ args: verb('add', 'rule', name, 'action=allow', 'profile=any', ...to) }];
      return shown?.exitCode === 0 ? [{ args: verb('delete', 'rule', name, ...to) }] : [];
    },
    // The part of the registry that belongs to the network service is shown to administrators alone.
    mayChange: async (signal) => {
      const outcome = await tools.run('reg.exe', ['query', 'HKU\\S-1-5-20'], { signal });
      return outcome.state === 'done' && outcome.exitCode === 0;
    },
  });
}
