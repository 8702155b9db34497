/** The support report as a page shows it: read through before it is passed on. */

import type { Section } from '../report/report-sections.ts';

export interface ReportView {
  /** The whole report as Markdown, to be passed on. */
  readonly text: string;
  /** The same to be read. */
  readonly sections: readonly Section[];
  /** What was taken out, one phrase a kind; empty where nothing had to be. */
  readonly removed: readonly string[];
  /** Ready to be pasted, in both languages. */
  readonly message: { readonly subject: string; readonly body: string };
  /** Opens the person's own mail program with the message; `null` where the organisation names no address. */
  readonly mailto: string | null;
  /** Whom the message is for, as the organisation names them. */
  readonly contact: string | null;
  /** The answer to "Did this help?"; `null` where it was not given yet. */
  readonly helped: boolean | null;
}

/** A report as a file. */
export interface ReportFileView {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}
