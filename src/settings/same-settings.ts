import type { BypassList } from './bypass-list.ts';
import type { ConfiguredServer, ProxySettings } from './proxy-settings.ts';

/**
 * Whether two settings send every request the same way. Sign-ins inside addresses don't count, and one server for all
 * schemes is the same as that server for each of them.
 */
export function sameSettings(a: ProxySettings, b: ProxySettings): boolean {
  return JSON.stringify(essence(a)) === JSON.stringify(essence(b));
}

/** Whether two lists bypass the same targets, rule by rule. */
export function sameBypass(a: BypassList, b: BypassList): boolean {
  return JSON.stringify(bypassEssence(a)) === JSON.stringify(bypassEssence(b));
}

/** Whether two servers are one; a sign-in inside an address doesn't count. */
export function sameServer(a: ConfiguredServer | undefined, b: ConfiguredServer | undefined): boolean {
  return JSON.stringify(serverEssence(a)) === JSON.stringify(serverEssence(b));
}

function essence(settings: ProxySettings): unknown {
  if (settings.mode === 'pac') return [settings.mode, settings.pacUrl, bypassEssence(settings.bypass)];
  if (settings.mode !== 'manual') return [settings.mode];
  const { http, https, ftp, socks, any } = settings.servers;
  const rest = socks ?? any;
  const web = [http ?? rest, https ?? rest].map(serverEssence);
  const files = JSON.stringify(serverEssence(ftp));
  // Nobody uses FTP through a proxy any more; it only counts where it goes another way than the rest.
  const isOwn = ftp !== undefined && !web.some((one) => JSON.stringify(one) === files);
  return [settings.mode, ...web, isOwn ? files : null, bypassEssence(settings.bypass)];
}

function serverEssence(server: ConfiguredServer | undefined): unknown {
  if (server === undefined) return null;
  if (server.state !== 'valid') return server;
  const { kind, host, port } = server.server;
  return [kind, host, port];
}

function bypassEssence({ rules, unparsed, reversed }: BypassList): unknown {
  const sorted = rules.map((rule) => Object.entries(rule).sort(([left], [right]) => (left < right ? -1 : 1)));
  return [sorted, unparsed, reversed === true];
}
