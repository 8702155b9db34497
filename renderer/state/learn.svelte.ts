/** The articles: their list, and the one that is open. */
import type { ArticleSummary, ArticleView } from '../../src/contract/article-view.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Lang } from '../../src/messages/format.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

export class LearnState {
  readonly #client: Client;
  #list = $state.raw<Loaded<readonly ArticleSummary[]>>(LOADING);
  #article = $state.raw<Loaded<ArticleView>>(LOADING);
  /** What is searched for. */
  search = $state('');

  readonly list = $derived(this.#list);
  readonly article = $derived(this.#article);
  readonly found = $derived(this.#list.state === 'here' ? find(this.#list.value, this.search) : []);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads the list in a language. */
  async load(language: Lang): Promise<void> {
    this.#list = loaded(await this.#client.call['articles.list']({ language }));
  }

  /** Opens an article in a language. */
  async open(id: string, language: Lang): Promise<void> {
    this.#article = LOADING;
    this.#article = loaded(await this.#client.call['articles.get']({ id, language }));
  }
}

function find(list: readonly ArticleSummary[], search: string): readonly ArticleSummary[] {
  const wanted = search.normalize('NFKC').trim().toLocaleLowerCase();
  return list.filter((one) => `${one.id} ${one.title}`.normalize('NFKC').toLocaleLowerCase().includes(wanted));
}
