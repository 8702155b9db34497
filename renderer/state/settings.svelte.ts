/** The settings page: every source, and the effective route of one address. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { RouteView, SettingsView } from '../../src/contract/settings-view.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

export class SettingsState {
  readonly #client: Client;
  #view = $state.raw<Loaded<SettingsView>>(LOADING);
  #route = $state.raw<RouteView | null>(null);
  #routeProblem = $state.raw<ApiProblem | null>(null);
  #isAsking = $state(false);
  /** The address whose route is asked for. */
  url = $state('');

  readonly view = $derived(this.#view);
  readonly route = $derived(this.#route);
  readonly routeProblem = $derived(this.#routeProblem);
  readonly isAsking = $derived(this.#isAsking);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads all sources anew. */
  async load(): Promise<void> {
    this.#view = LOADING;
    await this.refresh();
  }

  /** Reads all sources anew; what is shown stays until then. */
  async refresh(): Promise<void> {
    this.#view = loaded(await this.#client.call['settings.read']({}));
  }

  /** Asks for the effective route of the address in the field. */
  async ask(): Promise<void> {
    this.#isAsking = true;
    const answer = await this.#client.call['settings.routeFor']({ url: this.url.trim() });
    this.#isAsking = false;
    this.#route = answer.ok ? answer.value : null;
    this.#routeProblem = answer.ok ? null : answer.problem;
  }
}
