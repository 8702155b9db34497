/** Proxy settings in WinINET's words. */
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { hostInUrl } from '../../settings/canonical-host.ts';
import { showBypassRule } from '../../settings/match-bypass.ts';
import { parseBypassList } from '../../settings/parse-bypass-list.ts';
import type { ProxyKind } from '../../settings/proxy-server.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../../settings/proxy-settings.ts';
import { sameBypass } from '../../settings/same-settings.ts';
import type { Unsayable } from '../settings-writer.ts';
import { PROXY_TYPE } from './parse-connection-settings.ts';
import type { ConnectionText } from './wininet-text.ts';

/** The options, or what there are no words for. */
export type Said =
  { readonly said: ConnectionText } | { readonly unsayable: Unsayable; readonly entries?: readonly string[] };

/**
 * Returns the options of a connection that say these settings. What stands there and doesn't count any more stays, as
 * the page of Windows' own settings leaves it; only the address of a script goes.
 */
export function sayWininet(settings: ProxySettings, present: ConnectionText): Said {
  const { servers, bypass } = present;
  const say = (flags: number, more: Partial<ConnectionText> = {}): Said => ({
    said: { flags: PROXY_TYPE.direct | flags, servers, bypass, pacUrl: '', ...more },
  });
  switch (settings.mode) {
    case 'direct':
      return say(0);
    case 'auto-detect':
      return say(PROXY_TYPE.autoDetect);
    case 'pac':
      if (settings.bypass.rules.length > 0) return { unsayable: 'bypass-beside-pac' };
      return say(PROXY_TYPE.pac, { pacUrl: settings.pacUrl });
    case 'manual': {
      const serverText = sayServers(settings.servers);
      if (serverText === null) return { unsayable: 'proxy-kind' };
      if (settings.bypass.reversed === true) return { unsayable: 'reversed-bypass' };
      const list = formatBypassList(settings.bypass, 'wininet');
      if (list.lost.length > 0) return { unsayable: 'bypass', entries: list.lost.slice(0, 10).map(showBypassRule) };
      // Exceptions that say the same stay as somebody wrote them.
      const isSame = sameBypass(parseBypassList(bypass, 'wininet'), settings.bypass);
      return say(PROXY_TYPE.proxy, { servers: serverText, bypass: isSame ? bypass : list.text });
    }
  }
}

/** One HTTP proxy for all, or one a scheme; SOCKS is version 4 there, and for all that no other takes. */
function sayServers(servers: Readonly<Partial<Record<SettingsScheme, ConfiguredServer>>>): string | null {
  const { any, ...single } = servers;
  const hasSingle = Object.keys(single).length > 0;
  if (any !== undefined && !hasSingle) return addressOf(any, 'http') ?? named('socks', addressOf(any, 'socks4'));
  if (any !== undefined) return null;
  const entries = (['http', 'https', 'ftp', 'socks'] as const).flatMap((scheme) => {
    const configured = single[scheme];
    if (configured === undefined) return [];
    return [named(scheme, addressOf(configured, scheme === 'socks' ? 'socks4' : 'http'))];
  });
  return entries.length === 0 || entries.includes(null) ? null : entries.join(';');
}

function named(scheme: SettingsScheme, address: string | null): string | null {
  return address === null ? null : `${scheme}=${address}`;
}

function addressOf(configured: ConfiguredServer, wanted: ProxyKind): string | null {
  if (configured.state !== 'valid' || configured.server.kind !== wanted) return null;
  return `${hostInUrl(configured.server.host)}:${String(configured.server.port)}`;
}
