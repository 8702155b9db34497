import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { refuse, ok, type Result } from '../base/result.ts';
import { type Preset, presetSchema } from './preset.ts';

/** Larger files are no preset. */
const MAX_PRESET_CHARS = 1_000_000;

/** Why a preset can't be used, with the place where that can be told; line and column count from 1. */
export type PresetProblem =
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json'; readonly line: number; readonly column: number; readonly detail: string }
  | { readonly kind: 'wrong-shape'; readonly path: string; readonly detail: string };

/** Returns the preset that a JSON text (comments allowed) holds. */
export function parsePreset(text: string): Result<Preset, PresetProblem> {
  if (text.length > MAX_PRESET_CHARS || nesting(text) > 100) return refuse({ kind: 'too-large' });
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/u, ''), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const before = text.slice(0, error.offset).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return refuse({ kind: 'not-json', line: before.length, column, detail: printParseErrorCode(error.error) });
  }
  const parsed = presetSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return refuse({ kind: 'wrong-shape', path: issue?.path.join('.') ?? '', detail: issue?.message ?? '' });
}

/** The parser calls itself for every level; a file of brackets must not end it. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
