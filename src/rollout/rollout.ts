/** Presets on this computer: what one would change, applying it, whether it still holds, taking it back. */
import type { ChangePlan, ChangeRecord, ChangeStep } from '../change/change.ts';
import type { ChangeProgress } from '../change/changes.ts';
import type { Result } from '../base/result.ts';
import type { PlaceChoice } from '../presets/choose-place.ts';
import type { CheckedPreset } from '../presets/check-preset.ts';
import type { Preset } from '../presets/preset.ts';
import type { PresetWarning } from '../presets/preset-problem.ts';
import type { SignatureState } from '../presets/signature.ts';
import type { PresetSource } from '../settings/writable-source.ts';
import type { PlannedTool } from '../system/tools/plan-tools.ts';
import type { AppliedPreset } from './applied-preset.ts';
import type { FittedSource } from './fit-settings.ts';
import type { RolloutProblem } from './rollout-problem.ts';

/** A preset file with all that decides on it. */
export interface PresetFile {
  readonly path: string;
  /** The name of the file that an applied preset came from: its copy is called otherwise. */
  readonly cameAs?: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly preset: Preset;
  readonly warnings: readonly PresetWarning[];
  readonly signature: SignatureState;
  readonly signatureBytes: Uint8Array | null;
}

/** What applying a preset would do here and now; applying it does exactly this. */
export interface RolloutPreview {
  readonly file: PresetFile;
  readonly choice: PlaceChoice;
  readonly sources: readonly PresetSource[];
  /** What became of the exceptions in each source. */
  readonly fitted: readonly FittedSource[];
  /** What happens to each tool that the preset names. */
  readonly tools: readonly PlannedTool[];
  readonly plan: ChangePlan;
}

/** What a preset is called in each language. */
export type PresetNames = Readonly<Record<'en' | 'ja', string>>;

/** How applying went; `record` is `null` where nothing had to be changed. */
export interface RolloutOutcome {
  readonly preview: RolloutPreview;
  readonly record: ChangeRecord | null;
}

/** Whether the applied preset still holds. */
export type RolloutStatus =
  | { readonly state: 'not-applied' }
  | {
      /** `expired`: its dates no longer hold, so that nothing is right or wrong by it any more. */
      readonly state: 'compliant' | 'drifted' | 'expired';
      readonly applied: AppliedPreset;
      /** What it is called in each language; absent where it can't be read any more. */
      readonly names?: PresetNames;
      /** Places that say something else: `from` is what is there, `to` what the preset wants. */
      readonly drift: readonly ChangeStep['shown'][];
      /** The place that this computer is in now; `undefined` where the preset can't be read any more. */
      readonly place?: string | null;
      /** All that differs is that this computer is in another place of the preset now. */
      readonly hasOnlyMoved?: boolean;
      /** Why it can't be told what the preset wants. */
      readonly problem?: RolloutProblem;
      /** An earlier change was cut short. */
      readonly isInterrupted: boolean;
      /** What the preset itself wants done about it. */
      readonly onDrift: 'report' | 'repair';
    };

export interface RolloutOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ChangeProgress) => void;
}

export interface Rollout {
  /** Looks a file through; touches nothing. */
  check(path: string): Promise<Result<CheckedPreset, RolloutProblem>>;
  /** Reads a file, judges its signature and dates, and says what it would change. */
  preview(path: string, options: RolloutOptions): Promise<Result<RolloutPreview, RolloutProblem>>;
  /** The same for bytes that came otherwise, such as from a page; `path` is what they are called. */
  previewOf(
    file: Pick<PresetFile, 'path' | 'bytes' | 'signatureBytes'>,
    options: RolloutOptions,
  ): Promise<Result<RolloutPreview, RolloutProblem>>;
  /** Does what the preview says, all of it or nothing. The caller has asked whoever has to agree. */
  apply(preview: RolloutPreview, options: RolloutOptions): Promise<Result<RolloutOutcome, RolloutProblem>>;
  status(options: RolloutOptions): Promise<RolloutStatus>;
  /** Brings back what the applied preset wants. */
  repair(options: RolloutOptions): Promise<Result<RolloutOutcome, RolloutProblem>>;
  /** Takes everything back that presets changed, so that all is as before. Returns the changes, newest first. */
  remove(
    options: RolloutOptions & { readonly insist: boolean },
  ): Promise<Result<readonly ChangeRecord[], RolloutProblem>>;
}
