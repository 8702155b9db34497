/** The settings in force with just the wrong part replaced: other servers, the exceptions and the rest stay as they are. */
import { type BypassList, EMPTY_BYPASS } from '../settings/bypass-list.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import type { ConfiguredServer, ProxySettings } from '../settings/proxy-settings.ts';
import type { WritableSource } from '../settings/writable-source.ts';
import { isLoopback } from '../settings/canonical-host.ts';
import type { Place } from './fix-flow.ts';

type Manual = Extract<ProxySettings, { readonly mode: 'manual' }>;

/** Whether a source keeps a kind of proxy in each of its places, and can't name another kind there. */
function hasFixedKinds(source: WritableSource): boolean {
  return source !== 'env' && source !== 'etc-environment' && source !== 'kde';
}

/**
 * Returns the settings with other values for the servers that stand at `wrong`, wherever they do; `null` where none
 * does. A SOCKS proxy for everything has a place of its own on most desktops, and goes there.
 */
export function withServer(
  settings: ProxySettings | null,
  wrong: Place,
  change: { readonly to: Partial<ProxyServer>; readonly source: WritableSource },
): ProxySettings | null {
  if (settings?.mode !== 'manual') return null;
  const { to, source } = change;
  return mapServers(
    settings,
    (server) => isAt(server, wrong),
    (server) => ({ ...server, ...to }),
    source,
  );
}

/** Returns the settings with one server in the place of all that can't be parsed; of all where every one can be. */
export function withAddress(settings: ProxySettings | null, to: ProxyServer, source: WritableSource): ProxySettings {
  const fresh: Manual = {
    mode: 'manual',
    servers: { any: { state: 'valid', server: to } },
    bypass: bypassOf(settings),
  };
  if (settings?.mode !== 'manual') return fresh;
  const isAnyInvalid = Object.values(settings.servers).some(({ state }) => state === 'invalid');
  const isMeant = (server: ConfiguredServer): boolean => !isAnyInvalid || server.state === 'invalid';
  return mapServers(settings, isMeant, () => to, source) ?? fresh;
}

/**
 * Returns the settings without the servers that point to this computer (at the dead port, where one is known); direct
 * where none is left; `null` where none points here.
 */
export function withoutLocalProxy(settings: ProxySettings | null, port: number | undefined): ProxySettings | null {
  if (settings?.mode !== 'manual') return null;
  const isDead = (server: ConfiguredServer): boolean =>
    server.state === 'valid' && isLoopback(server.server.host) && (port === undefined || server.server.port === port);
  const entries = Object.entries(settings.servers);
  const left = entries.filter(([, server]) => !isDead(server));
  if (left.length === entries.length) return null;
  return left.length === 0 ? { mode: 'direct' } : { ...settings, servers: Object.fromEntries(left) };
}

function mapServers(
  settings: Manual,
  isMeant: (server: ConfiguredServer) => boolean,
  change: (server: ProxyServer) => ProxyServer,
  source: WritableSource,
): ProxySettings | null {
  const blank: ProxyServer = { kind: 'http', host: '', port: 0 };
  const entries = Object.entries(settings.servers).map(([scheme, server]) => {
    if (!isMeant(server)) return { scheme, server, isChanged: false };
    const old = server.state === 'valid' ? server.server : blank;
    return { scheme, server: { ...server, state: 'valid', server: change(old) } as const, isChanged: true };
  });
  const changed = entries.filter(({ isChanged }) => isChanged);
  const [first] = changed;
  if (first === undefined || first.server.state !== 'valid') return null;
  const { kind } = first.server.server;
  const isElsewhere = changed.some(({ scheme }) => !isPlaceFor(scheme, kind));
  if (hasFixedKinds(source) && isElsewhere && changed.length === entries.length)
    return { ...settings, servers: { any: first.server } };
  return { ...settings, servers: Object.fromEntries(entries.map(({ scheme, server }) => [scheme, server])) };
}

function isPlaceFor(scheme: string, kind: ProxyServer['kind']): boolean {
  return scheme === 'any' || (scheme === 'socks') === kind.startsWith('socks');
}

function isAt(server: ConfiguredServer, { host, port }: Place): boolean {
  return server.state === 'valid' && server.server.host === host && server.server.port === port;
}

function bypassOf(settings: ProxySettings | null): BypassList {
  return settings?.mode === 'manual' ? settings.bypass : EMPTY_BYPASS;
}
