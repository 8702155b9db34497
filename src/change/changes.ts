/** Makes changes and takes them back: journal on disk → write → read back → compare. */
import type { Result } from '../base/result.ts';
import type { ApplyProblem, ChangePlan, ChangeRecord, UndoProblem } from './change.ts';

/** How far a change is: one event before each place is written or put back. */
export interface ChangeProgress {
  readonly what: string;
  readonly step: number;
  readonly of: number;
}

export interface ChangeOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ChangeProgress) => void;
}

/** The one way in which anything on this computer is changed. */
export interface Changes {
  /** Makes all steps or none; cancelling puts back what was written. */
  apply(plan: ChangePlan, options: ChangeOptions): Promise<Result<ChangeRecord, ApplyProblem>>;
  /** Restores exactly what was there. `insist`: also where somebody changed it since. */
  undo(id: string, options: ChangeOptions & { readonly insist: boolean }): Promise<Result<ChangeRecord, UndoProblem>>;
  /** Newest first; bounded. */
  list(): Promise<readonly ChangeRecord[]>;
}
