/** Proxy settings in the words of a network service. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { BypassList } from '../../settings/bypass-list.ts';
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { parseBypassEntries } from '../../settings/parse-bypass-list.ts';
import type { ProxyKind } from '../../settings/proxy-server.ts';
import type { ConfiguredServer, ProxySettings } from '../../settings/proxy-settings.ts';
import { sameBypass } from '../../settings/same-settings.ts';
import type { Unsayable } from '../settings-writer.ts';
import { SERVICE_PROXIES, type ServiceProxyName, type ServiceSettings } from './network-service.ts';

type Manual = Extract<ProxySettings, { readonly mode: 'manual' }>;

/** What kind of proxy each place takes; SOCKS is version 5 there. */
const KINDS = { web: 'http', secureweb: 'http', ftp: 'http', socksfirewall: 'socks5' } as const satisfies Record<
  ServiceProxyName,
  ProxyKind
>;

/** Returns the state of a service that says these settings. What is switched off keeps its address. */
export function sayService(settings: ProxySettings, present: ServiceSettings): Result<ServiceSettings, Unsayable> {
  const off = allOff(present);
  switch (settings.mode) {
    case 'direct':
      return ok(off);
    case 'auto-detect':
      return ok({ ...off, discovery: true });
    case 'pac':
      if (settings.bypass.rules.length > 0) return refuse('bypass-beside-pac');
      return ok({ ...off, auto: { enabled: true, url: settings.pacUrl } });
    case 'manual':
      return sayManual(settings, off);
  }
}

function allOff(present: ServiceSettings): ServiceSettings {
  return {
    web: { ...present.web, enabled: false },
    secureweb: { ...present.secureweb, enabled: false },
    ftp: { ...present.ftp, enabled: false },
    socksfirewall: { ...present.socksfirewall, enabled: false },
    auto: { ...present.auto, enabled: false },
    discovery: false,
    bypass: present.bypass,
  };
}

function sayManual({ servers, bypass }: Manual, off: ServiceSettings): Result<ServiceSettings, Unsayable> {
  if (bypass.reversed === true) return refuse('reversed-bypass');
  const { http, https, ftp, socks, any } = servers;
  const given = {
    web: http ?? ofKind(any, 'http'),
    secureweb: https ?? ofKind(any, 'http'),
    ftp,
    socksfirewall: socks ?? ofKind(any, 'socks5'),
  } satisfies Record<ServiceProxyName, ConfiguredServer | undefined>;
  const said = { ...off };
  for (const name of SERVICE_PROXIES) {
    const configured = given[name];
    if (configured === undefined) continue;
    if (configured.state !== 'valid' || configured.server.kind !== KINDS[name]) return refuse('proxy-kind');
    const { host, port } = configured.server;
    const isSame = off[name].server === host && off[name].port === port;
    // Its password could not be put back.
    if (off[name].authenticated && !isSame) return refuse('credentials');
    said[name] = { ...off[name], server: host, port, enabled: true };
  }
  return ok({ ...said, bypass: sayBypass(bypass, off.bypass) });
}

/** Entries that say the same stay as somebody wrote them. */
function sayBypass(list: BypassList, present: readonly string[]): readonly string[] {
  const wanted = { ...list, rules: list.rules.filter(({ kind }) => kind !== 'local') };
  if (sameBypass(parseBypassEntries(present, 'macos'), wanted)) return present;
  return formatBypassList(wanted, 'macos').entries;
}

function ofKind(configured: ConfiguredServer | undefined, kind: ProxyKind): ConfiguredServer | undefined {
  return configured?.state === 'valid' && configured.server.kind === kind ? configured : undefined;
}
