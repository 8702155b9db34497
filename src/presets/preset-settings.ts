import { ABSENT, read, type Reading } from '../base/reading.ts';
import { parseBypassEntries, parseBypassList } from '../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../settings/proxy-settings.ts';
import type { PresetWays } from './preset.ts';

/** Returns the proxy settings of a preset; `absent` where it names none. A PAC script goes before servers, as in desktops. */
export function presetSettings(preset: PresetWays): Reading<ProxySettings> {
  const { bypass: given = [] } = preset;
  const bypass = typeof given === 'string' ? parseBypassList(given, 'chromium') : parseBypassEntries(given, 'chromium');
  if (preset.direct === true) return read({ mode: 'direct' });
  if (preset.pac !== undefined && preset.pac !== '') return read({ mode: 'pac', pacUrl: preset.pac, bypass });
  if (preset.autoDetect === true) return read({ mode: 'auto-detect' });
  const proxies = typeof preset.proxies === 'string' ? { all: preset.proxies } : (preset.proxies ?? {});
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  if (proxies.all !== undefined) servers.any = parseProxyServer(proxies.all);
  if (proxies.http !== undefined) servers.http = parseProxyServer(proxies.http);
  if (proxies.https !== undefined) servers.https = parseProxyServer(proxies.https);
  if (proxies.socks !== undefined) servers.socks = parseProxyServer(proxies.socks, { defaultKind: 'socks5' });
  return Object.keys(servers).length === 0 ? ABSENT : read({ mode: 'manual', servers, bypass });
}

/** Returns what counts in a place: its own ways in place of the file's, and the file's exceptions where it has none. */
export function waysIn(preset: PresetWays, place: PresetWays | null): PresetWays {
  if (place === null) return preset;
  const has = (ways: PresetWays): boolean =>
    ways.direct === true || ways.autoDetect === true || ways.proxies !== undefined || (ways.pac ?? '') !== '';
  const from = has(place) ? place : preset;
  const { proxies, pac, autoDetect, direct } = from;
  const bypass = place.bypass ?? preset.bypass;
  return { proxies, pac, autoDetect, direct, bypass };
}
