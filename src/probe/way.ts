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
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { headerValues, replyFact } from './reply-fact.ts';
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
  const sizeBytes = HELLO_SIZES.get(trip.plan.variation ?? 'retry');
  if (sizeBytes !== undefined) {
    const hello = { way: trip.way, serverName: hostOf(trip.url), wire, sizeBytes };
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
const HELLO_SIZES: ReadonlyMap<Variation, number> = new Map([
  ['short-hello', SHORT_HELLO_BYTES],
  ['padded-hello', PADDED_HELLO_BYTES],
]);

/** Asks the site itself, in origin-form (RFC 9112 section 3.2.1). */
async function exchangeOrigin(
  trip: Trip,
  wire: Wire,
  how: { readonly inTunnel: boolean; readonly signIn: SignInFact; readonly isSecure: boolean },
): Promise<WayEnd> {
  const { run, plan, url } = trip;
  const emit = startWatch(run);
  const siteSignIn = siteAuthorization(trip);
  const bytes = requestBytes({
    method: 'GET',
    requestUri: `${url.pathname}${url.search}`,
    host: url.host,
    toProxy: false,
    authorization: siteSignIn,
    cookie: plan.cookie ?? null,
    small: plan.variation === 'small-header',
  });
  wire.mark();
  wire.write(bytes);
  const read = await step(run, { probe: 'http.exchange', about: url.host, limitMs: DEADLINES.httpReply.ms }, () =>
    readReply(wire, { isConnect: false, deadline: 'httpReply', signal: run.signal }),
  );
  const reply = read.reply === null ? null : replyFact(read.reply, run.context.redact);
  const seen = outcomeOf(trip, read.reply, reply);
  emit({
    probe: 'http.exchange',
    way: trip.way,
    form: 'origin',
    inTunnel: how.inTunnel,
    secure: how.isSecure,
    failure: read.failure,
    reply,
    signIn: how.signIn,
    siteSignIn: { sent: siteSignIn === null ? null : 'basic' },
    bytesReceived: wire.bytesReceived,
    firstBytes: wire.firstBytes,
    requestBytes: bytes.length,
    ...seen.facts,
  });
  return { at: 'http', failure: read.failure, raw: read.reply, ...seen.end, signIn: how.signIn };
}

/** Asks the proxy for a plain-HTTP URL in absolute-form (RFC 9112 section 3.2.2). */
async function exchangeAbsolute(trip: Trip): Promise<WayEnd> {
  const { run, plan, url } = trip;
  const siteSignIn = siteAuthorization(trip);
  const requestUri = `http://${url.host}${url.pathname}${url.search}`;
  const question: ProxyQuestion = {
    way: trip.way,
    method: 'GET',
    requestUri,
    deadline: 'httpReply',
    build: (proxyAuthorization) =>
      requestBytes({
        method: 'GET',
        requestUri,
        host: url.host,
        toProxy: true,
        proxyAuthorization,
        authorization: siteSignIn,
        cookie: plan.cookie ?? null,
        small: plan.variation === 'small-header',
      }),
    isProof: plan.isProof === true,
    prove: plan.prove ?? (() => Promise.resolve()),
  };
  const answer = await step(run, { probe: 'http.exchange', about: url.host, limitMs: DEADLINES.httpReply.ms }, () =>
    askProxy(run, question),
  );
  if (answer.unreached !== null) return { ...NOWHERE, ...answer.unreached, signIn: answer.signIn };
  const seen = outcomeOf(trip, answer.raw, answer.reply);
  answer.emit({
    probe: 'http.exchange',
    way: trip.way,
    form: 'absolute',
    inTunnel: false,
    secure: false,
    failure: answer.failure,
    reply: answer.reply,
    signIn: answer.signIn,
    siteSignIn: { sent: siteSignIn === null ? null : 'basic' },
    bytesReceived: answer.bytesReceived,
    firstBytes: answer.firstBytes,
    requestBytes: answer.requestBytes,
    ...seen.facts,
  });
  return { at: 'http', failure: answer.failure, raw: answer.raw, ...seen.end, signIn: answer.signIn };
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
  const date = Date.parse(headerValues(raw, 'date')[0] ?? '');
  return {
    facts: {
      ...(trip.plan.expect === undefined ? {} : { asExpected, isTelling: trip.plan.expect.kind !== 'any-2xx' }),
      ...(redirectTo === null ? {} : { redirectTo: trip.run.context.redact(redactUrl(redirectTo)) }),
      ...(Number.isNaN(date)
        ? {}
        : { clockOffsetSeconds: Math.round((date - trip.run.context.clock.wallMs()) / 1_000) }),
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
