import type { Observation } from '../observation/observation.ts';
import { requestKey, type ProbeRequest } from '../observation/probe-request.ts';
import type { Target } from '../route/target.ts';
import type { Leg } from '../settings/proxy-server.ts';

/** Everything a rule may look at: facts of one run for one target, nothing else. The same from a live run or a saved one. */
export interface Case {
  readonly target: Target;
  readonly observations: readonly Observation[];
  /** Looks at this leg's way instead of the one that answered. */
  readonly focus?: Leg;
  /** Whether this question was already put (its answer, if any, is among the observations). */
  wasAsked(request: ProbeRequest): boolean;
}

/**
 * Returns the case of a run.
 * @param asked the questions put so far; `everything` for a saved run, where nothing more can be asked
 */
export function createCase(
  target: Target,
  observations: readonly Observation[],
  asked: readonly ProbeRequest[] | 'everything',
): Case {
  if (asked === 'everything') return { target, observations, wasAsked: () => true };
  const keys = new Set(asked.map(requestKey));
  return { target, observations, wasAsked: (request) => keys.has(requestKey(request)) };
}
