/** The facts of a run as a schema, for reading a saved run and for the published JSON Schema. Unknown keys are allowed. */
import { z } from 'zod';
import type { Observation } from '../observation/observation.ts';
import { FAILURE_KINDS } from '../observation/failure.ts';
import { PROXY_KINDS } from '../settings/proxy-server.ts';
import { SETTINGS_SOURCES } from '../settings/settings-source.ts';

const loose = z.looseObject;
const text = z.string();
const port = z.int().min(0).max(65_535);
const count = z.int().min(0);

export const legSchema = z.union([
  loose({ kind: z.literal('direct') }),
  loose({ kind: z.enum(PROXY_KINDS), host: text, port }),
]);

const failure = loose({ kind: z.enum(FAILURE_KINDS), code: text.exactOptional(), detail: text.exactOptional() });
const maybeFailure = failure.nullable();

const challenge = loose({ scheme: text, realm: text.exactOptional(), params: z.record(text, text) });

const reply = loose({
  status: z.int().min(0).max(999),
  reason: text,
  httpVersion: text,
  headers: z.array(z.tuple([text, text])),
  proxyChallenges: z.array(challenge),
  siteChallenges: z.array(challenge),
  challengeUnparsable: z.boolean(),
  bodySample: text,
  bodyBytes: count,
  bodyComplete: z.boolean(),
  informational: count,
});

const credentialOrigin = z.enum(['option', 'uri', 'keychain', 'prompt', 'ticket']);

const unusableScheme = z.enum([
  'unknown-scheme',
  'no-library',
  'no-ticket',
  'ticket-expired',
  'no-domain',
  'no-credentials',
  'bad-challenge',
  'not-for-this-peer',
  'clock-skew',
  'connection-not-kept',
  'no-service-principal',
]);

const signIn = loose({
  sent: text.nullable(),
  from: credentialOrigin.nullable(),
  unusable: z.array(loose({ scheme: text, why: unusableScheme })),
  provenBefore: z.boolean(),
  withheld: z.boolean(),
});

const certificate = loose({
  subject: text,
  issuer: text,
  notBefore: text,
  notAfter: text,
  names: z.array(text),
  sha256: text,
  selfSigned: z.boolean(),
  key: loose({ kind: text, bits: count.exactOptional() }).exactOptional(),
  signature: text.exactOptional(),
});

const networkInterface = loose({
  name: text,
  kind: z.enum(['loopback', 'ethernet', 'wifi', 'tun', 'tap', 'wireguard', 'ppp', 'virtual', 'unknown']),
  isUp: z.boolean(),
  addresses: z.array(text),
  vpn: text.exactOptional(),
});

const routeEntry = loose({
  destination: text,
  interface: text,
  gateway: text.exactOptional(),
  metric: z.number().exactOptional(),
  table: text.exactOptional(),
});

const kindTry = loose({
  failure: maybeFailure,
  firstBytes: text,
  reply: reply.nullable(),
  clock: loose({ date: text, offsetSeconds: z.number() }).exactOptional(),
});

const way = loose({
  id: z.templateLiteral(['w', z.int().min(0)]),
  purpose: z.enum(['target', 'control', 'variation']),
  url: text,
  leg: legSchema,
  variation: z
    .enum([
      'as-browser',
      'as-crawler',
      'tunnel',
      'short-hello',
      'padded-hello',
      'small-header',
      'port-443',
      'other-scheme',
      'other-name',
      'retry',
      'alive',
      'refused-hello',
    ])
    .exactOptional(),
  redirects: count,
});

const readState = z.enum(['read', 'absent', 'unreadable']);
const source = z.enum(SETTINGS_SOURCES);
const invalid = loose({ kind: text, text: text.exactOptional() }).exactOptional();

const base = {
  id: z.templateLiteral(['o', z.int().min(0)]),
  atMs: z.number(),
  tookMs: z.number(),
};

