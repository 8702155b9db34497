/** What a change to this computer is before, while and after it is made. */
import type { StoreProblem, StoreRef } from './store.ts';

/** One place before and after. `null`: nothing is there. Both may hold secrets of other programs: shown only as `shown`. */
export interface ChangeStep {
  readonly ref: StoreRef;
  readonly from: string | null;
  readonly to: string | null;
  /** The part that a person compares, without secrets. */
  readonly shown: { readonly what: string; readonly from: string | null; readonly to: string | null };
}

/** Why something is changed: told in the history, and when it is taken back. */
export type ChangeReason =
  | { readonly kind: 'fix'; readonly fix: string; readonly code: string; readonly url: string }
  | { readonly kind: 'settings'; readonly source: string }
  | { readonly kind: 'preset'; readonly name: string }
  | { readonly kind: 'tools'; readonly tools: readonly string[] }
  | { readonly kind: 'relay' };

/** All steps of one change: all of them happen, or none. */
export interface ChangePlan {
  readonly reason: ChangeReason;
  readonly steps: readonly ChangeStep[];
  /** Programs that hold the old settings until they are started again, by the name that people know. */
  readonly restart: readonly string[];
}

/** Where a change stands. `interrupted`: the program ended while it was made or taken back; undo brings it back. */
export type ChangeState = 'applied' | 'undone' | 'interrupted' | 'failed';

/** One change as the journal tells it; no secret is in it. */
export interface ChangeRecord {
  readonly id: string;
  readonly reason: ChangeReason;
  /** ISO 8601. */
  readonly at: string;
  readonly state: ChangeState;
  readonly steps: readonly ChangeStep['shown'][];
  readonly restart: readonly string[];
}

/** Why a change was not made; then everything is as before, except where `half-made` says otherwise. */
export type ApplyProblem =
  | { readonly kind: 'nothing-to-change' }
  | { readonly kind: 'needs-administrator'; readonly what: readonly string[] }
  | { readonly kind: 'managed'; readonly what: readonly string[] }
  /** A program must be closed first: it would write its own over what is changed. */
  | { readonly kind: 'in-use'; readonly what: readonly string[]; readonly program: string }
  /** Somebody else changed it after the preview was made. */
  | { readonly kind: 'changed-meanwhile'; readonly what: readonly string[] }
  | { readonly kind: 'not-written'; readonly what: string; readonly problem: StoreProblem }
  /** It was written without complaint, and reading back gave something else. */
  | { readonly kind: 'not-saved'; readonly what: string }
  | { readonly kind: 'unreadable'; readonly what: string; readonly why: string }
  /** Another change is being made right now. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'journal'; readonly code: string }
  | { readonly kind: 'cancelled' }
  /** An earlier change was cut short: it must be taken back first, by this id. */
  | { readonly kind: 'interrupted'; readonly id: string }
  /** It failed, and putting back failed as well; the journal holds what was there: undo of this id goes on with it. */
  | { readonly kind: 'half-made'; readonly id: string; readonly what: readonly string[] };

/** Why a change was not taken back, or not wholly. */
export type UndoProblem =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'already-undone' }
  /** Since then it was changed by somebody else: taking it back would overwrite that, which only the person may decide. */
  | { readonly kind: 'changed-since'; readonly conflicts: readonly UndoConflict[] }
  | Exclude<ApplyProblem, { readonly kind: 'nothing-to-change' | 'changed-meanwhile' | 'interrupted' | 'half-made' }>;

/** One place that is neither as it was before nor as the change left it. */
export interface UndoConflict {
  readonly what: string;
  readonly left: string | null;
  readonly now: string | null;
  readonly before: string | null;
}
