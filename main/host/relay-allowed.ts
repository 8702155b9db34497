/** Whether IT lets people use the relay. */
import type { Host } from './compose.ts';

/** A locked `"relay": {"on": false}` in the preset of this computer keeps it off; everything else leaves it to the person. */
export async function isRelayForbidden(host: Pick<Host, 'machinePreset'>): Promise<boolean> {
  const found = await host.machinePreset();
  return found?.preset?.relay?.on === false && found.origins?.relay?.locked !== false;
}
