/** Prints what `check` finds: a line a URL as it comes, and a summary at the end. */
import type { CheckEntry } from '../../../src/check/check-entry.ts';
import type { Summary } from '../../../src/check/summary.ts';
import { formatDuration, formatNumber } from '../../../src/messages/format.ts';
import { csvCell } from '../../../src/watch/history-csv.ts';
import type { CommandContext } from '../command-context.ts';

export type CheckForm = 'table' | 'csv' | 'json';

/** How the outcomes are written. */
export interface CheckPrinter {
  readonly head: string | null;
  line(entry: CheckEntry): string;
}

/** Widths of the columns: the longest code, a status, a duration. */
const WIDTHS = { code: 30, status: 7, took: 12 };

/** Returns what writes in a form. The lines come in the order of completion; `line` tells the place in the list. */
export function checkPrinter(form: CheckForm, { words: { check }, lang, paint }: CommandContext): CheckPrinter {
  switch (form) {
    case 'json':
      return {
        head: null,
        line: ({ url, code, status, tookMs, line }) => JSON.stringify({ url, code, status, tookMs, line }),
      };
    case 'csv':
      return {
        head: 'url,code,status,tookMs,line',
        line: ({ url, code, status, tookMs, line }) =>
          [url, code, status ?? '', tookMs, line].map((cell) => csvCell(cell)).join(','),
      };
    case 'table': {
      const row = (code: string, status: string, took: string, url: string): string =>
        `${padded(code, WIDTHS.code)}${padded(status, WIDTHS.status)}${padded(took, WIDTHS.took)}${url}`;
      const { columns } = check;
      return {
        head: paint.bold(row(columns.code, columns.status, columns.took, columns.url)),
        line: ({ url, code, status, tookMs }) => {
          const text = row(code, status === null ? '–' : String(status), formatDuration(tookMs, lang), printable(url));
          return code === 'ok' ? text : paint.yellow(text);
        },
      };
    }
  }
}

/** Returns the causes with how often each was found, and how many URLs answer. */
export function summaryText(
  summary: Summary,
  how: { readonly isAnyReply: boolean; readonly earlier: number },
  { words, lang, paint }: CommandContext,
): string {
  const { check, causes } = words;
  const counts = summary.byCause.map(([code, count]) => ({ code, count: formatNumber(count, lang) }));
  const width = Math.max(0, ...counts.map(({ count }) => count.length));
  const lines = counts.map(
    ({ code, count }) =>
      `${count.padStart(width)}  ${padded(code, WIDTHS.code)}${causes[code].title({ target: '', url: '' })}`,
  );
  const total = check.total(formatNumber(summary.answered(how), lang), formatNumber(summary.total, lang));
  const earlier = how.earlier === 0 ? [] : [check.earlier(formatNumber(how.earlier, lang))];
  return [paint.bold(total), ...lines, ...earlier].join('\n');
}

/** Columns of East Asian letters are two wide. */
function padded(text: string, width: number): string {
  const columns = Array.from(text).reduce((sum, letter) => sum + (/[\u1100-\uffdc]/u.test(letter) ? 2 : 1), 0);
  return `${text}${' '.repeat(Math.max(1, width - columns))}`;
}

/** What moves a terminal's cursor is shown as a blank. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
