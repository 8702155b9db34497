/** Asks for one URL, once, along its route: a signed-in connection of the pool where there is one, else a new one. */
import type { SecureContext } from 'node:tls';
import type { Secret } from '../base/secret.ts';
import type { Failure } from '../observation/failure.ts';
import { authorityOf, requestText } from '../probe/http-request.ts';
import { findUpstream, type LegOutcome } from '../relay/find-upstream.ts';
import { RELAY_LIMITS } from '../relay/limits.ts';
import type { RouteFollower } from '../relay/follow-route.ts';
import { write } from '../relay/inlet.ts';
import { placeOf } from '../relay/open-upstream.ts';
import { askAlong } from '../relay/proxy-dialogue.ts';
import { drainReply, readReply } from '../relay/read-reply.ts';
import { causeOfOpening, causeOfSilence } from '../relay/relay-cause.ts';
import type { AskedOn } from '../relay/relay-credentials.ts';
import type { ReplyHead } from '../relay/reply-head.ts';
import type { UpstreamDesk } from '../relay/upstream-desk.ts';
import { closeLink, type UpstreamLink } from '../relay/upstream-link.ts';
import type { Target } from '../route/target.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { hostHeaderOf, pathOf } from './request-parts.ts';
import { secureLink } from './secure-link.ts';
import type { SiteSessions } from './site-sessions.ts';
import { isOfTheWay } from './way-causes.ts';

/** What visits are made with. */
export interface VisitTools {
  readonly desk: UpstreamDesk;
  readonly routes: RouteFollower;
  /** Whom sites are trusted by. */
  readonly secureContext: () => Promise<SecureContext>;
  readonly sessions: SiteSessions;
}

/** One request of a visit. */
export interface HopRequest {
  readonly target: Target;
  readonly cookie: Secret | null;
  /** The site's own sign-in, from the URL. */
  readonly authorization: Secret | null;
  /** Tells on which connection it is, so that it can be broken off. */
  readonly onLink: (link: UpstreamLink | null) => void;
  /** It is made to prove a proxy's sign-in. */
  readonly isProof?: true;
}

/** How it ended. */
export type HopEnd =
  | {
      readonly is: 'reply';
      readonly leg: Leg;
      readonly reply: ReplyHead;
      /** `absolute`: asked of a proxy in the site's name, so that either may have answered. */
      readonly form: 'origin' | 'absolute';
      /** A proxy was shown a sign-in with it. */
      readonly isSignedIn: boolean;
    }
  /** The proxy answered CONNECT, and opened no tunnel. */
  | { readonly is: 'refused'; readonly leg: Leg; readonly reply: ReplyHead }
  | { readonly is: 'untrusted'; readonly leg: Leg; readonly failure: Failure; readonly issuer: string }
  /** `isWay`: before the site had its turn. */
  | { readonly is: 'failed'; readonly leg: Leg | null; readonly cause: CauseCode; readonly isWay: boolean };

type Tried = LegOutcome<{ readonly end: HopEnd }>;

/** Asks, and leaves the connection to the next one where it is of further use. */
export async function visitHop(tools: VisitTools, request: HopRequest): Promise<HopEnd> {
  const isSecure = request.target.scheme === 'https';
  const found = await findUpstream(tools, request.target.url, (leg, route) =>
    isSecure ? visitSecurely(tools, request, { leg, route }) : visitPlainly(tools, request, { leg, route }),
  );
  if (found.value !== null) return found.value.end;
  const { leg, cause } = found;
  // A proxy that says nothing may wait for one slow site; only a diagnosis tells.
  const isWay = leg?.kind !== 'direct' && isOfTheWay(cause) && cause !== 'proxy.no-response';
  return { is: 'failed', leg, cause, isWay };
}

/** A leg, and the route that it is of. */
export interface Along {
  readonly leg: Leg;
  readonly route: AskedOn;
}

/** Asks without TLS: a proxy in the site's name, or the site. */
export async function visitPlainly(
  tools: Pick<VisitTools, 'desk'>,
  request: HopRequest,
  { leg, route }: Along,
): Promise<Tried> {
  const { target } = request;
  const isAbsolute = leg.kind === 'http' || leg.kind === 'https';
  const requestUri = isAbsolute ? target.url : pathOf(target);
  let isSignedIn = false;
  const asked = await askAlong(
    tools.desk,
    leg,
    {
      method: 'GET',
      requestUri,
      to: target,
      route,
      deadline: 'checkReply',
      body: null,
      ...proofOf(request.isProof),
      build: (_leg, proxyAuthorization) => {
        isSignedIn ||= proxyAuthorization !== null;
        return headOf(request, { requestUri, toProxy: isAbsolute, proxyAuthorization });
      },
      onInterim: () => undefined,
      onLink: request.onLink,
    },
    (failed) => causeOfOpening(failed, leg.kind === 'direct' ? 'site' : 'proxy'),
  );
  if (asked.reply === null) {
    if (asked.isUnopened || isAbsolute) return { value: null, cause: asked.cause, isUnopened: asked.isUnopened };
    return ended({ is: 'failed', leg, cause: asked.cause, isWay: false });
  }
  const { reply, link } = asked;
  isSignedIn ||= link.signIn.isDone;
  await keepOrClose(tools, link, reply);
  return ended({ is: 'reply', leg, reply, form: isAbsolute ? 'absolute' : 'origin', isSignedIn });
}

