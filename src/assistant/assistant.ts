import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { CredentialOrigin, Observation } from '../observation/observation.ts';
import type { Secret } from '../base/secret.ts';

/** Which settings count: overrides go before what the machine says. */
export interface SettingsOverrides {
  readonly source?: SettingsSource | 'auto';
  readonly proxy?: string;
  readonly pac?: string;
  readonly direct?: boolean;
  readonly bypass?: string;
}

/** What one diagnosis is told; all but `url` and `lang` is optional. */
export interface DiagnoseInput extends SettingsOverrides {
  readonly url: string;
  readonly lang: 'ja' | 'en';
  readonly controlUrls?: readonly string[];
  readonly timeoutMs?: number;
  /** For the proxy. `from`: `option` unless told. */
  readonly credentials?: { readonly user: string; readonly password: Secret; readonly from?: CredentialOrigin };
  /** Tries a password again that the proxy has refused before. */
  readonly insist?: boolean;
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

/** How one call is watched and stopped. */
export interface DiagnoseOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DiagnosisProgress) => void;
}

/** The façade over the pipeline; the same for every face. */
export interface Assistant {
  /**
   * Runs one diagnosis; always ends in a document, also when aborted (then `undetermined`).
   * The URL must be one that `parseTarget` accepts; anything else is a bug of the caller.
   */
  diagnose(input: DiagnoseInput, options: DiagnoseOptions): Promise<DiagnosisDocument>;
}
