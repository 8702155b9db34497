/** Which sources of settings a preset is written to. */
import type { Preset } from '../presets/preset.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { PresetSource } from '../settings/writable-source.ts';

/** What each operating system has; the first one where no desktop decides. */
const BY_PLATFORM = {
  linux: ['etc-environment', 'gnome', 'kde', 'env'],
  macos: ['macos', 'env'],
  windows: ['windows', 'env'],
} as const satisfies Record<string, readonly PresetSource[]>;

/**
 * Returns those that the preset names and this operating system has; without names, the desktop's own source, or the
 * one for all programs of a computer without a desktop. One preset serves computers of all kinds.
 */
export function chooseSources(
  preset: Pick<Preset, 'apply'>,
  platform: keyof typeof BY_PLATFORM,
  desktop: SettingsSource | null,
): readonly PresetSource[] {
  const here: readonly PresetSource[] = BY_PLATFORM[platform];
  const named = preset.apply?.sources?.filter((source) => here.includes(source)) ?? [];
  if (named.length > 0) return [...new Set(named)];
  const own = here.find((source) => source === desktop);
  return [own ?? BY_PLATFORM[platform][0]];
}

/** Sources that count for everybody on a computer: their preset is kept where everybody's is. */
export function isForEverybody(sources: readonly PresetSource[]): boolean {
  return sources.some((source) => source === 'etc-environment' || source === 'macos');
}
