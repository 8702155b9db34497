/** The contract's call on who trusts the authority of the inspection. */
import { ok } from '../../src/base/result.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { TrustHost } from './trust-host.ts';

/** A page waits no longer; every command and file has its own limit inside. */
const LOOK_MS = 30_000;

/** Returns the handler. What looks is loaded only where IT has named an authority. */
export function createTrustCalls(host: TrustHost): Pick<Handlers, 'trust.read'> {
  return {
    'trust.read': async () => {
      if (((await host.machinePreset())?.preset?.inspectionCa ?? []).length === 0) return ok(null);
      const { lookForTrust } = await import('./trust-host.ts');
      const view = await lookForTrust(host, AbortSignal.timeout(LOOK_MS));
      if (view === null) return ok(null);
      const { named, isInSystem, programs } = view;
      return ok({
        authorities: named.usable.map(({ subject, sha256 }) => ({ subject, sha256 })),
        problems: named.problems.map(({ problem }) => problem),
        isInSystem,
        programs: programs.map(({ id, name, isInstalled, state, reason, from, bundle }) => ({
          id,
          name,
          isInstalled,
          state,
          reason,
          from,
          bundle,
        })),
      });
    },
  };
}
