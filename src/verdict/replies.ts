/** Reads HTTP answers of intermediaries: who answered, and by what evidence (RFC 9110 §7.6.3, RFC 9209). */
import type { ReplyFact } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { Case } from './case.ts';
import { inspectionOf } from './inspection.ts';
import { controlsOver, variationOf, type Path } from './path.ts';
import type { Exchange, Handshake, WayView } from './ways.ts';

export function headerOf(reply: ReplyFact, name: string): string | undefined {
  return reply.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

export function headersOf(reply: ReplyFact, name: string): readonly string[] {
  return reply.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** Returns the `received-by` names of `Via`, nearest to the site first. */
function viaHops(reply: ReplyFact): readonly string[] {
  return headersOf(reply, 'via')
    .flatMap((value) => value.split(','))
    .map((hop) => hop.trim().split(/\s+/)[1] ?? '')
    .filter((hop) => hop !== '');
}

export interface WhoAnswered {
  readonly by: 'proxy' | 'site';
  /** A protocol fact by name: what decided. */
  readonly evidence: string;
  /** 0 to 1: how sure. */
  readonly certainty: number;
  readonly observations: readonly { readonly id: `o${number}` }[];
}

/** Returns who answered an exchange. To CONNECT it is always the proxy, in a tunnel or directly the site. */
export function whoAnswered(facts: Case, path: Path, exchange: Exchange): WhoAnswered {
  const reply = exchange.reply;
  if (exchange.form === 'origin' || !reply) {
    const inspected = exchange.inTunnel && reply !== null && maySpeakInside(reply.status);
    const inspection = inspected ? inspectionOf(facts, path, exchange.way.id) : null;
    if (inspection) {
      const observations = [exchange, ...inspection];
      return { by: 'site', evidence: 'inside-inspected-tunnel', certainty: 0.77, observations };
    }
    return {
      by: 'site',
      evidence: exchange.inTunnel ? 'inside-tunnel' : 'direct-route',
      certainty: 1,
      observations: [exchange],
    };
  }
  return byOwnWords(reply, exchange) ?? byComparison(facts, path, exchange, reply) ?? byStatus(reply, exchange);
}

/** Statuses by which one who reads along may answer in the site's place: no sign-in, no missing page. */
function maySpeakInside(status: number): boolean {
  return (isRefusalOfPolicy(status) && status >= 400 && status !== 401) || status >= 500;
}

/** What the answer says of itself. */
function byOwnWords(reply: ReplyFact, exchange: Exchange): WhoAnswered | null {
  if (reply.status === 407 || reply.proxyChallenges.length > 0) {
    return { by: 'proxy', evidence: 'proxy-authenticate', certainty: 1, observations: [exchange] };
  }
  const proxyStatus = headersOf(reply, 'proxy-status').join(',');
  if (proxyErrorOf(reply) !== undefined) {
    return { by: 'proxy', evidence: 'proxy-status-error', certainty: 0.97, observations: [exchange] };
  }
  if (/;\s*received-status\s*=/.test(proxyStatus)) {
    return { by: 'site', evidence: 'proxy-status-received', certainty: 0.97, observations: [exchange] };
  }
  return null;
}

/** What the same proxy's answers look like when a control site answered through it. */
function byComparison(facts: Case, path: Path, exchange: Exchange, reply: ReplyFact): WhoAnswered | null {
  const forwarded = controlsOver(facts, path, exchange.way.leg)
    .passed.flatMap((view) => view.exchanges)
    .find((control) => control.form === 'absolute' && control.asExpected === true && control.reply !== null);
  const hops = viaHops(reply);
  const generated = headerOf(reply, 'x-squid-error') !== undefined;
  if (forwarded?.reply) {
    const usual = viaHops(forwarded.reply);
    const observations = [exchange, forwarded];
    if (usual.length > 0 && hops.length === 0) {
      return { by: 'proxy', evidence: 'via-missing', certainty: 0.95, observations };
    }
    if (hops.length > usual.length && usual.length > 0) {
      return { by: 'site', evidence: 'via-of-the-site', certainty: 0.9, observations };
    }
    if (generated) return { by: 'proxy', evidence: 'x-squid-error', certainty: 0.97, observations };
    // A proxy may write its name on its own pages too: its word on a tunnel to the same host goes before.
    const tunnel = byTunnel(facts, path, exchange, reply.status);
    if (usual.length > 0 && hops.length === usual.length && tunnel?.by !== 'proxy') {
      return { by: 'site', evidence: 'via-as-forwarded', certainty: 0.9, observations };
    }
    return tunnel;
  }
  if (isAlikeForControls(facts, path, exchange.way.leg, reply.status)) {
    return { by: 'proxy', evidence: 'control-fails-alike', certainty: 0.93, observations: [exchange] };
  }
  if (generated && hops.length < 2) {
    return { by: 'proxy', evidence: 'x-squid-error', certainty: 0.93, observations: [exchange] };
  }
  if (hops.length > 0 && !generated) {
    return { by: 'site', evidence: 'via', certainty: 0.8, observations: [exchange] };
  }
  return null;
}

/** A refusal that other hosts get as well over the same leg, with the same status, is not the site's. */
function isAlikeForControls(facts: Case, path: Path, leg: Leg, status: number): boolean {
  const plain = controlsOver(facts, path, leg).failed.filter(
    (view) => view.end.at === 'reply' && view.end.exchange.form === 'absolute',
  );
  return (
    status >= 400 && plain.length > 0 && plain.every((view) => view.end.at === 'reply' && view.end.status === status)
  );
}

/** How a proxy that leaves no mark on what it forwards is told from the site: by its word on a tunnel to the same host. */
export function tunnelRequest(path: Path): Extract<ProbeRequest, { readonly probe: 'way' }> {
  const url = `https://${new URL(path.url).hostname}/`;
  return { probe: 'way', purpose: 'variation', url, leg: path.leg, variation: 'port-443' };
}

function byTunnel(facts: Case, path: Path, exchange: Exchange, status: number): WhoAnswered | null {
  if (!isRefusalOfPolicy(status)) return null;
  const { url, leg } = tunnelRequest(path);
  const [handshake] = variationOf(path, { url, leg, variation: 'port-443' })?.handshakes ?? [];
  const said = handshake?.reply?.status;
  if (handshake === undefined || said === undefined) return null;
  const observations = [exchange, handshake];
  if (said >= 200 && said < 300) return { by: 'site', evidence: 'tunnel-allowed', certainty: 0.86, observations };
  const isHost = controlsOver(facts, path, leg).passed.some((view) => view.handshakes.length > 0);
  return isRefusalOfPolicy(said) && isHost
    ? { by: 'proxy', evidence: 'tunnel-refused', certainty: 0.95, observations }
    : null;
}

/** Statuses that have meanings of their own: a bad, unknown or large request, a sign-in, a wait, too much. */
const NO_POLICY: readonly number[] = [400, 404, 405, 407, 408, 411, 413, 414, 417, 425, 426, 429, 431];

/** Statuses by which a proxy says that it will not: 403 and 451, whatever odd 4xx, or a redirect to a page that explains. */
export function isRefusalOfPolicy(status: number): boolean {
  return status >= 300 && status < 500 && !NO_POLICY.includes(status);
}

/** Returns the error that an intermediary names (RFC 9209 §2.1.1), e.g. `dns_error`. */
export function proxyErrorOf(reply: ReplyFact): string | undefined {
  const named = /;\s*error\s*=\s*"?([\w-]+)/.exec(headersOf(reply, 'proxy-status').join(','));
  return named?.[1];
}

/** Errors of RFC 9209 §2.3 by which an intermediary says that it will not. */
const POLICY_ERRORS: readonly string[] = ['destination_ip_prohibited', 'http_request_denied'];

/** Whether an answer is a refusal by policy: by its status, or by the error that it names, as squid does since long before. */
export function isPolicyReply(reply: ReplyFact): boolean {
  return (
    isRefusalOfPolicy(reply.status) ||
    POLICY_ERRORS.includes(proxyErrorOf(reply) ?? '') ||
    headersOf(reply, 'x-squid-error').some((value) => value.startsWith('ERR_ACCESS_DENIED'))
  );
}

/** Nothing else to go by: statuses that only a gateway makes, else the site. */
function byStatus(reply: ReplyFact, exchange: Exchange): WhoAnswered {
  const gateway = reply.status === 502 || reply.status === 503 || reply.status === 504;
  return {
    by: gateway ? 'proxy' : 'site',
    evidence: 'status-only',
    certainty: 0.7,
    observations: [exchange],
  };
}

/** Whether an answer to a forward proxy request bears the marks of a proxy (so that a 200 is no accident). */
export function bearsProxyMarks(reply: ReplyFact): boolean {
  return reply.headers.some(([name]) =>
    [
      'via',
      'proxy-status',
      'proxy-agent',
      'proxy-authenticate',
      'proxy-authentication-info',
      'x-cache',
      'x-squid-error',
    ].includes(name.toLowerCase()),
  );
}

/** Schemes in the order offered, without repetition. */
export function schemesOf(reply: ReplyFact): readonly string[] {
  return [...new Set(reply.proxyChallenges.map((challenge) => challenge.scheme))];
}

/** An answer of the proxy itself: to CONNECT, or to an absolute-form request where the proxy answered. */
export interface ProxyReply {
  readonly from: Handshake | Exchange;
  readonly reply: ReplyFact;
  readonly certainty: number;
  readonly evidence: string;
}

/** Returns the proxy's own refusal of the judged way, if that is where it ended. */
export function proxyRefusal(facts: Case, path: Path): ProxyReply | null {
  if (!path.proxy) return null;
  if (path.end.at === 'handshake' && path.end.handshake.reply) {
    return {
      from: path.end.handshake,
      reply: path.end.handshake.reply,
      certainty: 1,
      evidence: 'answer-to-connect',
    };
  }
  if (path.end.at === 'reply' && path.end.exchange.reply && path.end.exchange.form === 'absolute') {
    const who = whoAnswered(facts, path, path.end.exchange);
    if (who.by === 'proxy') {
      return {
        from: path.end.exchange,
        reply: path.end.exchange.reply,
        certainty: who.certainty,
        evidence: who.evidence,
      };
    }
  }
  return null;
}

/**
 * A tunnel that may be none: a web server can say 200 to CONNECT as to anything else, and then takes the ClientHello
 * for a request. Only what comes after tells.
 */
export function isDoubtfulTunnel(path: Path): boolean {
  if (path.proxy === null || path.end.at !== 'site-tls') return false;
  const kind = path.end.tls.failure?.kind;
  if (kind !== 'tls-protocol-error' && kind !== 'malformed-reply') return false;
  const reply = path.main?.handshakes.at(-1)?.reply;
  return reply != null && !bearsProxyMarks(reply);
}

/** The status with which the proxy itself ended a way. */
export function proxyStatus(view: WayView): number | undefined {
  if (view.end.at === 'handshake') return view.end.handshake.reply?.status;
  if (view.end.at === 'reply' && view.end.exchange.form === 'absolute') return view.end.status;
  return undefined;
}
