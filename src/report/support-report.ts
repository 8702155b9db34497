/** `throughway.report/1`: everything that somebody needs who was not there, and no secret. */
import type { ChangeReason, ChangeState } from '../change/change.ts';
import type { Lang } from '../messages/format.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { RemovedKind } from '../base/removed-kind.ts';
import type { DiagnosisDocument } from './diagnosis-document.ts';

/** What ran, and on what. */
export interface ReportVersions {
  readonly throughway: string;
  readonly node: string;
  /** Name and release of the operating system, e.g. `Linux 6.1.0 (x64)`. */
  readonly system: string;
}

/** Whom the organisation wants to be asked, as its preset names them. */
export interface ReportContact {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
}

/** One change to this computer, and what a check said afterwards. */
export interface TriedChange {
  /** ISO 8601. */
  readonly at: string;
  readonly reason: ChangeReason;
  readonly state: ChangeState;
  readonly steps: readonly { readonly what: string; readonly from: string | null; readonly to: string | null }[];
  /** What the next check of the same address found; `null` where none was made. */
  readonly afterwards: CauseCode | null;
}

/** How much was taken out, by kind. */
export interface Removed {
  readonly kind: RemovedKind;
  /** Different places, not occurrences. */
  readonly count: number;
}

export interface SupportReport {
  readonly schema: 'throughway.report/1';
  /** ISO 8601 with this computer's own offset from UTC. */
  readonly createdAt: string;
  /** IANA name, e.g. `Asia/Tokyo`. */
  readonly timeZone: string;
  readonly language: Lang;
  readonly versions: ReportVersions;
  readonly contact: ReportContact | null;
  /** Diagnoses in the order in which they were made; at least one. */
  readonly checks: readonly DiagnosisDocument[];
  readonly tried: readonly TriedChange[];
  /** The person's answer to "Did this help?"; `null` where nobody was asked. */
  readonly helped: boolean | null;
  readonly removed: readonly Removed[];
}
