/** Small facts for the checks of an inspection. */
import type {
  ChallengeFact,
  Observation,
  ObservationOf,
  ReplyFact,
  Way,
} from '../../../src/observation/observation.ts';
import type { InspectionFinding } from '../../../src/inspect/finding.ts';
import type { StepReply } from '../../../src/inspect/site-steps.ts';
import { parseChallenges } from '../../../src/auth/challenge.ts';
import { DIRECT, type Leg, type ProxyServer } from '../../../src/settings/proxy-server.ts';

export const PROXY: ProxyServer = { kind: 'http', host: 'proxy.example', port: 3128 };

const NO_SIGN_IN = { sent: null, from: null, unusable: [], provenBefore: false, withheld: false } as const;

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** An answer with a sound date and the challenges that its headers hold. */
export function reply(status: number, headers: Headers = {}, body = ''): ReplyFact {
  const all = Object.entries({ Date: 'Sun, 22 Nov 2026 08:00:00 GMT', ...headers }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const),
  );
  const challenges = (name: string): { challenges: readonly ChallengeFact[]; unparsable: boolean } =>
    parseChallenges(all.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value));
  const proxy = challenges('proxy-authenticate');
  const site = challenges('www-authenticate');
  return {
    status,
    reason: '',
    httpVersion: '1.1',
    headers: all,
    proxyChallenges: proxy.challenges,
    siteChallenges: site.challenges,
    challengeUnparsable: proxy.unparsable || site.unparsable,
    bodySample: body,
    bodyBytes: body.length,
    bodyComplete: true,
    informational: 0,
  };
}

let counter = 0;

function base(): { readonly id: `o${number}`; readonly atMs: number; readonly tookMs: number } {
  counter += 1;
  return { id: `o${counter}`, atMs: counter, tookMs: 5 };
}

function way(url: string, more: Partial<Way> = {}): Way {
  counter += 1;
  return { id: `w${counter}`, purpose: 'target', url, leg: DIRECT, redirects: 0, ...more };
}

/** An exchange; `redirects` counts those before it. */
export function exchange(
  url: string,
  answer: ReplyFact | null,
  more: Partial<Way> & {
    readonly form?: 'absolute' | 'origin';
    readonly took?: number;
    readonly expected?: boolean;
  } = {},
): ObservationOf<'http.exchange'> {
  const { form = 'origin', took, expected, ...ofWay } = more;
  const location = answer?.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const isRedirect = answer !== null && answer.status >= 300 && answer.status < 400 && location !== undefined;
  return {
    ...base(),
    ...(took === undefined ? {} : { tookMs: took }),
    probe: 'http.exchange',
    way: way(url, ofWay),
    form,
    inTunnel: false,
    secure: url.startsWith('https:'),
    failure: answer === null ? { kind: 'timed-out' } : null,
    reply: answer,
    signIn: NO_SIGN_IN,
    siteSignIn: { sent: null },
    bytesReceived: 1,
    firstBytes: '',
    requestBytes: 1,
    ...(expected === undefined ? {} : { asExpected: expected }),
    ...(isRedirect && URL.canParse(location, url) ? { redirectTo: new URL(location, url).href } : {}),
  };
}

/** An answer to CONNECT for one port. */
export function tunnel(
  authority: string,
  answer: ReplyFact | null,
  leg: Leg = PROXY,
): ObservationOf<'proxy.handshake'> {
  return {
    ...base(),
    probe: 'proxy.handshake',
    way: way(`https://${authority}/`, { purpose: 'variation', variation: 'tunnel', leg }),
    method: 'CONNECT',
    authority,
    failure: answer === null ? { kind: 'timed-out' } : null,
    reply: answer,
    signIn: NO_SIGN_IN,
    firstBytes: '',
    bytesReceived: 0,
  };
}

/** A proxy that answers its greeting with `answer`. */
export function kind(answer: ReplyFact | null, speaks: ObservationOf<'proxy.kind'>['speaks'] = ['http']): Observation {
  const nothing = {
    banner: null,
    httpGet: null,
    httpOther: null,
    https: null,
    socks5: null,
    socks4: null,
    alive: null,
  };
  const http = { failure: null, firstBytes: '', reply: answer };
  return {
    ...base(),
    probe: 'proxy.kind',
    host: PROXY.host,
    port: PROXY.port,
    address: '192.0.2.1',
    connect: null,
    ...nothing,
    http,
    speaks,
  };
}

/** One connection to one address of the proxy. */
export function connection(address: string, isUp: boolean): Observation {
  return {
    ...base(),
    probe: 'tcp.connect',
    way: way('http://proxy.example:3128/', { purpose: 'variation', leg: PROXY }),
    to: 'proxy',
    host: PROXY.host,
    address,
    port: PROXY.port,
    failure: isUp ? null : { kind: 'timed-out' },
  };
}

/** A row of small requests. */
export function requests(timesMs: readonly (number | null)[]): Observation {
  return { ...base(), probe: 'proxy.requests', host: PROXY.host, port: PROXY.port, attempts: timesMs.length, timesMs };
}

/** Whether the connection was kept during an NTLM sign-in. */
export function keepAlive(scheme: 'ntlm' | null, kept: boolean): Observation {
  return {
    ...base(),
    probe: 'proxy.keep-alive',
    host: PROXY.host,
    port: PROXY.port,
    scheme,
    status: 407,
    kept,
    failure: null,
  };
}

/** The codes of findings, in order. */
export function codes(findings: readonly InspectionFinding[]): readonly string[] {
  return findings.map(({ code }) => code);
}

/** One answered step. */
export function step(url: string, answer: ReplyFact): StepReply {
  const one = exchange(url, answer);
  return {
    step: {
      url,
      leg: DIRECT,
      status: answer.status,
      reason: '',
      redirectTo: one.redirectTo ?? null,
      answeredBy: 'site',
      answeredByEvidence: 'direct-route',
      failure: null,
      tookMs: 1,
      evidence: one.id,
    },
    reply: answer,
    bodyFailure: null,
    secure: url.startsWith('https:'),
    wasSignedIn: false,
  };
}
