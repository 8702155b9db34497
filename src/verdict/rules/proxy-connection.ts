/** Causes in the proxy's service: not there, silent, cutting, garbled, something else, or an untrusted certificate. */
import { ask, fails, holds } from '../ask.ts';
import { clockOffset, isClockToBlame } from '../clock.ts';
import { kindOf, kindRequest, otherServiceAnswers, portsOf, portsRequest, saidAnything, type Kind } from '../kinds.ts';
import { controlsOver, ends, everyConnect, pathOf, type Path } from '../path.ts';
import { bearsProxyMarks, isDoubtfulTunnel, isRefusalOfPolicy } from '../replies.ts';
import type { FailureKind } from '../../observation/failure.ts';
import type { ProxyServer } from '../../settings/proxy-server.ts';
import type { Case } from '../case.ts';
import { proxyDetails } from '../proxy-details.ts';
import type { Answer, Rule } from '../rule.ts';
import { observed } from '../ways.ts';
import { deadTunnels } from '../tunnels.ts';
import { unseen } from './firewall.ts';
import { DATE_CODES } from './tls.ts';

const down: Rule = {
  code: 'proxy.down',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'connect' || path.end.to !== 'proxy') return fails('connection-accepted', ...ends(path));
    const refused = path.end.connects.filter(
      (connect) => connect.failure?.kind === 'connection-refused' || connect.failure?.kind === 'connection-reset',
    );
    const [first, ...rest] = refused;
    if (!first) return fails('connection-silent', ...ends(path));
    const question = ask(facts, portsRequest(path.proxy));
    if (question) return question;
    const details = { ...proxyDetails(path), ...unseen(facts, first) };
    return holds(0.93, [first, ...rest, portsOf(facts, path.proxy)], details);
  },
};

const unreachable: Rule = {
  code: 'proxy.unreachable',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'connect' || path.end.to !== 'proxy') return fails('connection-accepted', ...ends(path));
    const [first, ...rest] = path.end.connects;
    if (
      !everyConnect(path.end.connects, [
        'timed-out',
        'host-unreachable',
        'network-unreachable',
        'prohibited',
        'permission-denied',
        'unclassified',
      ])
    ) {
      return fails('connection-refused', ...path.end.connects);
    }
    const question = ask(facts, portsRequest(path.proxy), { probe: 'host.ping', host: first.address });
    if (question) return question;
    const ports = portsOf(facts, path.proxy);
    const ping = observed(facts, 'host.ping').find((item) => item.host === first.address);
    const answers =
      ports?.ports.some((port) => port.failure === null || port.failure.kind === 'connection-refused') === true;
    if (answers || ping?.answered === true) return fails('host-answers-elsewhere', ports, ping);
    const details = { ...proxyDetails(path), ...unseen(facts, first) };
    return holds(ports ? 0.92 : 0.75, [first, ...rest, ports, ping], details);
  },
};

/** The failure of the first exchange with the proxy, whatever its form; `null` where it answered well-formed. */
function exchangeFailure(
  path: Path,
): { readonly kind: FailureKind; readonly bytes: number; readonly firstBytes: string } | null {
  if (path.end.at === 'handshake' && path.end.handshake.failure) {
    return {
      kind: path.end.handshake.failure.kind,
      bytes: path.end.handshake.bytesReceived,
      firstBytes: path.end.handshake.firstBytes,
    };
  }
  if (path.end.at === 'exchange' && path.end.exchange.form === 'absolute' && path.end.exchange.failure) {
    return {
      kind: path.end.exchange.failure.kind,
      bytes: path.end.exchange.bytesReceived,
      firstBytes: path.end.exchange.firstBytes,
    };
  }
  if (path.end.at === 'proxy-tls' && path.end.tls.failure) {
    return {
      kind: path.end.tls.failure.kind,
      bytes: (path.end.tls.firstBytes ?? '').length / 2,
      firstBytes: path.end.tls.firstBytes ?? '',
    };
  }
  return null;
}

const notAProxy: Rule = {
  code: 'proxy.not-a-proxy',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at === 'connect' || path.end.at === 'name') return fails('not-looked-at', ...ends(path));
    if (path.end.at === 'exchange' && path.end.exchange.form === 'origin')
      return fails('proxy-answered', ...ends(path));
    if (!mayBeOtherService(path)) return fails('proxy-answered', ...ends(path));
    const question = ask(facts, kindRequest(path.proxy), portsRequest(path.proxy));
    if (question) return question;
    const kind = kindOf(facts, path.proxy);
    if (!kind || kind.connect !== null) return fails('not-looked-at', ...ends(path));
    if (kind.speaks.length > 0 || knowsConnect(kind)) return fails('proxy-answered', kind);
    if (!otherServiceAnswers(kind, path.proxy.kind) && !spokeOtherProtocol(path)) return fails('no-407', kind);
    return holds(0.93, [kind, ...ends(path), portsOf(facts, path.proxy)], proxyDetails(path));
  },
};

/** A refusal of CONNECT that an origin server has no reason to give: it would not know the method (RFC 9110 §15.6.2). */
function knowsConnect(kind: Kind): boolean {
  const status = kind.http?.reply?.status;
  return status !== undefined && (isRefusalOfPolicy(status) || [407, 429, 431, 503].includes(status));
}

