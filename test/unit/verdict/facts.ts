/** Small hand-made cases: facts with everything filled in that a test does not speak of. */
import type { Fact, Observation, ObservationId, ReplyFact, Way } from '../../../src/observation/observation.ts';
import type { Failure, FailureKind } from '../../../src/observation/failure.ts';
import type { ProbeRequest } from '../../../src/observation/probe-request.ts';
import type { Target } from '../../../src/route/target.ts';
import { DIRECT, type Leg, type ProxyServer } from '../../../src/settings/proxy-server.ts';
import { createCase, type Case } from '../../../src/verdict/case.ts';

export const TARGET: Target = { url: 'https://site.example/', scheme: 'https', host: 'site.example', port: 443 };
export const PROXY: ProxyServer = { kind: 'http', host: '10.9.0.7', port: 3128 };
/** A fact of every kind that was asked at one time counts as asked in these cases where a test says so. */
export type Asked = readonly ProbeRequest[] | 'everything';

/** Numbers facts as a run does. */
export function numbered(facts: readonly Fact[]): readonly Observation[] {
  return facts.map((fact, index): Observation => {
    const id: ObservationId = `o${index + 1}`;
    return { ...fact, id, atMs: index, tookMs: 1 };
  });
}

export function caseOf(facts: readonly Fact[], asked: Asked = 'everything', target = TARGET): Case {
  return createCase(target, numbered(facts), asked);
}

function failed(kind: FailureKind): Failure {
  return { kind };
}

export function way(more: Partial<Way> = {}): Way {
  return { id: 'w1', purpose: 'target', url: TARGET.url, leg: DIRECT, redirects: 0, ...more };
}

export function reply(status: number, headers: ReplyFact['headers'] = []): ReplyFact {
  return {
    status,
    reason: '',
    httpVersion: '1.1',
    headers,
    proxyChallenges: [],
    siteChallenges: [],
    challengeUnparsable: false,
    bodySample: '',
    bodyBytes: 0,
    bodyComplete: true,
    informational: 0,
  };
}

const NO_SIGN_IN = { sent: null, from: null, unusable: [], provenBefore: false, withheld: false } as const;

export function resolved(leg: Leg, url = TARGET.url): Fact {
  return { probe: 'route.resolve', url, source: 'env', because: 'server-for-scheme', route: [leg], bypassed: false };
}

export function connect(of: Way, failure: FailureKind | null = null, host = 'site.example'): Fact {
  const { leg } = of;
  return {
    probe: 'tcp.connect',
    way: of,
    to: leg.kind === 'direct' ? 'site' : 'proxy',
    host: leg.kind === 'direct' ? host : leg.host,
    address: leg.kind === 'direct' ? '203.0.113.9' : leg.host,
    port: leg.kind === 'direct' ? 443 : leg.port,
    failure: failure === null ? null : failed(failure),
  };
}

export function tls(of: Way, more: Partial<Extract<Fact, { probe: 'tls.handshake' }>> = {}): Fact {
  return {
    probe: 'tls.handshake',
    way: of,
    with: 'site',
    serverName: new URL(of.url).hostname,
    failure: null,
    chain: [],
    trusted: true,
    nameMatches: true,
    publicIssuer: true,
    ...more,
  };
}

export function exchange(of: Way, answer: ReplyFact | FailureKind, asExpected?: boolean): Fact {
  const isProxied = of.leg.kind !== 'direct';
  const secure = of.url.startsWith('https:');
  return {
    probe: 'http.exchange',
    way: of,
    form: isProxied && !secure ? 'absolute' : 'origin',
    inTunnel: isProxied && secure,
    secure,
    failure: typeof answer === 'string' ? failed(answer) : null,
    reply: typeof answer === 'string' ? null : answer,
    signIn: NO_SIGN_IN,
    siteSignIn: { sent: null },
    bytesReceived: typeof answer === 'string' ? 0 : 100,
    firstBytes: '',
    requestBytes: 80,
    ...(asExpected === undefined ? {} : { asExpected }),
  };
}

export function connectAnswer(of: Way, answer: ReplyFact | FailureKind): Fact {
  return {
    probe: 'proxy.handshake',
    way: of,
    method: 'CONNECT',
    authority: 'site.example:443',
    failure: typeof answer === 'string' ? failed(answer) : null,
    reply: typeof answer === 'string' ? null : answer,
    signIn: NO_SIGN_IN,
    firstBytes: '',
    bytesReceived: typeof answer === 'string' ? 0 : 100,
  };
}

/** A port of the proxy's host that speaks these kinds. */
export function kindAt(port: number, speaks: readonly ProxyServer['kind'][], host = PROXY.host): Fact {
  const closed = speaks.length === 0;
  return {
    probe: 'proxy.kind',
    host,
    port,
    address: host,
    connect: closed ? failed('connection-refused') : null,
    banner: null,
    http: null,
    httpGet: null,
    httpOther: null,
    https: null,
    socks5: null,
    socks4: null,
    alive: null,
    speaks,
  };
}

export function portsAt(open: readonly number[], host = PROXY.host): Fact {
  return {
    probe: 'host.ports',
    host,
    ports: [3128, 8080, 8888].map((port) => ({
      port,
      failure: open.includes(port) ? null : failed('connection-refused'),
    })),
  };
}

/** The network of an ordinary office computer. */
export const NETWORK: Fact = {
  probe: 'device.network',
  interfaces: [
    { name: 'lo', kind: 'loopback', isUp: true, addresses: ['127.0.0.1/8'] },
    { name: 'eth0', kind: 'ethernet', isUp: true, addresses: ['10.1.2.3/24'] },
  ],
  routes: [{ destination: '0.0.0.0/0', interface: 'eth0', gateway: '10.1.2.1' }],
  nameServers: ['10.1.2.53'],
};

/** The site answered over a trusted connection, asked directly. */
export function healthy(): readonly Fact[] {
  const one = way();
  return [resolved(DIRECT), connect(one), tls(one), exchange(one, reply(200))];
}

/** The proxy refused the connection. */
export function refusedByProxy(more: readonly Fact[] = []): readonly Fact[] {
  return [resolved(PROXY), connect(way({ leg: PROXY }), 'connection-refused'), NETWORK, ...more];
}
