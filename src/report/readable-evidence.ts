/** The evidence of an entry of the history, as far as this version can read it. */
import type { Observation } from '../observation/observation.ts';
import type { CheckFacts } from '../watch/history-entry.ts';
import { observationSchema } from './observation-schema.ts';

/** Returns the observations that have the shape they should; what somebody else wrote there is left out. */
export function readableEvidence(entry: CheckFacts): readonly Observation[] {
  return entry.evidence.flatMap((one) => {
    const parsed = observationSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}
