import type { SettingsSource } from '../settings/settings-source.ts';
import type { SettingsSnapshot, SourceReading } from '../settings/settings-snapshot.ts';
import { environmentReadings } from './environment-source.ts';
import { readFirefox } from './firefox/read-firefox.ts';
import type { PolicyPlaces } from './policy-places.ts';
import { readPresetSource } from './preset-source.ts';
import type { SystemTools } from './system-tools.ts';

/**
 * Reads the sources of a system that has one store for all programs (Windows, macOS), and says which decides: Chromium
 * reads the system's store alone there, the environment is for other programs; then the preset.
 */
export async function readOneStoreSettings(
  tools: SystemTools,
  options: {
    /** What goes before the environment, the first one first. */
    readonly store: () => Promise<readonly SourceReading[]>;
    readonly platform: 'macos' | 'windows';
    readonly policy: PolicyPlaces;
    readonly signal: AbortSignal;
    readonly only: SettingsSource | undefined;
  },
): Promise<SettingsSnapshot> {
  const [store, firefox, preset] = await Promise.all([
    options.store(),
    readFirefox(tools, options.platform, options.signal),
    readPresetSource(tools, options.policy, options.signal),
  ]);
  const environment = environmentReadings(tools.env, { source: 'env', from: 'environment' });
  const all = [...store, ...environment, ...firefox, preset];
  const { only } = options;
  const readings = only === undefined ? all : all.filter(({ source }) => source === only);
  const isSet = ({ reading, as, source }: SourceReading): boolean =>
    as === undefined && reading.state === 'read' && (only !== undefined || (source !== 'env' && source !== 'firefox'));
  const first = readings.find(isSet);
  if (first === undefined) return { readings, decidedBy: 'none', because: 'nothing-set' };
  if (only !== undefined) return { readings, decidedBy: only, because: 'given-as-option' };
  return {
    readings,
    decidedBy: first.source,
    because:
      first.source === 'policy' ? 'policy-wins' : first.source === 'preset' ? 'preset-only-source' : 'desktop-settings',
  };
}
