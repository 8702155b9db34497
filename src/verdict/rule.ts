import type { ObservationId } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Case } from './case.ts';
import type { CauseCode } from './cause-code.ts';
import type { Missing } from './missing.ts';
import type { Reason } from './reason.ts';

/** Keys of cli.md, `details`; only those that apply. */
export interface Details {
  readonly suggestedPort?: number;
  readonly suggestedKind?: 'http' | 'https' | 'socks5' | 'socks4';
  readonly suggestedUrl?: string;
  readonly schemes?: readonly string[];
  readonly realm?: string;
  readonly status?: number;
  readonly answeredBy?: 'proxy' | 'site';
  readonly answeredByEvidence?: string;
  readonly issuer?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly names?: readonly string[];
  readonly interface?: string;
  readonly rule?: string;
  readonly source?: string;
  readonly line?: number;
  /** The helper call of a PAC script that took longest, as written in the script's words. */
  readonly helper?: string;
  readonly product?: string;
  /** Host and port of the proxy the verdict speaks of. */
  readonly proxyHost?: string;
  readonly proxyPort?: number;
  /** What would have been needed to be surer: reasons for a confidence below 0.8, or for `undetermined`. */
  readonly missing?: readonly Missing[];
  /** Why a sign-in scheme can't be used here, by scheme. */
  readonly unusable?: Readonly<Record<string, string>>;
  /** Kind of the fault within the code, e.g. of an invalid address. */
  readonly problem?: string;
  readonly flags?: readonly Flag[];
}

/** Remarks that go with a verdict; each has its words in `messages`. */
export type Flag =
  | 'basic-in-clear'
  | 'charset-likely'
  | 'stored-password-older-than-rejection'
  | 'not-sent-again'
  | 'no-interface-up'
  | 'only-one-family'
  | 'block-page'
  | 'answer-was-html'
  /** Over a second went by in the configuration script; `details.helper` names the call that took longest. */
  | 'pac-slow'
  | 'second-route-works';

/** What one rule says of a case. */
export type Answer =
  | {
      readonly is: 'holds';
      readonly confidence: number;
      readonly evidence: readonly [ObservationId, ...ObservationId[]];
      readonly details?: Details;
    }
  | { readonly is: 'fails'; readonly because: Reason; readonly evidence: readonly ObservationId[] }
  | { readonly is: 'asks'; readonly requests: readonly [ProbeRequest, ...ProbeRequest[]] };

/** A pure function from facts to at most one cause. It never looks at another rule's result. */
export interface Rule {
  readonly code: CauseCode;
  readonly judge: (facts: Case) => Answer;
}
