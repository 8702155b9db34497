/** Causes in this computer itself: its network, a portal in the way, its clock, its keychain. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { clockOffset, isClockRight, isClockToBlame } from '../clock.ts';
import { kindRequest } from '../kinds.ts';
import { controlsOver, type Controls, ends, isAnswered, pathOf, variationOf, type Path } from '../path.ts';
import { DIRECT } from '../../settings/proxy-server.ts';
import type { Rule } from '../rule.ts';
import { divertedFetch, failedFetch, type ScriptFetch } from '../script-trouble.ts';
import { observed, type Exchange, type WayView } from '../ways.ts';
import { isLoopback } from '../../settings/canonical-host.ts';
import { noWayOut } from './no-way-out.ts';
import { lostConnects, RETRANSMITTED_MS } from '../../observation/lost-connects.ts';

const offline: Rule = {
  code: 'device.offline',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.end.at === 'reply' || path.end.at === 'handshake' || path.end.at === 'site-tls') {
      return fails('network-is-up', ...ends(path));
    }
    if (path.end.at === 'connect' && path.end.connects.some((connect) => reachesSomething(connect.failure?.kind))) {
      return fails('network-is-up', ...path.end.connects);
    }
    const fetch = failedFetch(facts);
    if (path.end.at === 'unknown' && fetch === null) return fails('not-looked-at');
    if (reachesSomething(fetch?.failure?.kind ?? 'none')) return fails('network-is-up', fetch ?? undefined);
    const question = ask(facts, { probe: 'device.network' });
    if (question) return question;
    const network = observed(facts, 'device.network').at(-1);
    if (!network || network.unreadable !== undefined) return fails('not-looked-at', network);
    const firstHop = path.proxy?.host ?? facts.target.host;
    if (isLoopback(firstHop)) return fails('network-is-up', network);
    const usable = network.interfaces.filter(
      (item) => item.isUp && item.kind !== 'loopback' && item.addresses.some(isRoutable),
    );
    if (usable.length === 0) {
      return holds(0.97, [network, fetch ?? undefined, ...ends(path)], { flags: ['no-interface-up'] });
    }
    const away = noWayOut(facts, path, network);
    if (away) return away;
    const hasDefault = network.routes.some((route) => /^(0\.0\.0\.0|::)\/0$/.test(route.destination));
    if (fetch !== null && !hasDefault && isWithoutWay(fetch)) return holds(0.9, [network, fetch]);
    return fails('network-is-up', network);
  },
};

/** A refusal or a reset comes from somewhere, so there is a network; silence proves nothing. */
function reachesSomething(kind: string | undefined): boolean {
  return kind === undefined || kind === 'connection-refused' || kind === 'connection-reset' || kind === 'prohibited';
}

/** The script's server has no route, or not even its name could be asked for. */
function isWithoutWay({ failure }: ScriptFetch): boolean {
  return failure?.kind === 'network-unreachable' || failure?.kind === 'name-server-failed';
}

function isRoutable(address: string): boolean {
  return !/^(127\.|169\.254\.|::1\/|fe[89ab])/i.test(address);
}

const captivePortal: Rule = {
  code: 'device.captive-portal',
  judge: (facts) => {
    const path = pathOf(facts);
    const diverted = divertedFetch(facts);
    if (path.end.at === 'unknown' && diverted === null) return fails('not-looked-at');
    const isPlainDirect = isAboutPlain(facts, path);
    if (isAnswered(path) && !isPlainDirect) return fails('target-answered', ...ends(path));
    if (isLoopback(facts.target.host) && path.proxy === null) return fails('no-portal-seen', ...ends(path));
    if (path.proxy && proxySpoke(path)) return fails('proxy-answered', ...ends(path));
    const question = ask(facts, { probe: 'controls', leg: DIRECT });
    if (question) return question;
    const controls = controlsOver(facts, path, DIRECT);
    const genuine = genuineAnswers(controls, isPlainDirect);
    if (genuine.length > 0) return fails('no-portal-seen', ...genuine);
    const [first, ...rest] = portalAnswers(facts, path);
    if (!first) return fails(controls.all.length > 0 ? 'no-portal-seen' : 'portal-not-checked');
    const leadsTo = first.redirectTo;
    const ended = [...ends(path), ...(diverted === null ? [] : [diverted])];
    return holds(0.95, [first, ...rest, ...ended], leadsTo === undefined ? {} : { suggestedUrl: leadsTo });
  },
};

