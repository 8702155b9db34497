import { describe, expect, it } from 'vitest';
import { currentSegment, droppedSegments, type Keep } from '../../../src/watch/history-segments.ts';
import { matches } from '../../../src/watch/history-query.ts';
import { entryAt } from './entries.ts';

describe('a search in the history', () => {
  const entry = entryAt(10, { url: 'https://Intra.Example:8443/a', code: 'proxy.down', details: { realm: 'Büro' } });
  const atMs = Date.parse(entry.at);

  it.each([
    [{}, true],
    [{ kind: 'check' }, true],
    [{ kind: 'fix' }, false],
    [{ code: 'proxy.down' }, true],
    [{ code: 'ok' }, false],
    [{ host: 'intra.example' }, true],
    [{ host: 'example' }, false],
    [{ search: 'BÜRO' }, true],
    [{ search: 'nowhere' }, false],
    [{ fromMs: atMs, toMs: atMs }, true],
    [{ fromMs: atMs + 1 }, false],
    [{ toMs: atMs - 1 }, false],
  ] as const)('for %o finds it: %s', (query, found) => {
    expect(matches(entry, query)).toBe(found);
  });
});

describe('the files of the history', () => {
  const keep: Keep = { segmentBytes: 100, segmentMs: 50, segments: 3, ageMs: 1_000 };
  const file = (number: number, changedMs = 0) => ({ name: `${String(number).padStart(8, '0')}.jsonl`, changedMs });

  it('grow one after the other', () => {
    const last = { ...file(7), bytes: 99, beganMs: 100 };
    expect([
      currentSegment(null, keep, 0),
      currentSegment(last, keep, 149),
      currentSegment({ ...last, bytes: 100 }, keep, 149),
      currentSegment(last, keep, 151),
      currentSegment({ ...last, beganMs: null }, keep, 9_999),
    ]).toEqual(['00000001.jsonl', '00000007.jsonl', '00000008.jsonl', '00000008.jsonl', '00000007.jsonl']);
  });

  it('go when there are too many or they are too old, but never the last', () => {
    const five = [1, 2, 3, 4, 5].map((number) => file(number, number * 1_000));
    expect(droppedSegments(five, keep, 4_500)).toEqual(['00000001.jsonl', '00000002.jsonl', '00000003.jsonl']);
    expect(droppedSegments([file(1)], keep, 1e12)).toEqual([]);
  });
});
