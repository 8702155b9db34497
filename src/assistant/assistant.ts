import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { Observation } from '../observation/observation.ts';
import type { Secret } from '../base/secret.ts';

/** What one diagnosis is told; all but `url` is optional. */
export interface DiagnoseInput {
  readonly url: string;
  readonly lang: 'ja' | 'en';
  readonly source?: SettingsSource | 'auto';
  readonly proxy?: string;
  readonly pac?: string;
  readonly direct?: boolean;
  readonly bypass?: string;
  readonly controlUrls?: readonly string[];
  readonly timeoutMs?: number;
  readonly credentials?: { readonly user: string; readonly password: Secret };
}

/** What happens while a diagnosis runs. */
export type DiagnosisProgress =
  | {
      readonly kind: 'step';
      readonly probe: string;
      readonly about: string;
      readonly limitMs: number;
      readonly state: 'begun' | 'ended';
    }
  | { readonly kind: 'observation'; readonly observation: Observation };

/** The façade over the pipeline; the same for every face. */
export interface Assistant {
  /** Runs one diagnosis; always ends in a document, also when aborted (then `undetermined`). */
  diagnose(
    input: DiagnoseInput,
    options: { readonly signal: AbortSignal; readonly onProgress?: (progress: DiagnosisProgress) => void },
  ): Promise<DiagnosisDocument>;
}
