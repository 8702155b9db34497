/** The history: what is looked for, what was found, and one entry in full. */
import type { HistoryDetail, HistoryView } from '../../src/contract/history-view.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { HistoryKind } from '../../src/watch/history-entry.ts';
import { loaded, LOADING, type Loaded } from './loaded.ts';

/** Entries of one kind, or of all. */
export type HistoryFilter = HistoryKind | 'all';

/** How many lines come at once. */
const PAGE = 100;

export class HistoryState {
  readonly #client: Client;
  #list = $state.raw<Loaded<HistoryView>>(LOADING);
  #detail = $state.raw<Loaded<HistoryDetail>>(LOADING);
  #most = $state(PAGE);
  /** Counts up when something new was kept. */
  #news = $state(0);
  #asked = 0;
  kind = $state<HistoryFilter>('all');
  search = $state('');

  readonly list = $derived(this.#list);
  readonly detail = $derived(this.#detail);
  readonly isNarrowed = $derived(this.kind !== 'all' || this.search.trim() !== '');

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads what is looked for; what depends on it is read again when something new was kept. */
  async load(language: Lang): Promise<void> {
    const most = this.#most + 0 * this.#news;
    const search = this.search.trim();
    this.#asked += 1;
    const asked = this.#asked;
    const answer = await this.#client.call['history.list']({
      language,
      most,
      ...(this.kind === 'all' ? {} : { kind: this.kind }),
      ...(search === '' ? {} : { search }),
    });
    // Whoever types asks faster than answers come; only the last one counts.
    if (asked === this.#asked) this.#list = loaded(answer);
  }

  /** Reads one entry. */
  async open(id: string, language: Lang): Promise<void> {
    this.#detail = LOADING;
    this.#detail = loaded(await this.#client.call['history.get']({ id, language }));
  }

  /** Reads further back. */
  more(): void {
    this.#most = Math.min(1_000, this.#most * 3);
  }

  /** Something was kept. */
  hear(): void {
    this.#news += 1;
  }

  /** Returns everything that is kept as one file; `null` where it could not be read. */
  async file(format: 'csv' | 'json'): Promise<{ readonly text: string; readonly name: string } | null> {
    const answer = await this.#client.call['history.export']({ format });
    return answer.ok ? answer.value : null;
  }
}
