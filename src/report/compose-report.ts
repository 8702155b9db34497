/** Makes the support report: every text of it goes through the same cleaning, whoever wrote it. */
import { REMOVED_KINDS, type RemovedKind } from '../base/removed-kind.ts';
import type { ChangeRecord } from '../change/change.ts';
import type { Lang } from '../messages/format.ts';
import { cleanDocument } from './clean-document.ts';
import { cleanText, cleanUrl, type NoteRemoval } from './clean-text.ts';
import type { DiagnosisDocument } from './diagnosis-document.ts';
import type { Removed, ReportContact, ReportVersions, SupportReport, TriedChange } from './support-report.ts';

/** What a report is made of. */
export interface ReportInput {
  readonly checks: readonly DiagnosisDocument[];
  /** Newest first, as the journal tells them. */
  readonly changes: readonly ChangeRecord[];
  readonly helped: boolean | null;
  readonly contact: ReportContact | null;
  readonly versions: ReportVersions;
  /** Milliseconds since 1970 by this computer's clock. */
  readonly nowMs: number;
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
  readonly timeZone: string;
  readonly lang: Lang;
  /** Addresses as they were typed: only to tell what a diagnosis had taken out of them before. */
  readonly typed?: readonly string[];
}

/** More changes than this are history, not something that was tried just now. */
const MOST_CHANGES = 20;

/** Returns the report. */
export function composeReport(input: ReportInput): SupportReport {
  const places = new Map<RemovedKind, Set<string>>();
  const note: NoteRemoval = (kind, place) => {
    const known = places.get(kind) ?? new Set();
    places.set(kind, known.add(place));
  };
  for (const url of input.typed ?? []) cleanUrl(url, note);
  const checks = input.checks.map((document) => cleanDocument(document, note));
  const tried = input.changes.slice(0, MOST_CHANGES).map((change) => triedChange(change, checks, note));
  return {
    schema: 'throughway.report/1',
    createdAt: isoWithOffset(input.nowMs, input.offsetMinutes),
    timeZone: input.timeZone,
    language: input.lang,
    versions: input.versions,
    contact: input.contact,
    checks,
    tried: tried.toReversed(),
    helped: input.helped,
    removed: REMOVED_KINDS.flatMap((kind): readonly Removed[] => {
      const count = places.get(kind)?.size ?? 0;
      return count === 0 ? [] : [{ kind, count }];
    }),
  };
}

function triedChange(change: ChangeRecord, checks: readonly DiagnosisDocument[], note: NoteRemoval): TriedChange {
  const reason = cleanDocument(change.reason, note);
  const next = checks.find(
    (check) =>
      Date.parse(check.startedAt) >= Date.parse(change.at) && (reason.kind !== 'fix' || check.target === reason.url),
  );
  return {
    at: change.at,
    reason,
    state: change.state,
    steps: change.steps.map(({ what, from, to }) => ({
      what: cleanText(what, note),
      from: from === null ? null : cleanText(from, note, true),
      to: to === null ? null : cleanText(to, note, true),
    })),
    afterwards: next?.verdict.code ?? null,
  };
}

/** Returns the moment as ISO 8601 in local time, e.g. `2026-11-22T17:05:00+09:00`. */
function isoWithOffset(ms: number, offsetMinutes: number): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(offsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
