/** Presets as pages see them. Nothing in them is secret: a preset that holds a secret is refused. */
import type { ChangeStep } from '../change/change.ts';
import type { ConditionOutcome } from '../presets/choose-place.ts';
import type { PresetProblem, PresetWarning } from '../presets/preset-problem.ts';
import type { SignatureState } from '../presets/signature.ts';
import type { PresetNames } from '../rollout/rollout.ts';
import type { RolloutProblem } from '../rollout/rollout-problem.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { CauseCode } from '../verdict/cause-code.ts';

/** Something that a policy or a preset sets on this computer. */
export interface PolicyView {
  readonly key: string;
  /** As JSON, cut where it is long. */
  readonly value: string;
  readonly from: string;
  readonly locked: boolean;
}

/** What is applied, whether it still holds, and what policies say. */
export interface PresetsView {
  readonly state: 'compliant' | 'drifted' | 'expired' | 'not-applied';
  readonly name: string | null;
  /** The same in each language, where the preset has several. */
  readonly names?: PresetNames;
  /** The place that it was applied for, and the one that this computer is in now. */
  readonly place: { readonly applied: string | null; readonly now: string | null } | null;
  readonly drift: readonly ChangeStep['shown'][];
  readonly problem: RolloutProblem | null;
  readonly isInterrupted: boolean;
  readonly policies: readonly PolicyView[];
}

/** What applying a preset would do. `id` names exactly this preview when it is agreed to. */
export interface PresetPreviewView {
  readonly id: string;
  readonly names: PresetNames;
  readonly file: string;
  readonly signature: SignatureState['state'];
  readonly place: string | null;
  readonly considered: readonly { readonly name: string; readonly conditions: readonly ConditionOutcome[] }[];
  readonly sources: readonly SettingsSource[];
  readonly changes: readonly ChangeStep['shown'][];
  readonly restart: readonly string[];
  readonly warnings: readonly PresetWarning[];
}

/** A refusal is an answer, too: the page words it. */
export type PresetAnswer<T> =
  { readonly state: 'done'; readonly value: T } | { readonly state: 'refused'; readonly problem: RolloutProblem };

/** What is wrong with a text that is being written, and what is worth knowing. */
export interface PresetCheckView {
  readonly problems: readonly PresetProblem[];
  readonly warnings: readonly PresetWarning[];
}

/** How one target fared with the settings of the preset. */
export interface PresetTargetView {
  readonly url: string;
  /** `null`: it was not an address that can be checked. */
  readonly code: CauseCode | null;
  /** The verdict in words; empty where there is none. */
  readonly title: string;
  readonly route: readonly Leg[];
  readonly tookMs: number;
}

/** What the preset would do on this computer; nothing was changed. */
export interface PresetTrialView {
  readonly place: string | null;
  readonly considered: PresetPreviewView['considered'];
  readonly targets: readonly PresetTargetView[];
  /** Targets beyond those that one trial looks at. */
  readonly notTried: number;
  readonly isCancelled: boolean;
}

/** An export; several files are one zip file. */
export interface ExportedFileView {
  readonly name: string;
  readonly base64: string;
}
