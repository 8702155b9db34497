/** The authority of an inspection as pages see it: what IT has named, and which programs of this computer trust it. */
import type { AuthorityProblem } from '../presets/authority.ts';
import type { TrustReason, TrustState } from '../tools/read-trust.ts';
import type { TrustId } from '../tools/trust-rows.ts';

/** Who trusts what IT's preset names. */
export interface TrustStanding {
  readonly authorities: readonly { readonly subject: string; readonly sha256: string }[];
  /** Why an authority that is named can't be used. */
  readonly problems: readonly AuthorityProblem[];
  /** Whether the list of this computer holds all of them; `null`: it can't be read from here. */
  readonly isInSystem: boolean | null;
  readonly programs: readonly ProgramTrust[];
}

/** One program. `from`: the file or variable that decides, where one does; `bundle`: the file of authorities that it names. */
export interface ProgramTrust {
  readonly id: TrustId;
  readonly name: string;
  readonly isInstalled: boolean;
  readonly state: TrustState;
  readonly reason: TrustReason;
  readonly from: string | null;
  readonly bundle: string | null;
}
