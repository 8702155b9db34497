import type { SettingsSource } from '../../settings/settings-source.ts';
import type { SettingsSnapshot, SourceReading, SourceRule } from '../../settings/settings-snapshot.ts';
import type { DesktopStore } from './desktop.ts';

/** Any other source is the desktop's. */
const RULES: Readonly<Partial<Record<SettingsSource, SourceRule>>> = {
  policy: 'policy-wins',
  env: 'environment-on-no-desktop',
  preset: 'preset-only-source',
};

/**
 * Returns the snapshot with the source that decides here, as Chromium chooses: IT's policy for the browser; the desktop's
 * own settings where it has some, even if they say "direct"; else the environment; and, where neither says anything, the preset.
 */
export function chooseSource(readings: readonly SourceReading[], store: DesktopStore): SettingsSnapshot {
  const order = decidingOrder(store);
  const rank = (reading: SourceReading): number => {
    const place = reading.as === undefined ? order.indexOf(reading.source) : -1;
    return place < 0 ? order.length : place;
  };
  const sorted = readings.toSorted((a, b) => rank(a) - rank(b));
  const first = sorted.find((one) => rank(one) < order.length && one.reading.state === 'read');
  if (first === undefined) return { readings: sorted, decidedBy: 'none', because: 'nothing-set' };
  return { readings: sorted, decidedBy: first.source, because: RULES[first.source] ?? 'desktop-settings' };
}

/** Returns the snapshot of a single source that was asked for by name. */
export function onlySource(readings: readonly SourceReading[], source: SettingsSource): SettingsSnapshot {
  const isRead = readings.some((one) => one.source === source && one.reading.state === 'read');
  return isRead
    ? { readings, decidedBy: source, because: 'given-as-option' }
    : { readings, decidedBy: 'none', because: 'nothing-set' };
}

/** The sources that can decide on a desktop, the first one first. */
export function decidingOrder(store: DesktopStore): readonly SettingsSource[] {
  return ['policy', ...(store === 'none' ? [] : [store]), 'env', 'preset'];
}
