import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import type { InspectionDocument } from '../report/inspection-document.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
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

/** What the site-owner view is told. */
export type InspectSiteInput = Pick<
  DiagnoseInput,
  'url' | 'lang' | 'controlUrls' | 'source' | 'pac' | 'direct' | 'bypass' | 'credentials'
>;

/** What the administrator's view of a proxy is told. */
export interface InspectProxyInput extends Pick<DiagnoseInput, 'lang' | 'controlUrls' | 'credentials'> {
  readonly proxy: ProxyServer;
  /** How many small requests are measured; at most 100. */
  readonly requests: number;
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
  /** Looks at a site as its owner does; the URL must be one that `parseTarget` accepts. */
  inspectSite(input: InspectSiteInput, options: DiagnoseOptions): Promise<InspectionDocument>;
  /** Looks at a proxy as its administrator does. */
  inspectProxy(input: InspectProxyInput, options: DiagnoseOptions): Promise<InspectionDocument>;
}
