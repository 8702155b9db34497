/** Whether a preset counts at this time. */
import type { Preset } from './preset.ts';

export type Validity = 'valid' | 'not-yet-valid' | 'expired';

const DAY_MS = 86_400_000;

/** Returns whether the dates in a preset hold now. A date without a time of day counts as a whole day, in UTC. */
export function validityOf(preset: Pick<Preset, 'notBefore' | 'notAfter'>, nowMs: number): Validity {
  const { notBefore, notAfter } = preset;
  if (notBefore !== undefined && nowMs < Date.parse(notBefore)) return 'not-yet-valid';
  if (notAfter === undefined) return 'valid';
  const isDay = /^\d{4}-\d{2}-\d{2}$/u.test(notAfter);
  return nowMs < Date.parse(notAfter) + (isDay ? DAY_MS : 0) ? 'valid' : 'expired';
}
