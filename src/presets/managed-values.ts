/** Turns values that an operating system holds for programs (registry, managed preferences) into a preset. */
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { parsePresetText } from './parse-preset.ts';
import type { LayerContent } from './policy-layer.ts';
import { POLICY_KEYS, type PolicyKey, policyKeys } from './preset-fields.ts';

/** Values by key as they stand there: of the kinds that `POLICY_KEYS` names, or whatever somebody put in. */
export type ManagedValues = Readonly<Partial<Record<string, unknown>>>;

/**
 * Returns the preset that the values make. A key whose value makes no sense makes the place unreadable: half a policy
 * is nobody's policy.
 */
export function managedPreset(values: ManagedValues, options: { readonly locks: boolean }): Reading<LayerContent> {
  const given = policyKeys().filter((key) => values[key] !== undefined);
  if (given.length === 0) return ABSENT;
  const preset: Record<string, unknown> = { throughway: 1 };
  for (const key of given) {
    const value = valueOf(key, values[key]);
    if (value === undefined) return unreadable(`${key}: not JSON`);
    preset[key] = value;
  }
  const parsed = parsePresetText(JSON.stringify(preset));
  if (!parsed.ok) {
    const [problem] = parsed.problem;
    return unreadable('path' in problem ? `${problem.path}: ${problem.kind}` : problem.kind);
  }
  return read({ preset: parsed.value.preset, locked: options.locks ? given : [] });
}

function valueOf(key: PolicyKey, value: unknown): unknown {
  switch (POLICY_KEYS[key]) {
    case 'flag':
      return value === 1 ? true : value === 0 ? false : value;
    case 'json':
      return typeof value === 'string' ? parseJson(value) : value;
    case 'list':
    case 'text':
      return value;
  }
}

function parseJson(text: string): unknown {
  // A bare address is what most people mean by it.
  if (!/^\s*[[{"]/u.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
