import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../../src/messages/en.ts';
import { presetProblemText } from '../../../src/messages/rollout-text.ts';
import { checkPreset } from '../../../src/presets/check-preset.ts';
import { mutatedPresets } from './mutated-presets.ts';

/** However hostile a file is, an answer is there before anybody wonders. */
const MOST_MS = 2_000;

function checkWithin(text: string): ReturnType<typeof checkPreset> {
  const before = performance.now();
  const checked = checkPreset(text, 0);
  expect(performance.now() - before).toBeLessThan(MOST_MS);
  // Exactly one of the two: something to use, or something to read.
  expect(checked.preset === null).toBe(checked.problems.length > 0);
  for (const problem of checked.problems) expect(presetProblemText(problem, en)).toMatch(/\.$/u);
  return checked;
}

describe('a hostile preset', () => {
  it('made of a good one by mutation is refused with a sentence, or is still good (6,000 of them)', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutatedPresets(), (text) => {
        if (checkWithin(text).preset === null) refused += 1;
      }),
      { numRuns: 6_000 },
    );
    expect(refused).toBeGreaterThan(2_000);
  });

  it('of any JSON or of any text at all does no harm (4,000 of them)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 6 }), fc.string({ unit: 'binary' }), fc.string()), (text) => {
        checkWithin(text);
      }),
      { numRuns: 4_000 },
    );
    expect(Object.hasOwn(Object.prototype, 'proxies')).toBe(false);
  });

  it.each([
    ['a million brackets', '['.repeat(1_000_000)],
    ['braces without end', '{"a":'.repeat(100_000)],
    ['a text of a megabyte', JSON.stringify({ name: 'a'.repeat(999_000) })],
    ['many keys', `{${Array.from({ length: 60_000 }, (_, index) => `"k${String(index)}":0`).join(',')}}`],
    ['many wrong targets', JSON.stringify({ targets: Array.from({ length: 1_000 }, () => 'javascript:1') })],
    ['a bypass of many entries', JSON.stringify({ bypass: Array.from({ length: 5_000 }, () => 'a b') })],
    ['a long chain of stars', JSON.stringify({ bypass: ['*a'.repeat(2_000)] })],
    ['a long host', JSON.stringify({ proxies: `http://${'a.'.repeat(2_000)}example:1` })],
    ['a long look-alike', JSON.stringify({ targets: [`https://${'а'.repeat(60)}.com/`] })],
    ['comments without end', `{/*${'*'.repeat(900_000)}`],
    ['numbers beyond all', '{"watch": {"everyMinutes": 1e999}}'],
    ['lone surrogates', '{"name": "\\ud800"}'],
  ])('with %s is answered in time', (_name, text) => {
    checkWithin(text);
  });
});