async function visitSecurely(tools: VisitTools, request: HopRequest, along: Along): Promise<Tried> {
  const { target } = request;
  const { leg } = along;
  const place = securePlaceOf(leg, target);
  const waiting = tools.desk.pool.take(place);
  if (waiting !== null) {
    const reply = await askSite(waiting, request);
    // It may have been closed at the very moment of asking (RFC 9112 section 9.3.1): then once more, on a new one.
    if (reply !== null) return await answered(tools, waiting, { leg, reply });
  }
  // Trust is read while the proxy thinks.
  const [opened, secureContext] = await Promise.all([openWay(tools, request, along), tools.secureContext()]);
  if (!('link' in opened)) return opened;
  const secured = await secureLink(opened.link, {
    host: target.host,
    place,
    secureContext,
    sessions: tools.sessions,
  });
  if (secured.link === null) {
    return ended({ is: 'untrusted', leg, failure: secured.failure, issuer: secured.issuer });
  }
  request.onLink(secured.link);
  const reply = await askSite(secured.link, request);
  if (reply !== null) return answered(tools, secured.link, { leg, reply });
  return ended({ is: 'failed', leg, cause: causeOfSilence(null, 'site'), isWay: false });
}

/** Opens a connection that leads to the site: directly, through SOCKS, or by CONNECT. */
export async function openWay(
  { desk }: Pick<VisitTools, 'desk'>,
  { target: to, onLink, isProof }: HopRequest,
  { leg, route }: Along,
): Promise<{ readonly link: UpstreamLink } | Tried> {
  if (leg.kind !== 'http' && leg.kind !== 'https') {
    const opened = await desk.connect(leg, to, { route, isFresh: true, ...proofOf(isProof) });
    if (opened.link !== null) {
      onLink(opened.link);
      return { link: opened.link };
    }
    const cause = causeOfOpening(opened, leg.kind === 'direct' ? 'site' : 'proxy');
    // A SOCKS proxy that answered is no bad proxy, whatever it said.
    const hasSpoken = opened.socks !== undefined && opened.socks.is !== 'failed';
    return hasSpoken
      ? ended({ is: 'failed', leg, cause, isWay: opened.socks.is !== 'said-no' })
      : { value: null, cause, isUnopened: true };
  }
  const requestUri = authorityOf(to.host, to.port);
  const asked = await askAlong(
    desk,
    leg,
    {
      method: 'CONNECT',
      requestUri,
      to,
      route,
      deadline: 'checkReply',
      body: null,
      ...proofOf(isProof),
      build: (_leg, proxyAuthorization) =>
        requestText({ method: 'CONNECT', requestUri, host: requestUri, toProxy: true, proxyAuthorization }),
      onInterim: () => undefined,
      onLink,
    },
    (failed) => causeOfOpening(failed, 'proxy'),
  );
  if (asked.reply === null) return { value: null, cause: asked.cause, isUnopened: asked.isUnopened };
  const { reply, link } = asked;
  if (reply.status >= 200 && reply.status < 300) return { link };
  closeLink(link);
  return ended({ is: 'refused', leg, reply });
}

async function askSite(link: UpstreamLink, request: HopRequest): Promise<ReplyHead | null> {
  request.onLink(link);
  const head = headOf(request, {
    requestUri: pathOf(request.target),
    toProxy: false,
    proxyAuthorization: null,
  });
  void write(link.inlet.socket, head);
  const { reply } = await readReply(link, { method: 'GET', deadline: 'checkReply' });
  return reply;
}

async function answered(
  tools: VisitTools,
  link: UpstreamLink,
  { leg, reply }: { readonly leg: Leg; readonly reply: ReplyHead },
): Promise<Tried> {
  await keepOrClose(tools, link, reply);
  return ended({ is: 'reply', leg, reply, form: 'origin', isSignedIn: false });
}

/** Longer bodies cost more than a new connection does. */
const LONGEST_READ_AWAY = 64 * 1024;

async function keepOrClose({ desk }: Pick<VisitTools, 'desk'>, link: UpstreamLink, reply: ReplyHead): Promise<void> {
  if (await isDrained(link, reply)) desk.pool.put(link);
  else closeLink(link);
}

/** Reads a reply's body away, where that is worth it; returns whether the connection is free for another request then. */
export async function isDrained(link: UpstreamLink, reply: ReplyHead): Promise<boolean> {
  const { framing } = reply;
  const isLong =
    framing.is === 'length' && framing.bytes > Math.min(LONGEST_READ_AWAY, RELAY_LIMITS.challengeBodyBytes);
  return !isLong && isKept(reply) && drainReply(link, reply);
}

/** Whether the connection stays open for requests once the body is over. */
export function isKept({ keepAlive, status }: ReplyHead): boolean {
  return keepAlive && status !== 101;
}

function headOf(
  { target, cookie, authorization }: HopRequest,
  how: { readonly requestUri: string; readonly toProxy: boolean; readonly proxyAuthorization: Secret | null },
): string {
  return requestText({ method: 'GET', host: hostHeaderOf(target), cookie, authorization, ...how });
}

/** Returns the place of the secured connections to a site along a leg. */
export function securePlaceOf(leg: Leg, target: Target): string {
  return `tls ${placeOf(leg, target)} ${hostHeaderOf(target)}`;
}

function proofOf(isProof: true | undefined): { readonly isProof?: true } {
  return isProof === undefined ? {} : { isProof };
}

function ended(end: HopEnd): Tried {
  return { value: { end }, cause: null };
}
