/** Finds entries of the history. */
import type { CauseCode } from '../verdict/cause-code.ts';
import type { HistoryEntry, HistoryKind } from './history-entry.ts';

/** What is looked for; what is not given doesn't matter. */
export interface HistoryQuery {
  readonly kind?: HistoryKind;
  readonly code?: CauseCode;
  /** Host of the URL. */
  readonly host?: string;
  /** Anywhere in the entry, in either case. */
  readonly search?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Whether an entry is one of those looked for. */
export function matches(entry: HistoryEntry, query: HistoryQuery): boolean {
  const atMs = Date.parse(entry.at);
  return (
    (query.kind === undefined || entry.kind === query.kind) &&
    (query.code === undefined || ('code' in entry && entry.code === query.code)) &&
    (query.host === undefined || hostOf(entry) === query.host.toLowerCase()) &&
    (query.fromMs === undefined || atMs >= query.fromMs) &&
    (query.toMs === undefined || atMs <= query.toMs) &&
    (query.search === undefined || holds(entry, query.search.toLowerCase()))
  );
}

function hostOf(entry: HistoryEntry): string | null {
  if (!('url' in entry) || !URL.canParse(entry.url)) return null;
  return new URL(entry.url).hostname.toLowerCase();
}

/** The evidence is left out: it is long, technical, and names everything that the computer has. */
function holds(entry: HistoryEntry, text: string): boolean {
  const { v: _v, ...rest } = entry;
  return textsOf('evidence' in rest ? { ...rest, evidence: [] } : rest).some((one) => one.toLowerCase().includes(text));
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
