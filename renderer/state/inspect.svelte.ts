/** The two expert views: what was asked, what runs, what was found. */
import { SvelteMap } from 'svelte/reactivity';
import type { ApiProblem, AssistantEvent } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { InspectionDocument } from '../../src/report/inspection-document.ts';
import type { ProxyKind } from '../../src/settings/proxy-server.ts';

/** What the form of the proxy page holds. */
export interface ProxyDraft {
  readonly host: string;
  readonly port: string;
  readonly kind: ProxyKind;
  readonly user: string;
  readonly password: string;
}

type Kind = InspectionDocument['kind'];

export class InspectState {
  readonly #client: Client;
  readonly #documents = new SvelteMap<Kind, InspectionDocument>();
  readonly #problems = new SvelteMap<Kind, ApiProblem>();
  #running = $state<Kind | null>(null);
  #step = $state.raw<{ readonly probe: string; readonly about: string } | null>(null);

  readonly running = $derived(this.#running);
  /** What is being done right now. */
  readonly step = $derived(this.#step);

  constructor(client: Client) {
    this.#client = client;
  }

  /** What was found last; `null` before the first time. */
  documentOf(kind: Kind): InspectionDocument | null {
    return this.#documents.get(kind) ?? null;
  }

  problemOf(kind: Kind): ApiProblem | null {
    return this.#problems.get(kind) ?? null;
  }

  /** Looks at a site. */
  async site(url: string, language: Lang): Promise<void> {
    await this.#run('site', () => this.#client.call['inspect.site']({ url, language }));
  }

  /** Looks at a proxy; the password goes there once and is kept nowhere. */
  async proxy(draft: ProxyDraft, language: Lang): Promise<void> {
    const { host, kind, user, password } = draft;
    const account = user === '' ? {} : { user, password };
    await this.#run('proxy', () =>
      this.#client.call['inspect.proxy']({ host, port: Number(draft.port), kind, language, ...account }),
    );
  }

  async cancel(): Promise<void> {
    await this.#client.call['inspect.cancel']({});
  }

  hear(event: Extract<AssistantEvent, { readonly kind: 'inspect.progress' }>): void {
    if (event.progress.kind === 'step' && event.progress.state === 'begun') this.#step = event.progress;
  }

  async #run(kind: Kind, ask: () => ReturnType<Client['call']['inspect.site']>): Promise<void> {
    this.#running = kind;
    this.#step = null;
    this.#problems.delete(kind);
    this.#documents.delete(kind);
    const answer = await ask();
    this.#running = null;
    if (answer.ok) this.#documents.set(kind, answer.value);
    else this.#problems.set(kind, answer.problem);
  }
}
