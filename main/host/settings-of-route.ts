/** The settings that would make a program go the way that this computer goes. */
import { EMPTY_BYPASS } from '../../src/settings/bypass-list.ts';
import type { ProxySettings } from '../../src/settings/proxy-settings.ts';
import type { Host } from './compose.ts';

/**
 * Returns what decides on this computer; of a script, its answer for the URL, which must be one that `parseTarget`
 * accepts. `null`: no way can be told.
 */
export async function settingsOfRoute(
  host: Pick<Host, 'settingsFor'>,
  url: string,
  signal: AbortSignal,
): Promise<ProxySettings | null> {
  const { snapshot, route } = await host.settingsFor(url, {}, signal);
  const deciding = snapshot.readings.find(({ source, as }) => source === snapshot.decidedBy && as === undefined);
  if (deciding?.reading.state === 'read') {
    const settings = deciding.reading.value;
    if (settings.mode === 'manual' || settings.mode === 'direct') return settings;
  }
  const [first] = route.legs;
  if (first === undefined) return null;
  if (first.kind === 'direct') return { mode: 'direct' };
  return { mode: 'manual', servers: { any: { state: 'valid', server: first } }, bypass: EMPTY_BYPASS };
}
