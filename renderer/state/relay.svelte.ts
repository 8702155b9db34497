/** The relay as the window sees it: how it stands, turning it on and off, and what tools would say. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { RelayAnswer, RelayProblem, RelayToolsView, RelayView } from '../../src/contract/relay-view.ts';
import type { Result } from '../../src/base/result.ts';
import { Asking } from './asking.svelte.ts';
import { loaded, LOADING, type Loaded } from './loaded.ts';

export class RelayState extends Asking<RelayProblem> {
  readonly #client: Client;
  #view = $state.raw<Loaded<RelayView>>(LOADING);
  #preview = $state.raw<RelayToolsView | null>(null);

  readonly view = $derived(this.#view);
  readonly preview = $derived(this.#preview);

  constructor(client: Client) {
    super();
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
    this.#preview = null;
    this.clear();
    this.#preview = await this.call(() => this.#client.call['relay.planTools']({}));
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
    this.#preview = null;
    this.clear();
    const view = await this.ask(ask);
    if (view !== null) this.hear(view);
  }
}
