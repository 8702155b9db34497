/** What a person can't choose because IT has laid it down. */
import type { Preferences } from '../../src/contract/api.ts';
import type { Host } from './compose.ts';

/** Returns the names of the preferences that this computer's presets and policies lock. */
export async function managedPreferences(host: Pick<Host, 'machinePreset'>): Promise<Preferences['managed']> {
  const preset = await host.machinePreset();
  if (preset?.controlUrls === undefined || preset.controlUrls === null) return [];
  return (preset.origins?.controlSites?.locked ?? true) ? ['controlUrls'] : [];
}
