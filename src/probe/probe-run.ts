/** What every probe is handed: the run's context, its signal and the place where facts go. */
import type { Fact, Way } from '../observation/observation.ts';
import type { ProbeContext, TimedFact } from './probe-context.ts';

/** One probe at work. */
export interface ProbeRun {
  readonly context: ProbeContext;
  readonly signal: AbortSignal;
  readonly emit: (fact: TimedFact) => void;
}

/** Starts a watch; the function it returns emits a fact that began now and ends when it is called. */
export function startWatch(run: ProbeRun): (fact: Fact) => void {
  const { clock, startedAtMs } = run.context;
  const begunMs = clock.nowMs();
  return (fact) => {
    const times = { atMs: round(begunMs - startedAtMs), tookMs: round(clock.nowMs() - begunMs) };
    run.emit({ ...fact, ...times });
  };
}

/** Tells that an answer is waited for, and which fact it will be if none comes; dispose it when the wait is over. */
export function waitingFor(run: ProbeRun, silence: Fact): Disposable {
  const end = run.context.onWait?.(silence) ?? (() => undefined);
  return { [Symbol.dispose]: end };
}

/** Returns the milliseconds for which a wait on the target's own way may go on once it has passed in vain. */
export function patienceOf(run: ProbeRun, way: Way): () => number {
  return () => (way.purpose === 'target' ? (run.context.patience?.(way) ?? 0) : 0);
}

/** Tells progress that a step is under way while `work` runs. */
export async function step<T>(
  run: ProbeRun,
  what: { readonly probe: string; readonly about: string; readonly limitMs: number },
  work: () => Promise<T>,
): Promise<T> {
  run.context.onStep({ ...what, state: 'begun' });
  try {
    return await work();
  } finally {
    run.context.onStep({ ...what, state: 'ended' });
  }
}

/** Tenths of a millisecond are all that a person or a rule can use. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
