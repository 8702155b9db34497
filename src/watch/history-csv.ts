/** The history as a table for spreadsheets (RFC 4180). */
import type { HistoryEntry } from './history-entry.ts';

const COLUMNS = [
  'id',
  'at',
  'kind',
  'by',
  'url',
  'code',
  'confidence',
  'duration_ms',
  'connect_ms',
  'proxy_ms',
  'tls_ms',
  'site_ms',
  'route',
  'what',
  'outcome',
  'connects',
  'connects_lost',
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

/** Returns the line of column names, its line break included. */
export function csvHead(): string {
  return `${COLUMNS.join(',')}\r\n`;
}

/** Returns one entry as one line, its line break included. */
export function csvLine(entry: HistoryEntry): string {
  const row: Row = { id: entry.id, at: entry.at, kind: entry.kind, ...rowOf(entry) };
  return `${COLUMNS.map((name) => csvCell(row[name] ?? '')).join(',')}\r\n`;
}

function rowOf(entry: HistoryEntry): Row {
  switch (entry.kind) {
    case 'check': {
      const { connect, proxy, tls, site } = entry.times;
      return {
        by: entry.by,
        url: entry.url,
        code: entry.code,
        confidence: entry.confidence,
        duration_ms: entry.durationMs,
        connect_ms: connect ?? '',
        proxy_ms: proxy ?? '',
        tls_ms: tls ?? '',
        site_ms: site ?? '',
        connects: entry.loss?.attempts ?? '',
        connects_lost: entry.loss === undefined ? '' : entry.loss.attempts - entry.loss.succeeded,
        route: entry.route
          .map((leg) => (leg.kind === 'direct' ? 'DIRECT' : `${leg.kind}://${hostText(leg.host)}:${String(leg.port)}`))
          .join('; '),
      };
    }
    case 'change': {
      const shown = entry.shown.map(({ what, from, to }) => `${what}: ${from ?? '-'} > ${to ?? '-'}`).join('; ');
      return { by: entry.program ?? entry.by, what: shown === '' ? entry.what : shown, outcome: entry.state ?? '' };
    }
    case 'fix':
      return { url: entry.url, code: entry.code, what: entry.fix, outcome: entry.outcome };
    case 'notice':
      return { url: entry.url, code: entry.code, what: entry.notice, outcome: entry.shown };
    case 'answer':
      return { url: entry.url, code: entry.code, what: 'helped', outcome: entry.helped ? 'yes' : 'no' };
  }
}

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Returns one cell. What a spreadsheet would take for a formula gets an apostrophe in front, also behind blanks, control
 * characters and quotes, and in full width; numbers are numbers (OWASP, "CSV Injection").
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[\s\p{C}"']*[=+\-@|%＝＋－＠]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
