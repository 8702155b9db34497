/** Brings the value of an older preset to the present format, one version at a time. */
import { isRecord } from '../base/is-record.ts';
import { PRESET_VERSION } from './preset.ts';

type Migration = (value: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/**
 * What makes version n + 1 out of version n. Files were written before the format had a number (0): they say the same
 * in the same words.
 */
const MIGRATIONS: readonly Migration[] = [(value) => ({ ...value, throughway: 1 })];

/** Returns the version that a value names; 0 where it names none, `null` where that is no version. */
export function versionOf(value: unknown): number | null {
  if (!isRecord(value) || value['throughway'] === undefined) return 0;
  const version = value['throughway'];
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : null;
}

/** Returns the value in the present format. A value that is no object, or newer, comes back as it is. */
export function migrate(value: unknown): unknown {
  const version = versionOf(value);
  if (!isRecord(value) || version === null || version >= PRESET_VERSION) return value;
  return MIGRATIONS.slice(version).reduce<Readonly<Record<string, unknown>>>((old, step) => step(old), value);
}