/** Something came back that need not be a proxy's: an HTTP answer without a proxy's marks, or no HTTP at all. */
export function mayBeOtherService(path: Path): boolean {
  if (isDoubtfulTunnel(path)) return true;
  if (path.end.at === 'handshake' && path.end.handshake.reply) {
    const { reply } = path.end.handshake;
    return reply.status !== 407 && !(reply.status >= 200 && reply.status < 300) && !bearsProxyMarks(reply);
  }
  if (path.end.at === 'reply') {
    const { exchange } = path.end;
    if (exchange.form !== 'absolute' || !exchange.reply || bearsProxyMarks(exchange.reply)) return false;
    return exchange.signIn.sent === null;
  }
  return exchangeFailure(path) !== null;
}

/**
 * What servers of another kind say, before they are asked anything or to what they do not know: a version, a reply code,
 * a word (RFC 4253 §4.2, RFC 5321 §4.2, RFC 1939 §3, RESP, memcached).
 */
function spokeOtherProtocol(path: Path): boolean {
  const failure = exchangeFailure(path);
  if (failure?.kind !== 'malformed-reply') return false;
  const text = Buffer.from(failure.firstBytes, 'hex').toString('latin1');
  return /^(SSH-|[2-5]\d\d[ -]|[+-](OK|ERR)\b|\* OK|ERROR\r?\n|RFB )/.test(text);
}

const noResponse: Rule = {
  code: 'proxy.no-response',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const failure = exchangeFailure(path);
    if (failure?.kind !== 'timed-out' || failure.bytes > 0) return fails('reply-came', ...ends(path));
    const question = ask(facts, kindRequest(path.proxy), { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    if (controls.state === 'passes')
      return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
    const kind = kindOf(facts, path.proxy);
    if (kind && saidAnything(kind)) return fails('reply-came', kind);
    const [first, ...rest] = ends(path);
    if (!first) return fails('not-looked-at');
    return holds(kind ? 0.93 : 0.78, [first, ...rest, kind], proxyDetails(path));
  },
};

const dropsConnection: Rule = {
  code: 'proxy.drops-connection',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const cut = cutTunnels(facts, path);
    if (cut) return cut;
    const failure = exchangeFailure(path);
    const stalled = failure?.kind === 'timed-out' && failure.bytes > 0;
    if (!failure || !(stalled || failure.kind === 'closed-early' || failure.kind === 'connection-reset')) {
      return fails('reply-came', ...ends(path));
    }
    const question = ask(facts, kindRequest(path.proxy), { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    if (controls.state === 'passes')
      return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
    const kind = kindOf(facts, path.proxy);
    if (kind && again(kind, path.proxy)) return fails('reply-came', kind);
    const [first, ...rest] = ends(path);
    if (!first) return fails('not-looked-at');
    return holds(kind ? 0.92 : 0.78, [first, ...rest, kind], proxyDetails(path));
  },
};

/** Tunnels stand and are cut on their first bytes, those to secure control sites as well. */
function cutTunnels(facts: Case, path: Path): Answer | null {
  if (path.end.at !== 'site-tls') return null;
  const kind = path.end.tls.failure?.kind;
  if (kind !== 'closed-early' && kind !== 'connection-reset') return null;
  const dead = deadTunnels(facts, path);
  if (dead === null || 'is' in dead) return dead;
  return holds(0.82, [path.end.tls, ...dead.flatMap((view) => view.tls)], proxyDetails(path));
}

/** The second try was answered properly after all. */
function again(kind: Kind, proxy: ProxyServer): boolean {
  return kind.speaks.includes(proxy.kind);
}

const malformedReply: Rule = {
  code: 'proxy.malformed-reply',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const failure = exchangeFailure(path);
    const garbled = failure?.kind === 'malformed-reply' || failure?.kind === 'tls-protocol-error';
    if (!garbled) return fails('reply-well-formed', ...ends(path));
    const question = ask(facts, kindRequest(path.proxy));
    if (question) return question;
    const kind = kindOf(facts, path.proxy);
    if (kind && again(kind, path.proxy)) return fails('reply-well-formed', kind);
    const [first, ...rest] = ends(path);
    if (!first) return fails('not-looked-at');
    return holds(0.92, [first, ...rest, kind], proxyDetails(path));
  },
};

const tlsUntrusted: Rule = {
  code: 'proxy.tls-untrusted',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy?.kind !== 'https') return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'proxy-tls' || path.end.tls.failure) return fails('certificate-accepted', ...ends(path));
    const { tls } = path.end;
    const leaf = tls.chain[0];
    // Dates are only as good as the clock that they are compared with.
    const isOfDates = DATE_CODES.includes(tls.rejection ?? '');
    const question = isOfDates ? ask(facts, kindRequest(path.proxy)) : null;
    if (question) return question;
    const offset = isOfDates ? clockOffset(facts) : null;
    if (offset && isClockToBlame(tls, offset))
      return fails('certificate-rejected-for-other-reason', tls, offset.exchange);
    const isOpen = isOfDates && offset === null;
    return holds(isOpen ? 0.78 : 0.96, [tls, offset?.exchange], {
      ...(isOpen ? { missing: ['proxy-answer'] } : {}),
      ...proxyDetails(path),
      ...(leaf ? { issuer: leaf.issuer, notBefore: leaf.notBefore, notAfter: leaf.notAfter, names: leaf.names } : {}),
      ...(tls.rejection === undefined ? {} : { problem: tls.rejection }),
    });
  },
};

export const proxyConnectionRules: readonly Rule[] = [
  down,
  unreachable,
  notAProxy,
  noResponse,
  dropsConnection,
  malformedReply,
  tlsUntrusted,
];
