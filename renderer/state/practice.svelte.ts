/** The practice network: its scenes and the one that stands. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { PracticeView } from '../../src/contract/practice-view.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

export class PracticeState {
  readonly #client: Client;
  #view = $state.raw<Loaded<PracticeView>>(LOADING);
  #starting = $state<string | null>(null);
  #problem = $state.raw<ApiProblem | null>(null);

  readonly view = $derived(this.#view);
  readonly starting = $derived(this.#starting);
  readonly problem = $derived(this.#problem);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads the list anew. */
  async load(): Promise<void> {
    this.#view = loaded(await this.#client.call['practice.list']({}));
  }

  /** Sets a scene up; answers the address to check, or `null` where it could not be. */
  async start(scene: string): Promise<string | null> {
    this.#starting = scene;
    this.#problem = null;
    const answer = await this.#client.call['practice.start']({ scene });
    this.#starting = null;
    if (!answer.ok) this.#problem = answer.problem;
    await this.load();
    return answer.ok ? answer.value.url : null;
  }

  /** Takes the scene down. */
  async stop(): Promise<void> {
    await this.#client.call['practice.stop']({});
    await this.load();
  }
}
