/** One property of a NetworkManager connection as a place, by nmcli(1). */
import { ABSENT, read, unreadable } from '../../base/reading.ts';
import { ok, refuse } from '../../base/result.ts';
import type { Store } from '../../change/store.ts';
import type { SystemTools } from '../system-tools.ts';

/** nmcli's exit status for a connection that does not exist, and for a service that does not run. */
const NOT_THERE = [8, 10];

/** Returns the place that a property is; `name` is the connection's UUID. Its default is an empty text. */
export function createNetworkManagerStore(
  tools: SystemTools,
  { name, property }: { readonly name: string; readonly property: string },
): Store {
  const locale = 'C.UTF-8';
  return {
    read: async (signal) => {
      const args = ['--escape', 'no', '-g', property, 'connection', 'show', 'uuid', name];
      const outcome = await tools.run('nmcli', args, { signal, locale });
      if (outcome.state === 'missing') return ABSENT;
      if (outcome.state === 'failed') return unreadable(outcome.why);
      if (NOT_THERE.includes(outcome.exitCode)) return ABSENT;
      if (outcome.exitCode !== 0) return unreadable(`nmcli: exit status ${String(outcome.exitCode)}`);
      return read(outcome.stdout.replace(/\n$/u, ''));
    },
    write: async (text, signal) => {
      if (/[@＠]/u.test(text ?? ''))
        return refuse({ kind: 'refused', detail: 'a sign-in would show on a command line' });
      const args = ['connection', 'modify', 'uuid', name, property, text ?? ''];
      const outcome = await tools.run('nmcli', args, { signal, locale, deadline: 'writingCommand' });
      if (outcome.state === 'missing') return refuse({ kind: 'program-missing', program: 'nmcli' });
      if (outcome.state === 'failed') return refuse({ kind: 'refused', detail: outcome.why });
      if (outcome.exitCode === 0) return ok(undefined);
      if (/[Ii]nsufficient privileges|not authorized/u.test(outcome.stderr))
        return refuse({ kind: 'needs-administrator' });
      return refuse({ kind: 'refused', detail: `nmcli: exit status ${String(outcome.exitCode)}` });
    },
    access: async (signal) => {
      const args = ['-t', '-f', 'PERMISSION,VALUE', 'general', 'permissions'];
      const outcome = await tools.run('nmcli', args, { signal });
      if (outcome.state !== 'done' || outcome.exitCode !== 0)
        return { state: 'impossible', why: 'NetworkManager does not run' };
      // `auth` would ask for a password of an administrator, in a window that may not come.
      return /\.settings\.modify\.system:yes$/mu.test(outcome.stdout)
        ? { state: 'allowed' }
        : { state: 'needs-administrator' };
    },
  };
}
