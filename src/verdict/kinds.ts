/** What a port speaks, from the facts of `proxy.kind`. */
import type { ObservationOf } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { ProxyKind, ProxyServer } from '../settings/proxy-server.ts';
import type { Case } from './case.ts';
import { observed } from './ways.ts';

export type Kind = ObservationOf<'proxy.kind'>;
export type Ports = ObservationOf<'host.ports'>;

export function kindRequest(proxy: ProxyServer): ProbeRequest {
  return { probe: 'proxy.kind', host: proxy.host, port: proxy.port };
}

export function portsRequest(proxy: ProxyServer): ProbeRequest {
  return { probe: 'host.ports', host: proxy.host, except: proxy.port };
}

/** Returns what the configured port itself speaks. */
export function kindOf(facts: Case, proxy: ProxyServer): Kind | undefined {
  return observed(facts, 'proxy.kind').find((kind) => kind.host === proxy.host && kind.port === proxy.port);
}

export function portsOf(facts: Case, proxy: ProxyServer): Ports | undefined {
  return observed(facts, 'host.ports').find((ports) => ports.host === proxy.host);
}

/** Another port of the same host that speaks proxy; one of the configured kind is preferred. */
export function otherProxyPort(facts: Case, proxy: ProxyServer): Kind | undefined {
  const others = observed(facts, 'proxy.kind').filter(
    (kind) => kind.host === proxy.host && kind.port !== proxy.port && kind.speaks.length > 0,
  );
  return others.find((kind) => kind.speaks.includes(proxy.kind)) ?? others[0];
}

/** The kind to suggest for a port: plain HTTP before the others, as most companies have it. */
export function bestKind(kind: Kind): ProxyKind | undefined {
  return (['http', 'https', 'socks5', 'socks4'] as const).find((candidate) => kind.speaks.includes(candidate));
}

/** Whether any byte at all came back on one of the tries. */
export function saidAnything(kind: Kind): boolean {
  return (
    [kind.banner, kind.http, kind.httpGet, kind.socks5, kind.socks4, kind.alive].some(
      (attempt) => attempt !== null && attempt.firstBytes !== '',
    ) || kind.https?.tls === true
  );
}

/**
 * Whether some other service shows itself: it speaks first, answers HTTP as an origin server, or accepts TLS where none was
 * configured (of a TLS proxy that is no sign: what stands before a dead one finishes the handshake too).
 */
export function otherServiceAnswers(kind: Kind, configured: ProxyKind): boolean {
  if (kind.speaks.length > 0) return false;
  return (
    (kind.banner !== null && kind.banner.firstBytes !== '') ||
    [kind.http, kind.httpGet, kind.alive].some((attempt) => attempt?.reply != null) ||
    kind.https?.reply != null ||
    (configured !== 'https' && kind.https?.tls === true)
  );
}
