import { parseProxyServer } from './parse-proxy-uri.ts';
import type { ConfiguredServer, SettingsScheme } from './proxy-settings.ts';

const SCHEMES: readonly SettingsScheme[] = ['http', 'https', 'ftp', 'socks'];

/**
 * Returns the servers of WinINET's `ProxyServer` value, in both its forms: one server for all, or one a scheme.
 * `socks=` means version 4 there, as in Chromium's reading.
 * @example parseWininetServers('http=a:1;https=b:2') // { http: a:1, https: b:2 }
 */
export function parseWininetServers(text: string): Readonly<Partial<Record<SettingsScheme, ConfiguredServer>>> {
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  for (const entry of text.split(/[; ]/u).slice(0, 100)) {
    if (entry.trim() === '') continue;
    const equals = entry.indexOf('=');
    const name = entry.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    const scheme = SCHEMES.find((known) => known === name);
    if (equals < 0) return { any: parseProxyServer(text) };
    if (scheme === undefined) continue;
    servers[scheme] ??= parseProxyServer(entry.slice(equals + 1), scheme === 'socks' ? { defaultKind: 'socks4' } : {});
  }
  return servers;
}
