/** What a page knows of something it asked for. */
import type { ApiProblem } from '../../src/contract/api.ts';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly problem: ApiProblem };

export const LOADING: Loaded<never> = { state: 'loading' };

/** Returns the answer to a call as the page keeps it. */
export function loaded<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: ApiProblem },
): Loaded<T> {
  return answer.ok ? { state: 'here', value: answer.value } : { state: 'failed', problem: answer.problem };
}
