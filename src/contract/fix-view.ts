/** A guided fix as pages see it: planned, running, or ended. Nothing in it is secret. */
import type { ChangeRecord, ChangeStep, UndoProblem } from '../change/change.ts';
import type { FixStep, NoFixHere, WatchFor } from '../fix/fix-flow.ts';
import type { FixProblem, Verification } from '../fix/fix-tools.ts';
import type { FixId, FixKind } from '../fix/propose-fixes.ts';
import type { PlanProblem } from '../system/settings-writer.ts';
import type { WritableSource } from '../settings/writable-source.ts';
import type { CauseCode } from '../verdict/cause-code.ts';

/** One step, without the settings that it writes: those are shown from and to. */
export type FixStepView =
  | { readonly kind: 'set-settings'; readonly source: WritableSource }
  | { readonly kind: 'set-place'; readonly what: string }
  | { readonly kind: 'set-places'; readonly what: readonly string[] }
  | Pick<Extract<FixStep, { readonly kind: 'ask-credentials' }>, 'kind' | 'proxy' | 'isCorrection'>
  | Pick<Extract<FixStep, { readonly kind: 'ask-address' }>, 'kind' | 'source' | 'current'>
  | Extract<FixStep, { readonly kind: 'put-back' | 'compare' | 'guide' | 'request' | 'wait' }>
  | Pick<Extract<FixStep, { readonly kind: 'verify' }>, 'kind' | 'isByHand'>;

/** An installed browser, with the addresses where it clears what it has stored; empty where it has none. */
export interface BrowserView {
  readonly id: string;
  readonly name: string;
  readonly page: string;
  readonly passwords: string;
  /** It goes to such an address by itself; else people paste it. */
  readonly opensPage: boolean;
}

export type FixStepState = 'waiting' | 'begun' | 'done' | 'stopped';

/** What will change, from and to, and what that takes. */
export interface FixPreviewView {
  readonly steps: readonly ChangeStep['shown'][];
  readonly restart: readonly string[];
  /** Places that only an administrator may change. */
  readonly administrator: readonly string[];
  /** Programs that must be closed before. */
  readonly inUse: readonly string[];
}

/** What the fix waits for the person with. `id` names exactly this question. */
export type FixQuestionView = { readonly id: string } & (
  | ({ readonly kind: 'consent' } & FixPreviewView)
  | (Pick<Extract<FixStepView, { readonly kind: 'ask-credentials' }>, 'proxy' | 'isCorrection'> & {
      readonly kind: 'credentials';
    })
  | { readonly kind: 'address'; readonly current: string }
  /** Something to do by hand that can't be seen from here: it goes on when the person says so. */
  | { readonly kind: 'read' }
  /** It has not cured; whether the change stays all the same. */
  | { readonly kind: 'keep'; readonly result: Verification<unknown>['result']; readonly title: string }
);

/** What goes on inside the running step. `begunAt`: ISO 8601. */
export type FixNow =
  | { readonly kind: 'changing'; readonly what: string; readonly step: number; readonly of: number }
  | { readonly kind: 'watching'; readonly watch: WatchFor; readonly limitMs: number; readonly begunAt: string }
  | { readonly kind: 'waiting'; readonly limitMs: number; readonly begunAt: string }
  | { readonly kind: 'checking'; readonly probe: string; readonly about: string };

export type FixEnd =
  | {
      readonly how: 'verified';
      readonly result: Verification<unknown>['result'];
      readonly code: CauseCode;
      /** The verdict of the last check. */
      readonly title: string;
      /** What stands now and can be taken back. */
      readonly changes: readonly ChangeRecord[];
      readonly takenBack: boolean;
      readonly left: readonly { readonly id: string; readonly why: UndoProblem }[];
      /** Programs that still hold the old settings; `null`: none had to be started again. */
      readonly holding: readonly string[] | null;
      /** The verdict of the check in between. */
      readonly compared: string | null;
    }
  | {
      readonly how: 'stopped';
      readonly problem: FixProblem;
      readonly left: readonly { readonly id: string; readonly why: UndoProblem }[];
    }
  | { readonly how: 'bug' };

/** One fix. */
export interface FixView {
  readonly id: string;
  readonly fix: FixId;
  readonly kind: FixKind;
  readonly canUndo: boolean;
  readonly code: CauseCode;
  /** The finding that it is for. */
  readonly title: string;
  readonly url: string;
  readonly state: 'ready' | 'running' | 'ended';
  readonly steps: readonly { readonly step: FixStepView; readonly state: FixStepState }[];
  /** `null` where what will change is known only on the way. */
  readonly preview: FixPreviewView | null;
  readonly question: FixQuestionView | null;
  readonly now: FixNow | null;
  readonly end: FixEnd | null;
}

/** Why there is no plan: an answer, which the page words. */
export type FixPlanAnswer =
  | { readonly state: 'done'; readonly value: FixView }
  | { readonly state: 'refused'; readonly problem: NoFixHere | PlanProblem };
