import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../../src/messages/en.ts';
import { ja } from '../../../src/messages/ja.ts';
import { presetProblemText, problemPlace } from '../../../src/messages/rollout-text.ts';
import { checkPreset } from '../../../src/presets/check-preset.ts';
import { choosePlace, neededFacts, type PlaceFacts } from '../../../src/presets/choose-place.ts';
import { decodePreset } from '../../../src/presets/decode-preset.ts';
import type { Preset } from '../../../src/presets/preset.ts';
import type { PresetProblem } from '../../../src/presets/preset-problem.ts';
import { presetSettings, waysIn } from '../../../src/presets/preset-settings.ts';
import { chooseSources } from '../../../src/rollout/choose-sources.ts';
import { fitSettings } from '../../../src/rollout/fit-settings.ts';
import { mutatedPresets } from './mutated-presets.ts';

function checkHostile(text: string): ReturnType<typeof checkPreset> {
  const checked = checkPreset(text, 0);
  // Exactly one of the two: something to use, or something to read.
  expect(checked.preset === null).toBe(checked.problems.length > 0);
  expect(checked.problems.flatMap(unclearIn)).toEqual([]);
  if (checked.preset !== null) planAnywhere(checked.preset);
  return checked;
}

const read = (...value: readonly string[]) => ({ state: 'read', value }) as const;
const SOMEWHERE: PlaceFacts = {
  gateways: read('192.0.2.1'),
  gatewayMacs: { state: 'unreadable', why: 'EACCES' },
  dnsSuffixes: read('corp.example'),
  ssids: { state: 'absent' },
  vpns: read('Corp VPN', 'wg0'),
  reachable: read(),
};

/** Plans it for computers of every kind, without a computer. */
function planAnywhere(preset: Preset): void {
  expect(neededFacts(preset).reachable.length).toBeLessThanOrEqual(20);
  const { place } = choosePlace(preset, SOMEWHERE);
  const settings = presetSettings(waysIn(preset, place));
  if (settings.state !== 'read') return;
  for (const platform of ['linux', 'macos', 'windows'] as const)
    for (const source of chooseSources(preset, platform, null)) fitSettings(settings.value, source);
}

/** Whoever wrote the file gets a place and a sentence in their language: no parser's words, no value, no stack. */
function unclearIn(problem: PresetProblem): readonly string[] {
  return WRITTEN.flatMap(({ words, end, letters, place }) => {
    const text = presetProblemText(problem, words);
    const where = problemPlace(problem, words);
    const isClear =
      end.test(text) &&
      letters.test(text) &&
      text.length < 500 &&
      !/Invalid input|Too (?:big|small)|received|undefined|NaN|\[object|\n|^\s*at /u.test(text) &&
      (problem.kind === 'too-large' || (place.test(where) && !/\p{C}/u.test(where)));
    return isClear ? [] : [`${where} ${text}`];
  });
}

const WRITTEN = [
  { words: en, end: /\.$/u, letters: /^[\x20-\x7e’]+$/u, place: /^line \d+, column \d+/u },
  { words: ja, end: /。$/u, letters: /\p{Script=Hiragana}/u, place: /^\d+行目、\d+文字目/u },
] as const;

describe('a hostile preset', () => {
  it('made of a good one by mutation is refused with a sentence, or is still good (6,000 of them)', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutatedPresets(), (text) => {
        if (checkHostile(text).preset === null) refused += 1;
      }),
      { numRuns: 6_000 },
    );
    expect(refused).toBeGreaterThan(2_000);
  });

  it('of any JSON or of any text at all does no harm (4,000 of them)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 6 }), fc.string({ unit: 'binary' }), fc.string()), (text) => {
        checkHostile(text);
      }),
      { numRuns: 4_000 },
    );
    expect(Object.hasOwn(Object.prototype, 'proxies')).toBe(false);
  });

  it('of any bytes at all is text with a place for what is wrong, or good (2,000 of them)', () => {
    const good = Buffer.from('{"throughway": 1, "name": "本社"}');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(fc.nat(good.length), fc.nat(255)).map(([at, byte]) => {
        const changed = Buffer.from(good);
        changed[at] = byte;
        return changed;
      }),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const text = decodePreset(given);
        if (text.ok) expect(Buffer.from(text.value).equals(given)).toBe(true);
        else expect(unclearIn(text.problem)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    // Shift_JIS, as an old editor saves it.
    const shiftJis = Buffer.from('{\n"name": "\x96\x7b\x8e\xd0"}', 'latin1');
    expect(decodePreset(shiftJis)).toEqual({
      ok: false,
      problem: { kind: 'not-utf8', path: '', line: 2, column: 10 },
    });
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
  ])('with %s is answered', (_name, text) => {
    checkHostile(text);
  });
});
