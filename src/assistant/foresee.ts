/**
 * Keeps a silent way company: while it is waited for, the judge is asked what it would want to know if the silence went
 * on, and that is looked into meanwhile. When the wait has passed, all comparisons are at hand.
 */
import { DIRECT, type Leg } from '../settings/proxy-server.ts';
import { judge } from '../verdict/judge.ts';
import { asIf } from './as-if.ts';
import type { ProbePool } from './probe-pool.ts';
import type { Run } from './run.ts';
import { isLong, SILENT_MS, type Silence } from './silences.ts';

/** A healthy way has ended by then or at least got somewhere: the control sites are asked beside a slower one. */
const CONTROLS_AFTER_MS = 500;

/** How often the judge looks. */
const EVERY_MS = 200;

/** Nobody has a script so far: the outside is asked beside the wait, for the case that there will be none. Dispose it when the route is known. */
export function foreseeNoRoute(pool: ProbePool): Disposable {
  const timer = setTimeout(() => {
    void pool.run({ probe: 'device.network' });
    void pool.run({ probe: 'controls', leg: DIRECT });
  }, SILENT_MS);
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
    },
  };
}

/** Begins to look ahead beside the target's way over `leg`; dispose it when that way has ended. */
export function foresee(run: Run, pool: ProbePool, leg: Leg | undefined): Disposable {
  const beginControls = (): void => {
    if (leg !== undefined) void pool.run({ probe: 'controls', leg });
  };
  const look = (): void => {
    if (!run.silences.all().some((silence) => isLong(silence) && isOfTarget(silence))) return;
    const judgement = judge(asIf(run, pool), { canAsk: true });
    if (judgement.is === 'asks') for (const request of judgement.requests) void pool.run(request);
  };
  const timer = setTimeout(beginControls, CONTROLS_AFTER_MS);
  const looking = setInterval(look, EVERY_MS);
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      clearInterval(looking);
    },
  };
}

function isOfTarget({ fact }: Silence): boolean {
  return 'way' in fact && fact.way.purpose === 'target';
}
