/** The history in one piece for other programs. */
import { csvHead, csvLine } from './history-csv.ts';
import type { HistoryEntry } from './history-entry.ts';

/** Returns entries, newest first, as a table (RFC 4180) or as one JSON document. */
export function exportHistory(entries: readonly HistoryEntry[], format: 'csv' | 'json'): string {
  if (format === 'csv') return [csvHead(), ...entries.map(csvLine)].join('');
  const lines = entries.map((entry) => `  ${JSON.stringify(entry)}`);
  return `{"schema":"throughway.history/1","entries":[\n${lines.join(',\n')}\n]}\n`;
}
