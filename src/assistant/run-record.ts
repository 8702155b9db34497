/** The facts of one run: append-only, numbered in the order of their arrival, streamed as they come. */
import type { Observation, ObservationId } from '../observation/observation.ts';
import type { TimedFact } from '../probe/run-probe.ts';

/** Observations of one run. After `seal` nothing is added: a probe that is being cancelled can't change a verdict. */
export interface RunRecord {
  add(fact: TimedFact): void;
  readonly observations: readonly Observation[];
  seal(): void;
}

/** One run may not fill the memory, whatever the probes see. */
const MOST_OBSERVATIONS = 2_000;

/** Returns an empty record that tells `onObservation` of every fact. */
export function createRunRecord(onObservation: (observation: Observation) => void): RunRecord {
  const observations: Observation[] = [];
  let isSealed = false;
  return {
    add(fact) {
      if (isSealed || observations.length >= MOST_OBSERVATIONS) return;
      const id: ObservationId = `o${observations.length + 1}`;
      const observation: Observation = { id, ...fact };
      observations.push(observation);
      onObservation(observation);
    },
    observations,
    seal() {
      isSealed = true;
    },
  };
}
