/** The facts of a run as they would be if what is waited for never came. */
import type { Observation } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Target } from '../route/target.ts';
import { createCase, type Case } from '../verdict/case.ts';
import type { ProbePool } from './probe-pool.ts';
import type { RunRecord } from './run-record.ts';
import { isLong, SILENT_MS, type Silences } from './silences.ts';

/** Returns them, silences that have only begun left out. */
export function asIf(
  run: {
    readonly target: Target;
    readonly record: RunRecord;
    readonly silences: Silences;
    readonly elapsedMs: () => number;
  },
  pool: ProbePool,
): Case {
  const { observations } = run.record;
  const silent = run.silences
    .all()
    .filter(isLong)
    .map(({ fact, forMs }, index): Observation => ({
      ...fact,
      id: `o${observations.length + index + 1}`,
      atMs: run.elapsedMs() - forMs,
      tookMs: forMs,
    }));
  // A comparison that is as silent as the target is as good as answered.
  const asked = [...pool.ended, ...pool.atWorkFor(SILENT_MS).filter(isWay)];
  return createCase(run.target, [...observations, ...silent], asked);
}

function isWay({ probe }: ProbeRequest): boolean {
  return probe === 'controls' || probe === 'way';
}
