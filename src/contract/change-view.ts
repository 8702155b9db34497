/** Changes to this computer as pages see them: a preview, what was made, and the way back. Nothing in them is secret. */
import type { ApplyProblem, ChangeRecord, ChangeStep, UndoProblem } from '../change/change.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { PlanProblem } from '../system/settings-writer.ts';
import type { WritableSource } from '../settings/writable-source.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Agreement } from '../tools/agrees-with.ts';
import type { ToolNote, ToolPlanProblem } from '../tools/plan-tool.ts';
import type { Follows, ToolId } from '../tools/tool.ts';
import type { SourceView } from './settings-view.ts';

/** A refusal is an answer, too: the page words it. */
export type ChangeAnswer<T, P> =
  { readonly state: 'done'; readonly value: T } | { readonly state: 'refused'; readonly problem: P };

/** What a change would do. `id` names exactly this preview when it is agreed to. */
export interface ChangePreviewView {
  readonly id: string;
  /** Empty: everything is like that already. */
  readonly changes: readonly ChangeStep['shown'][];
  /** Programs that must be started again afterwards. */
  readonly restart: readonly string[];
  readonly access: AccessView;
}

/** What stands in the way of a change: places that not everybody may write to, and programs to be closed first, by name. */
export interface AccessView {
  readonly administrator: readonly string[];
  readonly managed: readonly string[];
  /** They would write their own over it when they end. */
  readonly inUse: readonly string[];
}

/** Tools may have something to say to their part. */
export interface ToolsPreviewView extends ChangePreviewView {
  readonly tools: readonly {
    readonly tool: ToolId;
    readonly name: string;
    readonly notes: readonly ToolNote[];
    /** It was left out. */
    readonly problem: ToolPlanProblem | null;
  }[];
}

/** `route-unknown`: the way of this computer, which a tool was to take, could not be told. */
export type SettingsPlanProblem = PlanProblem | { readonly kind: 'route-unknown' };

export interface AppliedView {
  readonly record: ChangeRecord;
  /** Counts for programs from the next sign-in on. */
  readonly isFromNextSignIn: boolean;
  /** Other settings than the changed ones decide here. */
  readonly decidedBy: SettingsSource | null;
}

/** Whether an address answers with the new settings; `worse`: with the old ones it does. */
export interface VerifiedView {
  readonly url: string;
  readonly outcome: 'works' | 'no-better' | 'worse';
  readonly code: CauseCode;
  readonly title: string;
}

export type PlanAnswer = ChangeAnswer<ChangePreviewView, SettingsPlanProblem>;
export type ToolsPlanAnswer = ChangeAnswer<ToolsPreviewView, SettingsPlanProblem>;
export type ApplyAnswer = ChangeAnswer<AppliedView, ApplyProblem>;
export type UndoAnswer = ChangeAnswer<ChangeRecord, UndoProblem>;

/** Every tool beside the way to a URL. */
export interface ToolsView {
  readonly url: string;
  readonly tools: readonly ToolLine[];
}

export interface ToolLine {
  readonly tool: ToolId;
  readonly name: string;
  readonly isInstalled: boolean;
  /** It has a place of its own that can be written. */
  readonly isWritable: boolean;
  /** The file that decides; `null` where the tool says nothing. */
  readonly from: string | null;
  readonly says:
    | { readonly state: 'says'; readonly settings: Pick<SourceView, 'servers' | 'bypass' | 'mode'> }
    | { readonly state: 'follows'; readonly whom: Follows }
    | { readonly state: 'unreadable'; readonly path: string };
  readonly agreement: Agreement;
  readonly hasCredentials: boolean;
}

export type { ChangeRecord, WritableSource };
