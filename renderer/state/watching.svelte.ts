/** The watch as the window sees it: how it stands, what it was told, what it tells. */
import type { AssistantEvent } from '../../src/contract/api.ts';
import type { WatchNotice, WatchView } from '../../src/contract/history-view.ts';
import type { Client } from '../../src/contract/client.ts';
import { loaded, LOADING, type Loaded } from './loaded.ts';

type WatchChange = Parameters<Client['call']['watch.set']>[0];

export class WatchingState {
  readonly #client: Client;
  #view = $state.raw<Loaded<WatchView>>(LOADING);
  #notice = $state.raw<WatchNotice | null>(null);

  readonly view = $derived(this.#view);
  readonly notice = $derived(this.#notice);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Asks how it stands. */
  async load(): Promise<void> {
    this.#view = loaded(await this.#client.call['watch.get']({}));
  }

  /** Changes what it is told, or makes it look, pause, go on; answers whether that was possible. */
  async set(change: WatchChange): Promise<boolean> {
    const answer = await this.#client.call['watch.set'](change);
    if (answer.ok) this.#view = loaded(answer);
    return answer.ok;
  }

  /** Takes what the watch tells by itself. */
  hear(event: Extract<AssistantEvent, { readonly kind: 'watch.changed' | 'watch.notice' }>): void {
    if (event.kind === 'watch.changed') this.#view = { state: 'here', value: event.watch };
    else this.#notice = event.notice;
  }

  /** The notice was read. */
  dismiss(): void {
    this.#notice = null;
  }
}
