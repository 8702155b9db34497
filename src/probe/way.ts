/** Fetches one URL over one leg, layer by layer, each layer leaving its observation; stops at the first failure. */
import { basicHeader } from '../auth/basic.ts';
import { DEADLINES } from '../base/deadline.ts';
import type { Secret } from '../base/secret.ts';
import { redactUrl } from '../base/redact.ts';
import type { Failure } from '../observation/failure.ts';
import type { ReplyFact, SignInFact, Variation, Way } from '../observation/observation.ts';
import { askProxy, NO_SIGN_IN, type ProxyQuestion } from './ask-proxy.ts';
import { PADDED_HELLO_BYTES, SHORT_HELLO_BYTES } from './client-hello.ts';
import { isAsExpected } from './control-site.ts';
import { openFirstHop, type Layer } from './first-hop.ts';
import { tryHello } from './hello-try.ts';
import { readReply, type RawReply } from './http-reply.ts';
import { hostOf, requestBytes } from './http-request.ts';
import { patienceOf, startWatch, step, waitingFor, type ProbeRun } from './probe-run.ts';
import { clockOffsetOf, headerValues, replyFact } from './reply-fact.ts';
import { connectThroughProxy } from './proxy-handshake.ts';
import { handshakeTls } from './tls-handshake.ts';
import type { OpenedWay, Trip, WayPlan } from './trip.ts';
import type { Wire } from './wire.ts';

/** Where the way ended. The raw answer stays inside `probe/`. */
export interface WayEnd {
  readonly at: Layer;
  readonly failure: Failure | null;
  readonly raw: RawReply | null;
  /** Absolute, as received: may hold secrets, never shown. */
  readonly redirectTo: string | null;
  readonly asExpected: boolean;
  readonly signIn: SignInFact;
}

/** Goes one way. */
export async function goWay(run: ProbeRun, plan: WayPlan): Promise<WayEnd> {
  const way: Way = {
    id: run.context.state.nextWayId(),
    purpose: plan.purpose,
    url: run.context.redact(redactUrl(plan.url)),
    leg: plan.leg,
    redirects: plan.redirects,
    ...(plan.variation === undefined ? {} : { variation: plan.variation }),
  };
  const { leg } = plan;
  const isHttpProxy = leg.kind === 'http' || leg.kind === 'https';
  const trip: Trip = { run, plan, way, url: new URL(plan.url) };
  if (trip.url.protocol === 'https:') void run.context.state.trust(run.context);
  if (isHttpProxy && trip.url.protocol === 'http:') return exchangeAbsolute(trip);
  const opened = leg.kind === 'direct' ? await openDirect(trip) : await connectThroughProxy(trip);
  if (opened.wire === null) return { ...NOWHERE, ...opened };
  try {
    return await fetchOver(trip, opened.wire, { inTunnel: leg.kind !== 'direct', signIn: opened.signIn });
  } finally {
    opened.wire.close();
  }
}

const NOWHERE = { raw: null, redirectTo: null, asExpected: false, signIn: NO_SIGN_IN } as const;

async function openDirect(trip: Trip): Promise<OpenedWay> {
  const first = await openFirstHop(trip.run, trip.way);
  if (first.hop === null) return { wire: null, at: first.at, failure: first.failure, signIn: NO_SIGN_IN };
  return { wire: first.hop.wire, signIn: NO_SIGN_IN };
}

async function fetchOver(
  trip: Trip,
  wire: Wire,
  how: { readonly inTunnel: boolean; readonly signIn: SignInFact },
): Promise<WayEnd> {
  const isSecure = trip.url.protocol === 'https:';
  if (!isSecure) return exchangeOrigin(trip, wire, { ...how, isSecure });
  const helloTry = HELLO_TRIES.get(trip.plan.variation ?? 'retry');
  if (helloTry !== undefined) {
    const hello = { way: trip.way, serverName: hostOf(trip.url), wire, ...helloTry };
    return { ...NOWHERE, at: 'site-tls', failure: await tryHello(trip.run, hello), signIn: how.signIn };
  }
  const secured = await handshakeTls(trip.run, {
    way: trip.way,
    with: 'site',
    serverName: hostOf(trip.url),
    wire,
  });
  if (secured.failure !== null) return { ...NOWHERE, at: 'site-tls', failure: secured.failure, signIn: how.signIn };
  try {
    return await exchangeOrigin(trip, secured.wire, { ...how, isSecure });
  } finally {
    secured.wire.close();
  }
}

