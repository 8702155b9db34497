/** Which preferences of Firefox say what settings mean. */
import { ok, refuse, type Result } from '../../base/result.ts';
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { showBypassRule } from '../../settings/match-bypass.ts';
import type { BypassList } from '../../settings/bypass-list.ts';
import type { ConfiguredServer, ProxySettings } from '../../settings/proxy-settings.ts';
import type { ProxyServer } from '../../settings/proxy-server.ts';
import type { PlanProblem } from '../settings-writer.ts';
import type { ProxyPreference } from './preferences-file.ts';

/** Preferences and their values; `null`: it has the value that Firefox gives it, and is not in the file. */
export type WantedPreferences = ReadonlyMap<ProxyPreference, string | number | boolean | null>;

type Manual = Extract<ProxySettings, { readonly mode: 'manual' }>;

/** Returns the preferences; those that are not named stay as they are. */
export function sayFirefox(settings: ProxySettings): Result<WantedPreferences, PlanProblem> {
  switch (settings.mode) {
    case 'direct':
      return ok(new Map([['type', 0]]));
    case 'auto-detect':
      return ok(new Map([['type', 4]]));
    case 'pac': {
      // Exceptions go before the script there.
      const bypass = sayBypass(settings.bypass);
      if (!bypass.ok) return bypass;
      return ok(
        new Map<ProxyPreference, string | number | null>([
          ['autoconfig_url', settings.pacUrl],
          ['no_proxies_on', bypass.value],
          ['type', 2],
        ]),
      );
    }
    case 'manual':
      return sayManual(settings);
  }
}

function sayManual({ servers, bypass }: Manual): Result<WantedPreferences, PlanProblem> {
  const { any } = servers;
  const isSocks = any?.state === 'valid' && any.server.kind.startsWith('socks');
  const forWeb = isSocks ? undefined : any;
  const http = serverOf(servers.http ?? forWeb);
  const https = serverOf(servers.https ?? forWeb);
  const socks = serverOf(servers.socks ?? (isSocks ? any : undefined));
  // A proxy that is spoken to by TLS can only be named by a script; FTP is gone.
  const isWeb = (server: ProxyServer | null): boolean => server === null || server.kind === 'http';
  const isKnown = isWeb(http) && isWeb(https) && (socks === null || socks.kind.startsWith('socks'));
  if (!isKnown || servers.ftp !== undefined)
    return refuse({ kind: 'cannot-say', source: 'firefox', what: 'proxy-kind' });
  const list = sayBypass(bypass);
  if (!list.ok) return list;
  const isShared = http !== null && socks === null && http.host === https?.host && http.port === https.port;
  return ok(
    new Map<ProxyPreference, string | number | boolean | null>([
      ['http', http?.host ?? null],
      ['http_port', http?.port ?? null],
      ['no_proxies_on', list.value],
      ['share_proxy_settings', isShared ? true : null],
      ['socks', socks?.host ?? null],
      ['socks_port', socks?.port ?? null],
      ['socks_version', socks?.kind === 'socks4' ? 4 : null],
      ['ssl', https?.host ?? null],
      ['ssl_port', https?.port ?? null],
      ['type', 1],
    ]),
  );
}

function sayBypass(bypass: BypassList): Result<string | null, PlanProblem> {
  if (bypass.reversed === true) return refuse({ kind: 'cannot-say', source: 'firefox', what: 'reversed-bypass' });
  const { text, lost } = formatBypassList(bypass, 'firefox');
  if (lost.length > 0)
    return refuse({ kind: 'cannot-say', source: 'firefox', what: 'bypass', entries: lost.map(showBypassRule) });
  return ok(text === '' ? null : text);
}

function serverOf(server: ConfiguredServer | undefined): ProxyServer | null {
  return server?.state === 'valid' ? server.server : null;
}
