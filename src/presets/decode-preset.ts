/** The text of a preset file: UTF-8 and nothing else, so that every computer reads the same names. */
import { ok, refuse, type Result } from '../base/result.ts';
import type { PresetProblem } from './preset-problem.ts';
import { lineAndColumn } from './read-preset-text.ts';

/** Returns the text of the bytes, or the place of the first one that is not UTF-8 (an editor saved it as Shift_JIS or UTF-16). */
export function decodePreset(bytes: Uint8Array): Result<string, PresetProblem> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const text = decoder.decode(bytes);
  const again = Buffer.from(text, 'utf8');
  if (again.equals(bytes)) return ok(text);
  // What is not UTF-8 was replaced: up to the first replacement both are the same.
  const first = again.findIndex((byte, index) => byte !== bytes[index]);
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, first));
  return refuse({ kind: 'not-utf8', path: '', ...lineAndColumn(before, before.length) });
}