/** Variations that look at the first packet of TLS alone. */
const HELLO_TRIES: ReadonlyMap<Variation, { readonly sizeBytes: number; readonly isHopeless?: boolean }> = new Map([
  ['short-hello', { sizeBytes: SHORT_HELLO_BYTES }],
  ['padded-hello', { sizeBytes: PADDED_HELLO_BYTES }],
  ['refused-hello', { sizeBytes: SHORT_HELLO_BYTES, isHopeless: true }],
]);

/** Who is only asked to compare is not waited for as long as the target. */
function deadlineOf({ way }: Trip): 'httpReply' | 'comparisonReply' {
  return way.purpose === 'target' ? 'httpReply' : 'comparisonReply';
}

const NOTHING_CAME = { failure: { kind: 'timed-out' }, reply: null, bytesReceived: 0, firstBytes: '' } as const;

/** Asks the site itself, in origin-form (RFC 9112 section 3.2.1). */
async function exchangeOrigin(
  trip: Trip,
  wire: Wire,
  how: { readonly inTunnel: boolean; readonly signIn: SignInFact; readonly isSecure: boolean },
): Promise<WayEnd> {
  const { run, plan, url } = trip;
  const emit = startWatch(run);
  const siteSignIn = siteAuthorization(trip);
  const isPing = plan.variation === 'alive';
  const bytes = requestBytes({
    method: isPing ? 'OPTIONS' : 'GET',
    requestUri: isPing ? '*' : `${url.pathname}${url.search}`,
    host: url.host,
    toProxy: false,
    authorization: siteSignIn,
    cookie: plan.cookie ?? null,
    small: plan.variation === 'small-header',
    ...agentOf(plan.variation),
  });
  wire.mark();
  wire.write(bytes);
  const about = {
    probe: 'http.exchange',
    way: trip.way,
    form: 'origin',
    inTunnel: how.inTunnel,
    secure: how.isSecure,
    signIn: how.signIn,
    siteSignIn: { sent: siteSignIn === null ? null : 'basic' },
    requestBytes: bytes.length,
  } as const;
  const waiting = waitingFor(run, { ...about, ...NOTHING_CAME });
  const deadline = deadlineOf(trip);
  const read = await step(run, { probe: 'http.exchange', about: url.host, limitMs: DEADLINES[deadline].ms }, () =>
    readReply(wire, { isConnect: false, deadline, signal: run.signal, patience: patienceOf(run, trip.way) }),
  );
  waiting[Symbol.dispose]();
  const reply = read.reply === null ? null : replyFact(read.reply, run.context.redact);
  const seen = outcomeOf(trip, read.reply, reply);
  emit({
    ...about,
    failure: read.failure,
    reply,
    bytesReceived: wire.bytesReceived,
    firstBytes: wire.firstBytes,
    ...seen.facts,
  });
  return { at: 'http', failure: read.failure, raw: read.reply, ...seen.end, signIn: how.signIn };
}

/** Asks the proxy for a plain-HTTP URL in absolute-form (RFC 9112 section 3.2.2). */
async function exchangeAbsolute(trip: Trip): Promise<WayEnd> {
  const { run, plan, url } = trip;
  const siteSignIn = siteAuthorization(trip);
  const requestUri = `http://${url.host}${url.pathname}${url.search}`;
  const method = plan.variation === 'alive' ? 'OPTIONS' : 'GET';
  const deadline = deadlineOf(trip);
  const about = {
    probe: 'http.exchange',
    way: trip.way,
    form: 'absolute',
    inTunnel: false,
    secure: false,
    siteSignIn: { sent: siteSignIn === null ? null : 'basic' },
  } as const;
  const question: ProxyQuestion = {
    way: trip.way,
    method,
    requestUri,
    deadline,
    silence: { ...about, ...NOTHING_CAME, signIn: NO_SIGN_IN, requestBytes: 0 },
    build: (proxyAuthorization) =>
      requestBytes({
        method,
        requestUri,
        host: url.host,
        toProxy: true,
        proxyAuthorization,
        authorization: siteSignIn,
        cookie: plan.cookie ?? null,
        small: plan.variation === 'small-header',
        ...agentOf(plan.variation),
      }),
    isProof: plan.isProof === true,
    prove: plan.prove ?? (() => Promise.resolve()),
  };
  const answer = await step(run, { probe: 'http.exchange', about: url.host, limitMs: DEADLINES[deadline].ms }, () =>
    askProxy(run, question),
  );
  if (answer.unreached !== null) return { ...NOWHERE, ...answer.unreached, signIn: answer.signIn };
  const seen = outcomeOf(trip, answer.raw, answer.reply);
  answer.emit({
    ...about,
    failure: answer.failure,
    reply: answer.reply,
    signIn: answer.signIn,
    bytesReceived: answer.bytesReceived,
    firstBytes: answer.firstBytes,
    requestBytes: answer.requestBytes,
    ...seen.facts,
  });
  return { at: 'http', failure: answer.failure, raw: answer.raw, ...seen.end, signIn: answer.signIn };
}

