import type { Observation } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Target } from '../route/target.ts';

/** Everything a rule may look at: facts of one run for one target, nothing else. The same from a live run or a saved one. */
export interface Case {
  readonly target: Target;
  readonly observations: readonly Observation[];
  /** Whether this question was already put (its answer, if any, is among the observations). */
  wasAsked(request: ProbeRequest): boolean;
}
