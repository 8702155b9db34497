/** Who trusts the authority of the inspection that IT's preset names. */
import type { Client } from '../../src/contract/client.ts';
import type { TrustStanding } from '../../src/contract/trust-view.ts';
import { loaded, LOADING, type Loaded } from './loaded.ts';

export class TrustState {
  readonly #client: Client;
  #standing = $state.raw<Loaded<TrustStanding | null>>(LOADING);

  /** `null`: nothing is named, so there is nothing to show. */
  readonly standing = $derived(this.#standing);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Looks anew; what is shown stays until then. */
  async load(): Promise<void> {
    this.#standing = loaded(await this.#client.call['trust.read']({}));
  }
}
