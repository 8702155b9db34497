/** Trusting the authority of an inspection: only the one that IT's preset names, never the one that happens to sign. */
import { ok, refuse } from '../base/result.ts';
import type { FixSituation } from './fix-flow.ts';
import type { Planned } from './plan-servers.ts';

/** The list of the computer and the programs with lists of their own, as one change. */
export function planTrustInspection({ trust }: FixSituation): Planned {
  if (trust === null) return refuse({ kind: 'not-proposed' });
  if (trust.steps.length === 0) return refuse({ kind: 'no-replacement' });
  return ok([
    { kind: 'set-places', steps: trust.steps, restart: trust.restart },
    { kind: 'verify', as: null, isByHand: false },
  ]);
}
