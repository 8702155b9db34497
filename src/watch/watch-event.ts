/** What the watch tells while it is on. */
import type { CauseCode } from '../verdict/cause-code.ts';
import type { ChangeFacts, CheckFacts, NoticeFacts } from './history-entry.ts';

/** The program that looks, so that no two of them do. */
export interface WatchHolder {
  readonly face: 'window' | 'terminal';
  /** Process id. */
  readonly pid: number;
}

/** How the watch stands, for whoever shows it. */
export interface WatchState {
  /** `elsewhere`: another Throughway of this account looks at the same, and what it finds is shown here. */
  readonly mode: 'watching' | 'paused' | 'elsewhere' | 'off';
  /** Who looks; only while `elsewhere`. */
  readonly heldBy?: WatchHolder;
  /** A look is going on. */
  readonly isLooking: boolean;
  /** What the last round found, URL by URL. */
  readonly last: readonly { readonly url: string; readonly code: CauseCode; readonly at: string }[];
  /** When the next look is due, milliseconds since 1970; `null` while none is planned. */
  readonly nextAtMs: number | null;
  /** A password was refused: nothing is sent until it changes. */
  readonly isHeld: boolean;
}

/** One thing that happened. `state` is only for what is on the screen. */
export type WatchEvent =
  | { readonly kind: 'happened'; readonly facts: CheckFacts | ChangeFacts | NoticeFacts; readonly at: string }
  | { readonly kind: 'state'; readonly state: WatchState };
