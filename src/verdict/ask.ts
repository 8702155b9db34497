/** The four things a rule can say, in one word each. */
import type { ObservationId } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Case } from './case.ts';
import type { Reason } from './reason.ts';
import type { Answer, Details } from './rule.ts';

interface HasId {
  readonly id: ObservationId;
}

/** Says that the cause holds. Evidence is given as observations; there must be at least one. */
export function holds(
  confidence: number,
  evidence: readonly [HasId, ...(HasId | undefined)[]],
  details?: Details,
): Answer {
  const [first, ...rest] = evidence;
  const ids = new Set(rest.flatMap((item) => (item ? [item.id] : [])));
  ids.delete(first.id);
  return { is: 'holds', confidence, evidence: [first.id, ...ids], ...(details ? { details } : {}) };
}

/** Says that the cause does not apply, and by which facts. */
export function fails(because: Reason, ...evidence: readonly (HasId | undefined)[]): Answer {
  return { is: 'fails', because, evidence: evidence.flatMap((item) => (item ? [item.id] : [])) };
}

/** Returns the question for those requests that were not put yet; `null` when all were. */
export function ask(facts: Case, ...requests: readonly ProbeRequest[]): Answer | null {
  const [first, ...rest] = requests.filter((request) => !facts.wasAsked(request));
  return first ? { is: 'asks', requests: [first, ...rest] } : null;
}