/** Names by which a browser and a crawler of a search engine ask; sites that tell them apart look for these words. */
const AGENTS: ReadonlyMap<Variation, string> = new Map([
  [
    'as-browser',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  ],
  ['as-crawler', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
]);

function agentOf(variation: Variation | undefined): { readonly userAgent?: string } {
  const userAgent = variation === undefined ? undefined : AGENTS.get(variation);
  return userAgent === undefined ? {} : { userAgent };
}

/** What the page says to crawlers, from as much of it as was read. */
function metaRobotsOf({ run }: Trip, raw: RawReply): { readonly metaRobots?: string } {
  const tags = raw.body.toString('latin1').match(/<meta\s[^<>]{0,500}>/gi) ?? [];
  const tag = tags.find((one) => /\bname\s*=\s*["']?robots["'\s>]/i.test(one));
  const content = /\bcontent\s*=\s*(?:"([^"]{0,200})"|'([^']{0,200})'|([^\s"'>]{1,200}))/i.exec(tag ?? '');
  const metaRobots = content?.[1] ?? content?.[2] ?? content?.[3];
  return metaRobots === undefined ? {} : { metaRobots: run.context.redact(metaRobots) };
}

/** A site's sign-in comes from userinfo in the target's URL alone, and goes to that origin alone. */
function siteAuthorization(trip: Trip): Secret | null {
  const { siteCredentials } = trip.run.context;
  return siteCredentials !== null && trip.plan.purpose === 'target' && trip.plan.redirects === 0
    ? basicHeader(siteCredentials, { isUtf8: false })
    : null;
}

function outcomeOf(
  trip: Trip,
  raw: RawReply | null,
  reply: ReplyFact | null,
): {
  readonly facts: {
    readonly asExpected?: boolean;
    readonly isTelling?: boolean;
    readonly redirectTo?: string;
    readonly metaRobots?: string;
    readonly clockOffsetSeconds?: number;
  };
  readonly end: { readonly redirectTo: string | null; readonly asExpected: boolean };
} {
  if (raw === null || reply === null) {
    const asExpected = trip.plan.expect === undefined ? {} : { asExpected: false };
    return { facts: asExpected, end: { redirectTo: null, asExpected: false } };
  }
  const redirectTo = redirectOf(trip.url, raw);
  const asExpected = trip.plan.expect !== undefined && isAsExpected(trip.plan.expect, raw);
  const clockOffsetSeconds = clockOffsetOf(raw, trip.run.context.clock.wallMs());
  return {
    facts: {
      ...(trip.plan.expect === undefined ? {} : { asExpected, isTelling: trip.plan.expect.kind !== 'any-2xx' }),
      ...(redirectTo === null ? {} : { redirectTo: trip.run.context.redact(redactUrl(redirectTo)) }),
      ...(AGENTS.has(trip.plan.variation ?? 'retry') ? metaRobotsOf(trip, raw) : {}),
      ...(clockOffsetSeconds === null ? {} : { clockOffsetSeconds }),
    },
    end: { redirectTo, asExpected },
  };
}

/** RFC 9110 section 15.4: only these statuses redirect by themselves. */
function redirectOf(from: URL, reply: RawReply): string | null {
  if (![301, 302, 303, 307, 308].includes(reply.status)) return null;
  const location = headerValues(reply, 'location')[0];
  if (location === undefined || location.length > 8_192) return null;
  try {
    const to = new URL(location, from);
    return to.protocol === 'http:' || to.protocol === 'https:' ? to.href : null;
  } catch (thrown) {
    if (thrown instanceof TypeError) return null;
    throw thrown;
  }
}
