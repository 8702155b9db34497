import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answererWords, refusalText, visibleText } from '../../../src/messages/answer-words.ts';
import { en } from '../../../src/messages/en.ts';
import { ja } from '../../../src/messages/ja.ts';
import type { Observation, ReplyFact } from '../../../src/observation/observation.ts';

describe('the text of a page', () => {
  it.each([
    [
      '<html><head><title>Blocked</title><style>p{}</style></head><p>Category: <b>Games &amp; fun</b>.',
      'Blocked Category: Games & fun.',
    ],
    ['<script>if (a < b) x()</script>No<!-- secret --> way', 'No way'],
    ['Plain text, 3 < 4', 'Plain text, 3 < 4'],
    ['閲覧が&#21046;&#x9650;されています<br', '閲覧が制限されています'],
    ['\uFFFD\uFFFD\uFFFDgif', ''],
    [`<p>${'x'.repeat(400)}`, `${'x'.repeat(300)}…`],
  ])('of %j', (page, text) => {
    expect(visibleText(page)).toBe(text);
  });

  it('is one line without control characters, whatever the page', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (page) => {
        expect(visibleText(page)).not.toMatch(/[\p{Cc}\n]/u);
      }),
    );
  });

  it('comes from the last refusal among the evidence', () => {
    const exchange = (id: Observation['id'], status: number, bodySample: string): Observation =>
      Object.assign(Object.create(null), {
        id,
        probe: 'http.exchange',
        reply: { status, bodySample } satisfies Partial<ReplyFact>,
      });
    const all = [exchange('o1', 200, 'fine'), exchange('o2', 403, '<b>No games'), exchange('o3', 403, 'other')];
    expect(refusalText(['o1', 'o2'], all)).toBe('No games');
    expect(refusalText(['o1'], all)).toBeNull();
  });
});

it('who answered is told with what it is known by, in both languages', () => {
  const details = { answeredBy: 'proxy', answeredByEvidence: 'via-missing' } as const;
  expect(answererWords(details, en)).toBe(
    'answered by the proxy (known by: it lacks the header Via, which the proxy adds to what it passes on)',
  );
  expect(answererWords(details, ja)).toBe(
    'プロキシが応答（判断の根拠：プロキシが中継するときに付けるViaヘッダーがないこと）',
  );
  expect(answererWords({}, en)).toBeNull();
});