/** One observation of any probe. */
export const observationSchema = z.discriminatedUnion('probe', [
  loose({
    ...base,
    probe: z.literal('run.start'),
    controlUrls: z.array(text),
    budgetMs: z.number(),
  }),
  loose({
    ...base,
    probe: z.literal('settings.read'),
    source,
    state: readState,
    why: text.exactOptional(),
    raw: text.exactOptional(),
    from: text,
    route: z.array(legSchema),
    bypassed: z.boolean(),
    pacUrl: text.exactOptional(),
    autoDetect: z.boolean().exactOptional(),
    managed: z.boolean().exactOptional(),
    invalid,
  }),
  loose({
    ...base,
    probe: z.literal('route.resolve'),
    url: text,
    purpose: z.literal('variation').exactOptional(),
    source,
    because: text,
    route: z.array(legSchema),
    bypassed: z.boolean(),
    bypassRule: text.exactOptional(),
    withoutBypass: z.array(legSchema).exactOptional(),
    invalid,
    pacProblem: loose({ kind: text, detail: text.exactOptional(), line: z.number().exactOptional() }).exactOptional(),
    pacUrl: text.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('pac.fetch'),
    url: text,
    failure: maybeFailure,
    status: z.number().exactOptional(),
    contentType: text.exactOptional(),
    charset: text.exactOptional(),
    byteOrderMark: z.boolean().exactOptional(),
    bytes: count.exactOptional(),
    redirects: count.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('pac.run'),
    url: text,
    answer: text.nullable(),
    route: z.array(legSchema),
    badEntries: z.array(text),
    problem: text.exactOptional(),
    line: z.number().exactOptional(),
    helperCalls: count,
    dnsQuestions: count,
    slowest: loose({ name: text, args: z.array(text), tookMs: z.number() }).exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('wpad.look-up'),
    url: text,
    found: text.nullable(),
    by: z.enum(['dhcp', 'dns']).exactOptional(),
    names: z.array(text),
    route: z.array(legSchema),
    problem: text.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('credentials.look-up'),
    from: z.enum(['option', 'uri', 'keychain', 'prompt', 'ticket', 'none']),
    proxy: text,
    realm: text.exactOptional(),
    problem: z.enum(['keychain-locked', 'keychain-absent', 'keychain-refused', 'keychain-timed-out']).exactOptional(),
    rejectedBefore: z.boolean().exactOptional(),
    nonAscii: z.boolean().exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('device.network'),
    interfaces: z.array(networkInterface),
    routes: z.array(routeEntry),
    nameServers: z.array(text),
    linkNameServers: z.array(loose({ interface: text, servers: z.array(text), from: text })).exactOptional(),
    unreadable: text.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('device.route-to'),
    address: text,
    failure: maybeFailure,
    interface: text.exactOptional(),
    gateway: text.exactOptional(),
    sourceAddress: text.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('dns.lookup'),
    name: text,
    role: z.enum(['proxy', 'target', 'control', 'pac', 'variation']),
    server: text.exactOptional(),
    addresses: z.array(text),
    failure: maybeFailure,
    byFamily: loose({ a: maybeFailure, aaaa: maybeFailure }).exactOptional(),
    way: way.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('tcp.connect'),
    way,
    to: z.enum(['proxy', 'site']),
    host: text,
    address: text,
    port,
    failure: maybeFailure,
  }),
  loose({
    ...base,
    probe: z.literal('proxy.handshake'),
    way,
    method: z.enum(['CONNECT', 'SOCKS5', 'SOCKS4a']),
    authority: text,
    failure: maybeFailure,
    reply: reply.nullable(),
    socks: loose({
      method: z.number().exactOptional(),
      auth: z.number().exactOptional(),
      reply: z.number().exactOptional(),
    }).exactOptional(),
    signIn,
    firstBytes: text,
    bytesReceived: count,
  }),
  loose({
    ...base,
    probe: z.literal('tls.handshake'),
    way,
    with: z.enum(['proxy', 'site']),
    serverName: text,
    failure: maybeFailure,
    protocol: text.exactOptional(),
    cipher: text.exactOptional(),
    alpn: text.exactOptional(),
    chain: z.array(certificate),
    trusted: z.boolean(),
    rejection: text.exactOptional(),
    nameMatches: z.boolean().exactOptional(),
    publicIssuer: z.boolean().exactOptional(),
    helloBytes: count.exactOptional(),
    firstBytes: text.exactOptional(),
    alert: text.exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('http.exchange'),
    way,
    form: z.enum(['origin', 'absolute']),
    inTunnel: z.boolean(),
    secure: z.boolean(),
    failure: maybeFailure,
    reply: reply.nullable(),
    signIn,
    siteSignIn: loose({ sent: text.nullable() }),
    bytesReceived: count,
    firstBytes: text,
    requestBytes: count,
    asExpected: z.boolean().exactOptional(),
    isTelling: z.boolean().exactOptional(),
    redirectTo: text.exactOptional(),
    metaRobots: text.exactOptional(),
    clockOffsetSeconds: z.number().exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('proxy.kind'),
    host: text,
    port,
    address: text,
    connect: maybeFailure,
    banner: kindTry.nullable(),
    http: kindTry.nullable(),
    httpGet: loose({ ...kindTry.shape, asExpected: z.boolean() }).nullable(),
    httpOther: kindTry.nullable(),
    https: loose({ ...kindTry.shape, tls: z.boolean() }).nullable(),
    socks5: kindTry.nullable(),
    socks4: kindTry.nullable(),
    alive: kindTry.nullable(),
    speaks: z.array(z.enum(PROXY_KINDS)),
  }),
  loose({
    ...base,
    probe: z.literal('host.ports'),
    host: text,
    ports: z.array(loose({ port, failure: maybeFailure })),
  }),
  loose({
    ...base,
    probe: z.literal('host.ping'),
    host: text,
    interface: text.exactOptional(),
    answered: z.boolean().nullable(),
    rttMs: z.number().exactOptional(),
    why: text.exactOptional(),
    refusal: loose({
      kind: z.enum(['permission-denied', 'prohibited', 'host-unreachable', 'network-unreachable']),
      from: text.exactOptional(),
    }).exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('quality.connects'),
    host: text,
    port,
    attempts: count,
    succeeded: count,
    rttsMs: z.array(z.number()),
  }),
  loose({
    ...base,
    probe: z.literal('proxy.requests'),
    host: text,
    port,
    attempts: count,
    timesMs: z.array(z.number().nullable()),
  }),
  loose({
    ...base,
    probe: z.literal('proxy.keep-alive'),
    host: text,
    port,
    scheme: z.literal('ntlm').nullable(),
    status: z.number().nullable(),
    kept: z.boolean().nullable(),
    failure: maybeFailure,
  }),
  loose({
    ...base,
    probe: z.literal('vpn.connections'),
    state: readState,
    why: text.exactOptional(),
    connections: z.array(
      loose({
        name: text,
        kind: text,
        isUp: z.boolean(),
        interface: text.exactOptional(),
        product: text.exactOptional(),
        networks: z.array(text).exactOptional(),
        mayCarryMore: z.boolean().exactOptional(),
        by: z.enum(['nmcli', 'wg-quick', 'scutil', 'rasdial']).exactOptional(),
      }),
    ),
    needed: loose({
      names: z.array(text),
      proxies: z.union([z.literal('all'), z.array(loose({ host: text, port: port.nullable() }))]),
    }).exactOptional(),
  }),
  loose({
    ...base,
    probe: z.literal('firewall.rules'),
    address: text,
    port,
    state: readState,
    why: text.exactOptional(),
    matching: z.array(
      loose({
        rule: text,
        verdict: z.enum(['drop', 'reject', 'redirect', 'accept']),
        backend: text,
        product: text.exactOptional(),
      }),
    ),
  }),
  loose({
    ...base,
    probe: z.literal('run.end'),
    reason: z.enum(['done', 'budget', 'interrupted']),
    unanswered: z.array(text),
    asked: z.array(text).exactOptional(),
  }),
]) satisfies z.ZodType<Observation>;
