/** Presets that somebody meant ill with: a good one in which some places were replaced. */
import fc from 'fast-check';
import { EXAMPLES } from '../../policy-page.ts';

const EVIL: readonly unknown[] = [
  'javascript:alert(1)',
  'data:text/html,<script>',
  'file:///etc/shadow',
  '../../../../etc/passwd',
  'C:\\Windows\\System32\\cmd.exe',
  '\\\\server\\share',
  'http://bob:secret@proxy.example:1',
  'http://аррӏе.example:80',
  'http://proxy.example:80\r\nX: y',
  '$(reboot)',
  '; rm -rf /',
  '%n%s%x',
  '\u202e\u0000',
  'a'.repeat(5_000),
  'http://[::1',
  'http://0x7f.1:70000',
  '*.*.*.*.*',
  null,
  true,
  -1,
  1e308,
  [],
  {},
  [[[[[[[[]]]]]]]],
  { __proto__: null, toString: 1 },
];

const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'password',
  'proxies',
  'places',
  '',
  '\u0000',
  'a.b',
];

/** Returns texts of presets, each with up to `most` places changed. */
export function mutatedPresets(most = 4): fc.Arbitrary<string> {
  const evil = fc.oneof(fc.constantFrom(...EVIL), fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }));
  const mutation = fc.record({ at: fc.nat(), value: evil, key: fc.option(fc.constantFrom(...KEYS)) });
  const good = fc
    .subarray(Object.entries(EXAMPLES))
    .map((entries) => ({ throughway: 1, ...Object.fromEntries(entries) }));
  return fc
    .tuple(good, fc.array(mutation, { maxLength: most }), fc.option(fc.nat()))
    .map(([preset, mutations, cut]) => {
      let text = JSON.stringify(preset);
      for (const one of mutations) text = mutate(text, one);
      // Torn off, as by a full disk.
      return cut === null ? text : text.slice(0, cut % (text.length * 4));
    });
}

function mutate(
  text: string,
  { at, value, key }: { readonly at: number; readonly value: unknown; readonly key: string | null },
): string {
  const places = [...text.matchAll(/"(?:[^"\\]|\\.)*"|true|false|\d+/gu)];
  const place = places[at % Math.max(places.length, 1)];
  if (place === undefined) return text;
  const isKey = text[place.index + place[0].length] === ':';
  const put = isKey ? JSON.stringify(key ?? 'x') : JSON.stringify(value);
  return text.slice(0, place.index) + put + text.slice(place.index + place[0].length);
}
