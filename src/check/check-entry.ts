/** What is said of one URL of a list. */
import type { CauseCode } from '../verdict/cause-code.ts';

/** One line of a list that names a URL. */
export interface ListItem {
  /** Counted from 1; comments and empty lines count as well. */
  readonly line: number;
  /** As written, without blanks around it. */
  readonly text: string;
}

/** The outcome for one URL. */
export interface CheckEntry {
  readonly line: number;
  /** As written, without userinfo and without the values of parameters that hold secrets by their name. */
  readonly url: string;
  readonly code: CauseCode;
  /** Of the last HTTP reply, whoever gave it; `null` where none came. */
  readonly status: number | null;
  /** Milliseconds, with one decimal. */
  readonly tookMs: number;
}

/** A cause with the status that belongs to it. */
export type Finding = Pick<CheckEntry, 'code' | 'status'>;
