/** The support report of the last check. */
import type { Client } from '../../src/contract/client.ts';
import type { ReportView } from '../../src/contract/report-view.ts';
import type { Lang } from '../../src/messages/format.ts';
import { loaded, LOADING, type Loaded } from './loaded.ts';
import { saveBytes } from './save-file.ts';

export type ReportFormat = 'html' | 'md' | 'json' | 'zip';

export class ReportState {
  readonly #client: Client;
  #report = $state.raw<Loaded<ReportView>>(LOADING);

  readonly report = $derived(this.#report);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Makes the report anew. */
  async load(language: Lang): Promise<void> {
    this.#report = loaded(await this.#client.call['report.get']({ language }));
  }

  /** Puts the answer to "Did this help?" into it. */
  async answer(helped: boolean, language: Lang): Promise<void> {
    this.#report = loaded(await this.#client.call['report.get']({ language, helped }));
  }

  /** Hands it to the person as a file. */
  async save(format: ReportFormat, language: Lang): Promise<void> {
    const answer = await this.#client.call['report.file']({ language, format });
    if (answer.ok) saveBytes(answer.value);
    else this.#report = { state: 'failed', problem: answer.problem };
  }
}
