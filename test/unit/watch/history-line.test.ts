import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getMessages } from '../../../src/messages/get-messages.ts';
import { judgeDocument } from '../../../src/assistant/judge-document.ts';
import { checkFacts, wordCheck } from '../../../src/report/check-entry.ts';
import { readableEvidence } from '../../../src/report/readable-evidence.ts';
import type { HistoryEntry } from '../../../src/watch/history-entry.ts';
import { formatLine, LONGEST_LINE_BYTES } from '../../../src/watch/history-line.ts';
import { parseLines } from '../../../src/watch/history-schema.ts';
import { readStoredRuns } from '../../replay/stored-runs.ts';
import { checkFactsOf, entryAt } from './entries.ts';

const STAMP = { v: 1, id: 'a-1', at: '2026-11-22T05:00:00.000Z' } as const;
const text = fc.string({ unit: 'binary', maxLength: 3_000 });

describe('a line of the history', () => {
  const runs = readStoredRuns();

  it.each(runs.map((run) => [run.file, run] as const))('keeps the verdict and its words: %s', (_file, stored) => {
    for (const lang of ['ja', 'en'] as const) {
      const words = getMessages(lang);
      const document = judgeDocument(stored.run, { target: stored.target, words, lang });
      const facts = checkFacts(document, 'person');
      if (facts === null) throw new Error('a stored run is no interrupted one');
      const { entries, unreadable } = parseLines(formatLine({ ...STAMP, ...facts }));
      const [entry] = entries;
      if (entry?.kind !== 'check') throw new Error('the line could not be read back');
      const { title, explanation } = wordCheck(entry, words, lang);
      expect({ unreadable, code: entry.code, title, evidence: readableEvidence(entry).length }).toEqual({
        unreadable: 0,
        code: document.verdict.code,
        title: document.verdict.title,
        evidence: entry.evidence.length,
      });
      expect(document.verdict.explanation.startsWith(explanation)).toBe(true);
    }
  });

  it('is never too long, one line, and can be read back, whatever a network wrote into it', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 100 }),
        fc.dictionary(text, text, { maxKeys: 80 }),
        (url, names, unusable) => {
          const entry: HistoryEntry = {
            ...STAMP,
            ...checkFactsOf({ url, details: { names, schemes: names, rule: url, unusable } }),
          };
          const line = formatLine(entry);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
          expect(line.indexOf('\n')).toBe(line.length - 1);
          expect(parseLines(line)).toMatchObject({ unreadable: 0, entries: [{ kind: 'check' }] });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('holds no password of a URL', () => {
    const line = formatLine({
      ...STAMP,
      ...checkFactsOf({
        url: 'https://ann:canary-1@site.example/?token=canary-2#canary-3',
        details: { rule: 'Authorization: Basic canary-4', suggestedUrl: 'http://x:canary-5@y.example/' },
      }),
    });
    expect(line).not.toContain('canary');
  });

  it('is read as what it is or not at all, wherever a crash tore it', () => {
    const [first, second] = [formatLine(entryAt(1)), formatLine(entryAt(2))];
    const bytes = Buffer.from(first + second);
    for (let end = 0; end <= bytes.length; end += 1) {
      const { entries, unreadable } = parseLines(bytes.subarray(0, end).toString('utf8'));
      const isWhole = end >= bytes.length - 1;
      const whole = isWhole ? 2 : end >= first.length - 1 ? 1 : 0;
      const rest = whole === 2 || end === 0 || end === first.length - 1 || end === first.length ? 0 : 1;
      expect([end, entries.length, unreadable]).toEqual([end, whole, rest]);
    }
  });

  it('is left out and counted where it is of another version or makes no sense', () => {
    const good = formatLine(entryAt(1));
    const broken = [good.replace('"v":1', '"v":2'), '{}', '[]', 'null', '\u0000\u0000', good.replace('"ok"', '"fine"')];
    expect(parseLines(`${broken.map((line) => line.trimEnd()).join('\n')}\n${good}`)).toMatchObject({
      unreadable: broken.length,
      entries: [{ id: 'e1' }],
    });
  });
});
