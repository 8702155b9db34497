/** The relay as the window sees it: how it stands, turning it on and off, and what tools would say. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { RelayAnswer, RelayProblem, RelayToolsView, RelayView } from '../../src/contract/relay-view.ts';
import type { Result } from '../../src/base/result.ts';
import { loaded, LOADING, type Loaded } from './loaded.ts';

export class RelayState {
  readonly #client: Client;
  #view = $state.raw<Loaded<RelayView>>(LOADING);
  #preview = $state.raw<RelayToolsView | null>(null);
  #refusal = $state.raw<RelayProblem | null>(null);
  #problem = $state.raw<ApiProblem | null>(null);
  #isBusy = $state(false);

  readonly view = $derived(this.#view);
  readonly preview = $derived(this.#preview);
  /** Why the last wish was refused. */
  readonly refusal = $derived(this.#refusal);
  readonly problem = $derived(this.#problem);
  readonly isBusy = $derived(this.#isBusy);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Asks how it stands. */
  async load(): Promise<void> {
    this.#view = loaded(await this.#client.call['relay.get']({}));
  }

  /** Takes what it tells by itself. */
  hear(view: RelayView): void {
    this.#view = { state: 'here', value: view };
  }

  async start(port: number): Promise<void> {
    await this.#act(() => this.#client.call['relay.start']({ port }));
  }

  async stop(): Promise<void> {
    await this.#act(() => this.#client.call['relay.stop']({}));
  }

  /** Asks what tools would say. */
  async planTools(): Promise<void> {
    this.#clear();
    this.#isBusy = true;
    const answer = await this.#client.call['relay.planTools']({});
    this.#isBusy = false;
    if (answer.ok) this.#preview = answer.value;
    else this.#problem = answer.problem;
  }

  /** Makes exactly what the preview shows. */
  async setTools(): Promise<void> {
    const id = this.#preview?.id;
    if (id !== undefined) await this.#act(() => this.#client.call['relay.setTools']({ id }));
  }

  /** Puts the preview away. */
  leaveTools(): void {
    this.#preview = null;
  }

  async #act(ask: () => Promise<Result<RelayAnswer, ApiProblem>>): Promise<void> {
    this.#clear();
    this.#isBusy = true;
    const answer = await ask();
    this.#isBusy = false;
    if (!answer.ok) this.#problem = answer.problem;
    else if (answer.value.state === 'refused') this.#refusal = answer.value.problem;
    else this.hear(answer.value.value);
  }

  #clear(): void {
    this.#preview = null;
    this.#refusal = null;
    this.#problem = null;
  }
}