/** Whether what went astray was asked for in plain: the target itself, or the script that should say how to reach it. */
function isAboutPlain(facts: Case, path: Path): boolean {
  const url = path.end.at === 'unknown' ? (divertedFetch(facts)?.url ?? path.url) : path.url;
  return path.proxy === null && url.startsWith('http:');
}

/** Answers in control sites' names, asked directly, that are not theirs; none where one of them answers properly. */
export function portalAnswers(facts: Case, path: Path): readonly Exchange[] {
  const controls = controlsOver(facts, path, DIRECT);
  return genuineAnswers(controls, isAboutPlain(facts, path)).length > 0
    ? []
    : controls.failed.flatMap((view) => interception(view));
}

/**
 * Known answers that nobody else would give; "some 2xx" is what a portal's page has too. Where it is about plain pages,
 * that TLS gets through says nothing: it can't be answered in somebody's name.
 */
function genuineAnswers(controls: Controls, isAboutPlain: boolean): readonly Exchange[] {
  return controls.passed
    .flatMap((view) => view.exchanges)
    .filter((exchange) => exchange.asExpected === true)
    .filter((exchange) => (exchange.secure ? !isAboutPlain : exchange.isTelling !== false));
}

/** An answer in a control site's name that is not its known one: a redirect, another page, or 511 (RFC 6585 §6). */
function interception(view: WayView): readonly Exchange[] {
  const exchange = view.exchanges.at(-1);
  if (!exchange?.reply || exchange.asExpected !== false || !exchange.way.url.startsWith('http:')) return [];
  const { status } = exchange.reply;
  return (status >= 200 && status < 400) || status === 511 ? [exchange] : [];
}

/** The configured proxy gave an answer that only a working proxy gives. */
function proxySpoke(path: Path): boolean {
  return (
    path.end.at === 'site-tls' ||
    path.end.at === 'reply' ||
    (path.end.at === 'exchange' && path.end.exchange.inTunnel) ||
    (path.end.at === 'handshake' &&
      (path.end.handshake.reply !== null || path.end.handshake.socks?.method !== undefined))
  );
}

const clockWrong: Rule = {
  code: 'device.clock-wrong',
  judge: (facts) => {
    const path = pathOf(facts);
    const fetch = failedFetch(facts) ?? undefined;
    if (path.end.at === 'unknown' && fetch?.failure?.kind !== 'certificate-rejected') return fails('not-looked-at');
    const rejection =
      path.end.at === 'site-tls' || path.end.at === 'proxy-tls' ? path.end.tls.rejection : fetch?.failure?.code;
    if (rejection !== 'CERT_HAS_EXPIRED' && rejection !== 'CERT_NOT_YET_VALID') {
      return fails('certificate-rejected-for-other-reason', ...ends(path), fetch);
    }
    // A proxy whose own certificate is refused lets nothing through; of what kind it is, it tells with a date.
    const ofProxy = path.end.at === 'proxy-tls' && path.proxy ? [kindRequest(path.proxy)] : [];
    const question = ask(facts, { probe: 'controls', leg: path.leg }, ...ofProxy);
    if (question) return question;
    const offset = clockOffset(facts);
    if (!offset) return fails('not-looked-at', ...ends(path));
    if (isClockRight(offset)) return fails('clock-right', offset.exchange);
    if ((path.end.at === 'site-tls' || path.end.at === 'proxy-tls') && !isClockToBlame(path.end.tls, offset)) {
      return fails('certificate-rejected-for-other-reason', path.end.tls, offset.exchange);
    }
    return holds(0.95, [offset.exchange, ...ends(path), fetch]);
  },
};

const keychainUnavailable: Rule = {
  code: 'device.keychain-unavailable',
  judge: (facts) => {
    const lookUp = observed(facts, 'credentials.look-up').find((item) => item.problem !== undefined);
    if (!lookUp) return fails('not-looked-at');
    return holds(0.95, [lookUp], lookUp.problem === undefined ? {} : { problem: lookUp.problem });
  },
};

/** A share of failed connects from here on is an unstable path (causes.md). */
const UNSTABLE_SHARE = 0.2;

