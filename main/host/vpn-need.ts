/** What a preset says about VPNs, as a fact that a diagnosis can rest on. */
import type { VpnNeed } from '../../src/observation/observation.ts';
import { parseReachable } from '../../src/presets/place-condition.ts';
import type { Preset } from '../../src/presets/preset.ts';

/** Returns the need; `null` where the preset names none. */
export function vpnNeedOf(preset: Pick<Preset, 'vpn'> | undefined): VpnNeed | null {
  const { names = [], requiredFor = false } = preset?.vpn ?? {};
  if (requiredFor === true) return { names, proxies: 'all' };
  const proxies = requiredFor === false ? [] : requiredFor.flatMap((text) => parseReachable(text) ?? []);
  return proxies.length === 0 ? null : { names, proxies };
}
