import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import { parseBypassList } from '../../settings/parse-bypass-list.ts';
import { parseWininetServers } from '../../settings/parse-wininet-servers.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { type ConnectionSettings, parseConnectionSettings, PROXY_TYPE } from './parse-connection-settings.ts';

/**
 * Returns what WinINET's values of the local network say: automatic detection before a script before servers, as
 * Chromium reads them. Detection is a flag of the binary value alone.
 * @param values the key `Internet Settings`: numbers as numbers, all else as text
 * @param connection the binary value `DefaultConnectionSettings` in hex
 */
export function wininetSettings(
  values: ReadonlyMap<string, string | number>,
  connection: string | undefined,
): ProxySettings {
  const text = (key: string): string => {
    const value = values.get(key);
    return typeof value === 'string' ? value.trim() : '';
  };
  if ((flagsOf(connection ?? '') & PROXY_TYPE.autoDetect) !== 0) return { mode: 'auto-detect' };
  const pacUrl = text('AutoConfigURL');
  if (pacUrl !== '') return { mode: 'pac', pacUrl, bypass: EMPTY_BYPASS };
  if (values.get('ProxyEnable') !== 1) return { mode: 'direct' };
  return manualSettings(text('ProxyServer'), text('ProxyOverride'));
}

/** Returns what the binary value of a VPN's connection, or of WinHTTP, says. */
export function connectionProxySettings(connection: ConnectionSettings): ProxySettings {
  const has = (flag: number): boolean => (connection.flags & flag) !== 0;
  if (has(PROXY_TYPE.autoDetect)) return { mode: 'auto-detect' };
  const pacUrl = connection.pacUrl.trim();
  if (has(PROXY_TYPE.pac) && pacUrl !== '') return { mode: 'pac', pacUrl, bypass: EMPTY_BYPASS };
  return has(PROXY_TYPE.proxy) ? manualSettings(connection.servers, connection.bypass) : { mode: 'direct' };
}

function manualSettings(serverText: string, bypassText: string): ProxySettings {
  const servers = parseWininetServers(serverText);
  if (Object.keys(servers).length === 0) return { mode: 'direct' };
  return { mode: 'manual', servers, bypass: parseBypassList(bypassText, 'wininet') };
}

/** A value that is cut short still has its flags. */
function flagsOf(hex: string): number {
  return parseConnectionSettings(hex)?.flags ?? (Number.parseInt(hex.slice(16, 18), 16) || 0);
}
