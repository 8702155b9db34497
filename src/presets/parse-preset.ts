/** From the text of a preset file to a preset of the present format. */
import type { z } from 'zod';
import { ok, refuse, type Result } from '../base/result.ts';
import { migrate, versionOf } from './migrate.ts';
import { PRESET_VERSION, type Preset, presetSchema } from './preset.ts';
import type { Expected, PresetProblem } from './preset-problem.ts';
import { type PresetText, readPresetText } from './read-preset-text.ts';

export type { PresetProblem } from './preset-problem.ts';

/** A preset with the text that it was read from. */
export interface ParsedPreset {
  readonly preset: Preset;
  readonly text: PresetText;
  /** The format that the file is written in; 0: from before there were numbers. */
  readonly version: number;
}

/** Returns the preset that a JSON text (comments allowed) holds. */
export function parsePreset(text: string): Result<Preset, PresetProblem> {
  const parsed = parsePresetText(text);
  if (parsed.ok) return ok(parsed.value.preset);
  return refuse(parsed.problem[0]);
}

/** Returns the preset with its places in the text, or everything that is wrong with its shape. */
export function parsePresetText(
  text: string,
): Result<ParsedPreset, readonly [PresetProblem, ...(readonly PresetProblem[])]> {
  const file = readPresetText(text);
  if (!file.ok) return refuse([file.problem]);
  const { value, locate } = file.value;
  const version = versionOf(value);
  if (version !== null && version > PRESET_VERSION) {
    return refuse([{ kind: 'too-new', ...locate(['throughway']), version }]);
  }
  const parsed = presetSchema.safeParse(migrate(value));
  if (parsed.success) return ok({ preset: parsed.data, text: file.value, version: version ?? 0 });
  const [first, ...rest] = parsed.error.issues.slice(0, MOST_PROBLEMS).map((issue) => problemOf(issue, file.value));
  return refuse([first ?? { kind: 'wrong-shape', ...locate([]), expected: ['other'] }, ...rest]);
}

/** Nobody corrects more at a time. */
const MOST_PROBLEMS = 50;

type Issue = z.core.$ZodIssue;

function problemOf(issue: Issue, { locate }: PresetText): PresetProblem {
  const inner = deepest(issue);
  const choices = inner.flatMap(({ issue: one }) => (one.code === 'invalid_value' ? one.values.map(String) : []));
  return {
    kind: 'wrong-shape',
    ...locate(inner[0]?.path ?? issue.path),
    expected: [...new Set(inner.map(({ issue: one, path }) => expectedBy(one, path.at(-1))))],
    ...(choices.length === 0 ? {} : { choices: choices.slice(0, 20) }),
  };
}

interface Placed {
  readonly issue: Issue;
  readonly path: readonly PropertyKey[];
}

/** Of a choice between forms, the one that fits best counts: the complaints that lie deepest. */
function deepest(issue: Issue, above: readonly PropertyKey[] = []): readonly Placed[] {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const all = issue.errors.flatMap((errors) => errors.flatMap((error) => deepest(error, path)));
  const depth = Math.max(...all.map((one) => one.path.length));
  const best = all.filter((one) => one.path.length === depth);
  return best.length === 0 ? [{ issue, path }] : best;
}

/** `key`: what the place is called; its form may have a name. */
function expectedBy(issue: Issue, key: PropertyKey | undefined): Expected {
  switch (issue.code) {
    case 'invalid_type':
      return BY_TYPE[issue.expected] ?? 'other';
    case 'invalid_value':
      return 'choice';
    case 'too_big':
      return isNumber(issue.origin) ? 'range' : 'shorter';
    case 'too_small':
      return isNumber(issue.origin) ? 'range' : 'longer';
    case 'invalid_format':
      if (issue.format === 'date' || issue.format === 'datetime') return 'date';
      return key === 'certificate' ? key : key === 'sha256' ? 'fingerprint' : 'form';
    default:
      return 'other';
  }
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int';
}

const BY_TYPE: Readonly<Partial<Record<string, Expected>>> = {
  string: 'text',
  boolean: 'flag',
  number: 'number',
  int: 'number',
  array: 'list',
  object: 'group',
};
