/** One wish at a time: under way, refused with a reason, not possible, or done. Pages that ask the program for a change share it. */
import type { Result } from '../../src/base/result.ts';
import type { ApiProblem } from '../../src/contract/api.ts';
import type { ChangeAnswer } from '../../src/contract/change-view.ts';

export class Asking<P> {
  #refusal = $state.raw<P | null>(null);
  #problem = $state.raw<ApiProblem | null>(null);
  #isBusy = $state(false);

  /** Why the last wish was refused. */
  readonly refusal = $derived(this.#refusal);
  readonly problem = $derived(this.#problem);
  readonly isBusy = $derived(this.#isBusy);

  /** Asks, and returns what was done; `null` where it was refused or not possible, which then is shown. */
  async ask<T, Q extends P>(ask: () => Promise<Result<ChangeAnswer<T, Q>, ApiProblem>>): Promise<T | null> {
    const answer = await this.call(ask);
    if (answer?.state === 'done') return answer.value;
    this.#refusal = answer?.problem ?? null;
    return null;
  }

  /** Calls what nobody refuses; `null` where it was not possible. */
  async call<T>(call: () => Promise<Result<T, ApiProblem>>): Promise<T | null> {
    this.#isBusy = true;
    const answer = await call();
    this.#isBusy = false;
    this.#refusal = null;
    this.#problem = answer.ok ? null : answer.problem;
    return answer.ok ? answer.value : null;
  }

  /** Refuses a wish that is not even worth asking. */
  refuse(problem: P): void {
    this.#refusal = problem;
  }

  /** Puts away how the last wish went. */
  clear(): void {
    this.#refusal = null;
    this.#problem = null;
  }
}
