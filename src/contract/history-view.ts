/** The history and the watch as pages show them, worded in the language that was asked for. */
import type { CauseCode } from '../verdict/cause-code.ts';
import type { CheckTimes, HistoryKind } from '../watch/history-entry.ts';
import type { WatchState } from '../watch/watch-event.ts';

/** One line of the timeline. */
export interface HistoryLine {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: HistoryKind;
  readonly mark: 'good' | 'bad' | 'unknown' | 'news';
  readonly title: string;
  /** A URL, or who did it; may be empty. */
  readonly about: string;
  /** Only of checks. */
  readonly durationMs?: number;
  readonly code?: CauseCode;
  /** Only of checks that measured it. */
  readonly loss?: { readonly attempts: number; readonly lost: number };
}

/** What was found in the history. */
export interface HistoryView {
  /** Newest first. */
  readonly lines: readonly HistoryLine[];
  readonly hasMore: boolean;
  /** Lines on the disk that could not be read. */
  readonly unreadable: number;
}

/** One entry in full. */
export interface HistoryDetail extends HistoryLine {
  /** Sentences, in order. */
  readonly paragraphs: readonly string[];
  /** What a person compares: parts of a change, outcomes. */
  readonly parts: readonly string[];
  readonly times: CheckTimes;
  /** The route that was taken, in words; empty where there is none to tell. */
  readonly route: string;
}

/** What the watch is told, as a person sets it. */
export interface WatchPreferences {
  readonly isOn: boolean;
  readonly everyMinutes: number;
  /** `HH:MM`, or `null` where nothing is quiet. */
  readonly quiet: { readonly from: string; readonly to: string } | null;
  /** Empty: what a check begins with. */
  readonly urls: readonly string[];
}

/** The watch as it stands. */
export interface WatchView {
  readonly preferences: WatchPreferences;
  readonly state: WatchState;
  /** Switched on or off, or its interval fixed, by IT. */
  readonly managed: readonly ('isOn' | 'everyMinutes')[];
}

/** One notification, worded. */
export interface WatchNotice {
  readonly notice: 'problem' | 'resolved' | 'changed';
  readonly title: string;
  readonly body: string;
}
