/** The values of a preset as policies: those that are locked, and those that are only proposed. */
import { lockedIn } from '../../presets/policy-layer.ts';
import type { Preset } from '../../presets/preset.ts';
import { type PolicyKey, policyKeys } from '../../presets/preset-fields.ts';

export interface PolicyValues {
  readonly locked: ReadonlyMap<PolicyKey, unknown>;
  readonly proposed: ReadonlyMap<PolicyKey, unknown>;
}

/** Returns the values, in the order of `POLICY_KEYS`. */
export function policyValues(preset: Preset): PolicyValues {
  const locked = lockedIn(preset, preset.throughway ?? 0);
  const given = policyKeys().flatMap((key) =>
    preset[key] === undefined ? [] : [[key, valueOf(preset, key)] as const],
  );
  return {
    locked: new Map(given.filter(([key]) => locked.includes(key))),
    proposed: new Map(given.filter(([key]) => !locked.includes(key))),
  };
}

/** A list that was written as one text becomes a list: policies have no other form for it. */
function valueOf(preset: Preset, key: PolicyKey): unknown {
  const value = preset[key];
  if (key !== 'bypass' || typeof value !== 'string') return value;
  return value
    .split(/[,;]/u)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
