import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePreset } from '../../../src/presets/parse-preset.ts';
import { presetSettings } from '../../../src/presets/preset-settings.ts';

describe('a preset', () => {
  it('may hold comments and keeps keys that it doesn’t know', () => {
    const preset = parsePreset(
      '{ // office\n "proxies": {"https": "proxy.example:1"}, "bypass": ["<local>"], "later": [1], }',
    );
    expect(preset.ok && preset.value['later']).toEqual([1]);
    const settings = preset.ok ? presetSettings(preset.value) : null;
    expect(settings).toMatchObject({
      state: 'read',
      value: { mode: 'manual', servers: { https: { state: 'valid' } }, bypass: { rules: [{ kind: 'local' }] } },
    });
  });

  it('without proxies sets nothing', () => {
    const preset = parsePreset('{"targets": ["https://intranet.example/"]}');
    expect(preset.ok && presetSettings(preset.value)).toEqual({ state: 'absent' });
  });

  it.each([
    ['{"proxies": 3}', { kind: 'wrong-shape', path: 'proxies' }],
    ['[1]', { kind: 'wrong-shape' }],
    ['{"a"', { kind: 'not-json', line: 1 }],
    ['', { kind: 'not-json' }],
    ['['.repeat(200_000), { kind: 'too-large' }],
  ])('of another form is refused: %#', (text, problem) => {
    const preset = parsePreset(text);
    expect(preset.ok ? null : preset.problem).toMatchObject(problem);
  });

  it('of any text never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => void parsePreset(text)));
  });
});
