/** Trying a preset before it is rolled out: what its targets are checked with, and which of them. */
import type { Preset, PresetWays } from '../presets/preset.ts';
import { presetSettings } from '../presets/preset-settings.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';

/** Returns the settings of this computer as if only the preset counted; `null` where it names no way. `ways`: of its place. */
export function trialSnapshot(ways: PresetWays): SettingsSnapshot | null {
  const reading = presetSettings(ways);
  if (reading.state !== 'read') return null;
  return { readings: [{ source: 'preset', from: '', reading }], decidedBy: 'preset', because: 'preset-only-source' };
}

/** More are not tried at a time. */
const MOST_TARGETS = 20;

/** Returns the addresses that a trial looks at, and how many more there are. */
export function trialTargets({ targets = [] }: Pick<Preset, 'targets'>): {
  readonly urls: readonly string[];
  readonly more: number;
} {
  const all = [...new Set(targets)];
  return { urls: all.slice(0, MOST_TARGETS), more: Math.max(0, all.length - MOST_TARGETS) };
}
