import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvHead, csvLine } from '../../../src/watch/history-csv.ts';
import { exportHistory } from '../../../src/watch/history-export.ts';
import { entryAt } from './entries.ts';

/** A small reader of RFC 4180 of its own, so that the writer isn't tested with itself. */
function readRow(line: string): readonly string[] {
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/gy;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') break;
  }
  return cells;
}

describe('the history as a table', () => {
  it('has a column for each part of the way', () => {
    expect(exportHistory([entryAt(5, { code: 'proxy.down', confidence: 0.97 })], 'csv')).toBe(
      `${csvHead()}e5,2026-01-01T00:05:00.000Z,check,person,https://site.example/,proxy.down,0.97,120,3.5,8,20,30,http://proxy.example:3128,,,,\r\n`,
    );
  });

  it('tells how many test connections a check lost', () => {
    const line = csvLine(entryAt(5, { loss: { attempts: 5, succeeded: 3 } }));
    expect(readRow(line).slice(-2)).toEqual(['5', '2']);
  });

  it('gives no cell to a spreadsheet that it would run', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '%0A', '"=1', '＝1', "'=1"])
      expect(readRow(`${csvCell(text)}\r\n`)[0]).toMatch(/^'/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (url) => {
        const line = csvLine(entryAt(1, { url }));
        const cells = readRow(line);
        expect(cells).toHaveLength(readRow(csvHead()).length);
        expect([url, `'${url}`]).toContain(cells[4]);
        expect(cells[4]).not.toMatch(/^[\s\p{C}"]*[=+\-@|%＝＋－＠]/u);
      }),
    );
  });

  it('is one JSON document too', () => {
    const parsed: unknown = JSON.parse(exportHistory([entryAt(1), entryAt(2)], 'json'));
    expect(parsed).toMatchObject({ schema: 'throughway.history/1', entries: [{ id: 'e1' }, { id: 'e2' }] });
  });
});
