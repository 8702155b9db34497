/** A proxy as its administrator looks at it: what the facts of one run say, side by side. */
import type { Failure } from '../observation/failure.ts';
import type { Observation, ObservationId, ObservationOf, ReplyFact } from '../observation/observation.ts';
import type { ProxyKind, ProxyServer } from '../settings/proxy-server.ts';
import { headersOf } from '../verdict/replies.ts';
import { tlsView, type TlsView } from './certificate-view.ts';
import { portsOf, type PortOutcome, type PortView } from './proxy-ports.ts';
import { qualityOf, type Quality } from './quality.ts';
import { schemesOffered, type SchemeView } from './sign-in-schemes.ts';

export interface AddressView {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly failure: Failure | null;
  readonly tookMs: number;
  readonly evidence: ObservationId;
}

/** An answer by which a proxy refuses, as whoever meets it sees it. */
export interface ErrorView {
  readonly status: number | null;
  readonly reason: string;
  /** Title or first words of the page. */
  readonly page: string;
  readonly failure: Failure | null;
  readonly tookMs: number;
  readonly evidence: ObservationId;
}

export interface ProxyView {
  readonly proxy: ProxyServer;
  readonly addresses: readonly AddressView[];
  /** Kinds of proxy that the port answered as; `null` where it was not asked. */
  readonly speaks: readonly ProxyKind[] | null;
  readonly tls: TlsView | null;
  /** `null`: it did not ask for one. */
  readonly signIn: {
    readonly schemes: readonly SchemeView[];
    readonly outcome: 'accepted' | 'rejected' | 'not-tried';
  } | null;
  readonly ports: readonly PortView[];
  readonly keepAlive: { readonly scheme: 'ntlm' | null; readonly kept: boolean | null } | null;
  /** How it names itself in answers that it forwards or makes. */
  readonly names: {
    readonly via: readonly string[];
    readonly proxyStatus: readonly string[];
    readonly server: readonly string[];
  };
  /** `refusedPort`: by its rules; `closedPort`: it went there and found nobody. */
  readonly errors: {
    readonly unknownName: ErrorView | null;
    readonly refusedPort: ErrorView | null;
    readonly closedPort: ErrorView | null;
  };
  readonly quality: Quality | null;
}

/** Returns the view. `nowMs`: milliseconds since 1970 by this computer's clock. */
export function proxyView(proxy: ProxyServer, observations: readonly Observation[], nowMs: number): ProxyView {
  const kind = find(observations, 'proxy.kind');
  const keepAlive = find(observations, 'proxy.keep-alive');
  const requests = find(observations, 'proxy.requests');
  const tls = observations.find(
    (one): one is ObservationOf<'tls.handshake'> => one.probe === 'tls.handshake' && one.with === 'proxy',
  );
  const ports = portsOf(observations);
  return {
    proxy,
    addresses: addressesOf(observations),
    speaks: kind?.speaks ?? null,
    tls: tls === undefined ? null : tlsView(tls, nowMs),
    signIn: signInOf(proxy, observations),
    ports,
    // Where no sign-in is wanted, a closed connection breaks nothing.
    keepAlive: keepAlive?.status !== 407 ? null : { scheme: keepAlive.scheme, kept: keepAlive.kept },
    names: namesOf(repliesOf(observations)),
    errors: {
      unknownName: unknownNameOf(observations),
      refusedPort: portError(observations, ports, 'refused'),
      closedPort: portError(observations, ports, 'tried'),
    },
    quality: requests === undefined ? null : qualityOf(requests.timesMs),
  };
}

/** Returns every answer that came from or through the proxy outside of a tunnel. */
function repliesOf(observations: readonly Observation[]): readonly ReplyFact[] {
  return observations.flatMap((one): readonly ReplyFact[] => {
    if (one.probe === 'proxy.handshake') return one.reply === null ? [] : [one.reply];
    if (one.probe === 'http.exchange') return one.reply === null || one.form !== 'absolute' ? [] : [one.reply];
    if (one.probe !== 'proxy.kind') return [];
    return [one.http, one.httpGet, one.httpOther, one.https].flatMap((tried) => (tried?.reply ? [tried.reply] : []));
  });
}

function addressesOf(observations: readonly Observation[]): readonly AddressView[] {
  const views = new Map<string, AddressView>();
  for (const one of observations) {
    if (one.probe !== 'tcp.connect' || one.to !== 'proxy' || views.has(one.address)) continue;
    const { address, failure, tookMs, id } = one;
    views.set(address, { address, family: address.includes(':') ? 'ipv6' : 'ipv4', failure, tookMs, evidence: id });
  }
  return [...views.values()];
}

function signInOf(proxy: ProxyServer, observations: readonly Observation[]): ProxyView['signIn'] {
  const wanted = repliesOf(observations).find(
    ({ status, proxyChallenges }) => status === 407 || proxyChallenges.length > 0,
  );
  const sent = observations.filter(
    (one) => (one.probe === 'proxy.handshake' || one.probe === 'http.exchange') && one.signIn.sent !== null,
  );
  if (wanted === undefined && sent.length === 0) return null;
  const wasRefused = sent.some(
    (one) =>
      'reply' in one && (one.reply?.status === 407 || (one.probe === 'proxy.handshake' && one.reply?.status === 401)),
  );
  return {
    schemes: wanted === undefined ? [] : schemesOffered(wanted.proxyChallenges, proxy.kind === 'https'),
    outcome: sent.length === 0 ? 'not-tried' : wasRefused ? 'rejected' : 'accepted',
  };
}

function namesOf(replies: readonly ReplyFact[]): ProxyView['names'] {
  const all = (name: string): readonly string[] =>
    [...new Set(replies.flatMap((reply) => headersOf(reply, name)))].slice(0, 5);
  const own = replies.filter(({ status }) => status >= 400);
  const server = own.flatMap((reply) => [...headersOf(reply, 'server'), ...headersOf(reply, 'proxy-agent')]);
  return { via: all('via'), proxyStatus: all('proxy-status'), server: [...new Set(server)].slice(0, 5) };
}

function unknownNameOf(observations: readonly Observation[]): ErrorView | null {
  const asked = observations.find(
    (one): one is ObservationOf<'http.exchange'> =>
      one.probe === 'http.exchange' && new URL(one.way.url).hostname.endsWith('.invalid'),
  );
  return asked === undefined ? null : errorView(asked);
}

function portError(
  observations: readonly Observation[],
  ports: readonly PortView[],
  outcome: PortOutcome,
): ErrorView | null {
  const at = ports.find((one) => one.outcome === outcome && one.status !== null)?.evidence;
  const asked = observations.find((one) => one.id === at);
  return asked?.probe === 'proxy.handshake' ? errorView(asked) : null;
}

function errorView(one: ObservationOf<'http.exchange'> | ObservationOf<'proxy.handshake'>): ErrorView {
  const { reply, failure, tookMs, id } = one;
  return {
    status: reply?.status ?? null,
    reason: reply?.reason ?? '',
    page: pageWords(reply?.bodySample ?? ''),
    failure,
    tookMs,
    evidence: id,
  };
}

function pageWords(body: string): string {
  const title = /<title[^>]{0,200}>([^<]{1,200})/i.exec(body)?.[1];
  const text = title ?? body.replace(/<[^>]{0,500}>/g, ' ');
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}

function find<P extends Observation['probe']>(
  observations: readonly Observation[],
  probe: P,
): ObservationOf<P> | undefined {
  return observations.find((one): one is ObservationOf<P> => one.probe === probe);
}