const networkUnstable: Rule = {
  code: 'device.network-unstable',
  judge: (facts) => {
    const path = pathOf(facts);
    const hop = firstHop(path);
    if (!hop) return fails('not-looked-at', ...ends(path));
    const isHalf = hop.isOpen && isHalfThere(facts, path);
    const sampling = ask(facts, { probe: 'quality.connects', host: hop.host, port: hop.port, sample: true });
    // What has faltered already needs no sample to be worth thirty connects.
    if (sampling && !isHalf) return sampling;
    const measured = observed(facts, 'quality.connects').filter(
      (item) => item.host === hop.host && item.port === hop.port,
    );
    const sample = measured.find((item) => item.attempts < 30);
    const isSuspect = hop.isOpen
      ? isHalf || (sample !== undefined && lostConnects(sample) > 0)
      : sample !== undefined && sample.succeeded > 0;
    if (!isSuspect) return fails('path-stable', sample, ...ends(path));
    const question = ask(facts, { probe: 'quality.connects', host: hop.host, port: hop.port });
    if (question) return question;
    const quality = measured.find((item) => item.attempts >= 30);
    if (!quality) return fails('not-looked-at');
    const lost = lostConnects(quality) / quality.attempts;
    if (quality.succeeded === 0 || lost < UNSTABLE_SHARE) return fails('path-stable', quality);
    return holds(0.92, [quality, ...ends(path)]);
  },
};

/**
 * The first hop: where a connection stood, or where it was waited for in vain (a second look then tells loss from
 * silence). This computer itself does not lose packets on the way to itself.
 */
function firstHop(path: Path): { readonly host: string; readonly port: number; readonly isOpen: boolean } | null {
  const connects = path.main?.connects ?? [];
  const open = connects.find((connect) => connect.failure === null);
  const hop = open ?? connects.find((connect) => connect.failure?.kind === 'timed-out');
  // By address: another one of the same name may be dead, which says nothing of this path.
  return hop && !isLoopback(hop.address) ? { host: hop.address, port: hop.port, isOpen: open !== undefined } : null;
}

/**
 * Only a way that was half there is worth thirty connects: a connect that needed a retransmission, attempts at one place
 * silent while others answered, or bytes that stopped coming.
 */
function isHalfThere(facts: Case, path: Path): boolean {
  const connects = observed(facts, 'tcp.connect');
  const isMixed = connects.some(
    (connect) =>
      (connect.failure === null && connect.tookMs > RETRANSMITTED_MS) ||
      (connect.failure?.kind === 'timed-out' &&
        connects.some(
          (other) => other.failure === null && other.address === connect.address && other.port === connect.port,
        )),
  );
  const broke =
    (path.end.at === 'exchange' && path.end.exchange.failure?.kind === 'timed-out') ||
    (path.end.at === 'site-tls' && path.end.tls.failure?.kind === 'timed-out');
  return isMixed || broke;
}

/** Questions that differ in their own size, and in that of their answer. */
const HELLOS = ['short-hello', 'padded-hello', 'refused-hello'] as const;

const mtuBlackHole: Rule = {
  code: 'device.mtu-black-hole',
  judge: (facts) => {
    const path = pathOf(facts);
    const silentTls = path.end.at === 'site-tls' && path.end.tls.failure?.kind === 'timed-out';
    const silentReply = path.end.at === 'exchange' && path.end.exchange.failure?.kind === 'timed-out';
    if (!silentTls && !silentReply) return fails('small-and-large-pass', ...ends(path));
    const { url, leg } = path;
    if (!url.startsWith('https:')) return fails('not-looked-at', ...ends(path));
    const tries = HELLOS.map((variation) => ({ probe: 'way', purpose: 'variation', url, leg, variation }) as const);
    const question = ask(facts, ...tries);
    if (question) return question;
    const [short, padded, refused] = HELLOS.map((variation) => variationOf(path, { url, leg, variation })?.tls.at(-1));
    if (!short || !padded) return fails('not-looked-at', ...ends(path));
    const isPaddedLost = padded.failure?.kind === 'timed-out';
    if (short.failure === null && isPaddedLost) return holds(0.94, [padded, short, ...ends(path)]);
    // Large answers vanish as well as large questions: then only an answer of a few bytes gets through.
    const isAnswerLost = short.failure?.kind === 'timed-out' && isPaddedLost && refused?.failure?.kind === 'tls-alert';
    if (silentTls && isAnswerLost) return holds(0.9, [refused, short, padded, ...ends(path)]);
    return fails('small-and-large-pass', short, padded, refused);
  },
};

export const deviceRules: readonly Rule[] = [
  offline,
  captivePortal,
  networkUnstable,
  mtuBlackHole,
  clockWrong,
  keychainUnavailable,
];
