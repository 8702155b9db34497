/** Sign-ins for proxies: the saved ones, and the form that tests before it saves. */
import { SvelteMap } from 'svelte/reactivity';
import type { ApiProblem, CredentialKey, CredentialRecord, CredentialTest } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { ProxyKind } from '../../src/settings/proxy-server.ts';
import { isComplete } from './credential-draft.ts';
import type { Draft } from './credential-draft.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly test: CredentialTest }
  | { readonly kind: 'not-saved'; readonly test: CredentialTest }
  | { readonly kind: 'problem'; readonly problem: ApiProblem };

export class CredentialsState {
  readonly #client: Client;
  #records = $state.raw<Loaded<readonly CredentialRecord[]>>(LOADING);
  #isSaving = $state(false);
  #outcome = $state.raw<SaveOutcome | null>(null);
  #refused = $state.raw<Draft | null>(null);
  readonly #tests = new SvelteMap<string, CredentialTest | 'running'>();

  readonly records = $derived(this.#records);
  readonly isSaving = $derived(this.#isSaving);
  readonly outcome = $derived(this.#outcome);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads the list anew. */
  async load(): Promise<void> {
    const answer = await this.#client.call['credentials.list']({});
    this.#records = loaded(answer.ok ? { ok: true, value: answer.value.records } : answer);
  }

  /** Tests the draft at the proxy and saves it when it was accepted (or untested, where the person wants so). */
  async save(draft: Draft, options: { readonly test: boolean }): Promise<void> {
    this.#isSaving = true;
    this.#outcome = null;
    const { host, kind, realm, user, password } = draft;
    const port = Number(draft.port);
    const answer = await this.#client.call['credentials.save']({ host, port, kind, realm, user, password, ...options });
    this.#isSaving = false;
    if (answer.ok) this.#outcome = { kind: answer.value.saved ? 'saved' : 'not-saved', test: answer.value.test };
    else this.#outcome = { kind: 'problem', problem: answer.problem };
    if (answer.ok && answer.value.saved) await this.load();
  }

  /** User names that are stored for a proxy. */
  usersOf(host: string, port: number): readonly string[] {
    if (this.#records.state !== 'here') return [];
    return this.#records.value.filter((one) => one.host === host && one.port === port).map((one) => one.user);
  }

  /** Asks the assistant whether exactly this password was refused before; it leaves the page, not this computer. */
  async lookUp(draft: Draft): Promise<void> {
    const { host, realm, user, password } = draft;
    if (!isComplete(draft)) return;
    const answer = await this.#client.call['credentials.lint']({
      host,
      port: Number(draft.port),
      realm,
      user,
      password,
    });
    this.#refused = answer.ok && answer.value.refusedBefore ? { ...draft } : null;
  }

  /** Whether the draft stands as it was when the assistant knew it as refused. */
  wasRefused(draft: Draft): boolean {
    const refused = this.#refused;
    return refused !== null && idOf(keyOf(refused)) === idOf(keyOf(draft)) && refused.password === draft.password;
  }

  /** Forgets how the last save went. */
  clear(): void {
    this.#outcome = null;
    this.#refused = null;
  }

  /** How the test of a saved sign-in goes. */
  testOf(key: CredentialKey): CredentialTest | 'running' | null {
    return this.#tests.get(idOf(key)) ?? null;
  }

  /** Tries a saved sign-in at its proxy. */
  async test(record: CredentialKey, kind: ProxyKind): Promise<void> {
    const { host, port, realm, user } = record;
    this.#tests.set(idOf(record), 'running');
    const answer = await this.#client.call['credentials.test']({ host, port, realm, user, kind });
    this.#tests.set(idOf(record), answer.ok ? answer.value : { outcome: 'not-testable' });
    await this.load();
  }

  /** Removes a saved sign-in. */
  async remove(record: CredentialKey): Promise<void> {
    const { host, port, realm, user } = record;
    await this.#client.call['credentials.delete']({ host, port, realm, user });
    await this.load();
  }
}

function keyOf(draft: Draft): CredentialKey {
  return { host: draft.host, port: Number(draft.port), realm: draft.realm, user: draft.user };
}

/** A text that tells saved sign-ins apart. */
export function idOf(key: CredentialKey): string {
  return JSON.stringify([key.host, key.port, key.realm, key.user]);
}
