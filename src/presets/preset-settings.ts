import { ABSENT, read, type Reading } from '../base/reading.ts';
import { parseBypassEntries, parseBypassList } from '../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../settings/proxy-settings.ts';
import type { Preset } from './preset.ts';

/** Where a machine's preset lies on Linux. */
export const LINUX_PRESET_PATH = '/etc/throughway/preset.throughway.json';

/** Returns the proxy settings of a preset; `absent` where it names none. A PAC script goes before servers, as in desktops. */
export function presetSettings(preset: Preset): Reading<ProxySettings> {
  const { bypass: given = [] } = preset;
  const bypass = typeof given === 'string' ? parseBypassList(given, 'chromium') : parseBypassEntries(given, 'chromium');
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
