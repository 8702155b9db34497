/** Causes in the proxy settings: the address, its port and kind, a leftover, another network's, the script, the bypass list. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { bestKind, kindOf, kindRequest, otherProxyPort, otherServiceAnswers, portsOf, portsRequest } from '../kinds.ts';
import {
  controlsOver,
  ends,
  endsOf,
  everyConnect,
  isAnswered,
  pathOf,
  SILENT,
  siteAnswers,
  variationOf,
  type Path,
} from '../path.ts';
import { isDoubtfulTunnel, proxyRefusal } from '../replies.ts';
import { DIRECT, type Leg, type ProxyServer } from '../../settings/proxy-server.ts';
import type { ProbeRequest } from '../../observation/probe-request.ts';
import type { Answer, Rule } from '../rule.ts';
import { observed, sameLeg, type WayView } from '../ways.ts';
import { isLoopback } from '../../settings/canonical-host.ts';

const addressInvalid: Rule = {
  code: 'settings.proxy-address-invalid',
  judge: (facts) => {
    const resolved = observed(facts, 'route.resolve').find((resolution) => resolution.invalid !== undefined);
    if (!resolved?.invalid) return fails('address-parses', ...observed(facts, 'route.resolve').slice(0, 1));
    const reading = observed(facts, 'settings.read').find((item) => item.source === resolved.source && item.invalid);
    return holds(0.99, [resolved, reading], { problem: resolved.invalid.kind, source: resolved.source });
  },
};

const staleLocalProxy: Rule = {
  code: 'settings.stale-local-proxy',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (!isLoopback(path.proxy.host)) return fails('not-loopback', path.resolved);
    if (path.end.at !== 'connect' || path.end.to !== 'proxy') return fails('connection-accepted', ...ends(path));
    if (!everyConnect(path.end.connects, ['connection-refused'])) return fails('connection-silent', ...ends(path));
    const [first, ...rest] = path.end.connects;
    return holds(0.97, [first, ...rest, path.resolved], { ...proxyDetails(path.proxy), ...sourceOf(path) });
  },
};

/** The first hop gave nothing that a proxy of the configured kind gives. */
function gaveNoProxyAnswer(path: Path): boolean {
  switch (path.end.at) {
    case 'connect':
      return path.end.to === 'proxy';
    case 'proxy-tls':
      return path.end.tls.failure !== null;
    case 'handshake': {
      const { reply, socks, failure } = path.end.handshake;
      if (reply) return isNoProxyReply(reply.status) && reply.proxyChallenges.length === 0;
      return failure !== null && socks?.method === undefined && socks?.reply === undefined;
    }
    case 'exchange':
      return path.end.exchange.form === 'absolute';
    case 'reply':
      return path.end.exchange.form === 'absolute' && looksUnproxied(path);
    case 'site-tls':
      return isDoubtfulTunnel(path);
    case 'name':
    case 'unknown':
      return false;
  }
}

/** Statuses by which an origin server says that it does not know CONNECT; a proxy may say them too, so the kind is asked. */
function isNoProxyReply(status: number): boolean {
  return (
    status === 400 ||
    status === 404 ||
    status === 405 ||
    status === 501 ||
    status === 426 ||
    status === 301 ||
    status === 302 ||
    status === 308
  );
}

/** A plain-HTTP answer through something that bears no mark of a proxy (an origin server answers any name). */
function looksUnproxied(path: Path): boolean {
  if (path.end.at !== 'reply' || !path.end.exchange.reply) return false;
  const marks = ['via', 'proxy-status', 'proxy-agent', 'proxy-authenticate', 'x-cache', 'x-squid-error'];
  if (path.end.exchange.reply.headers.some(([name]) => marks.includes(name.toLowerCase()))) return false;
  return path.end.exchange.signIn.sent === null;
}

const portWrong: Rule = {
  code: 'settings.proxy-port-wrong',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at === 'name') return fails('name-not-resolved', path.end.lookup);
    if (!gaveNoProxyAnswer(path)) return fails('proxy-answered', ...ends(path));
    const isClosed = path.end.at === 'connect';
    const question = ask(facts, ...(isClosed ? [] : [kindRequest(path.proxy)]), portsRequest(path.proxy));
    if (question) return question;
    const own = kindOf(facts, path.proxy);
    if (own && own.speaks.length > 0) return fails('proxy-answered', own);
    const other = otherProxyPort(facts, path.proxy);
    if (!other) return fails('no-other-port-speaks-proxy', portsOf(facts, path.proxy), ...ends(path));
    const kind = other.speaks.includes(path.proxy.kind) ? undefined : bestKind(other);
    return holds(0.94, [other, ...ends(path), own, path.resolved], {
      suggestedPort: other.port,
      ...(kind ? { suggestedKind: kind } : {}),
      ...proxyDetails(path.proxy),
      ...sourceOf(path),
    });
  },
};

const typeWrong: Rule = {
  code: 'settings.proxy-type-wrong',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at === 'connect' || path.end.at === 'name') return fails('not-looked-at', ...ends(path));
    if (!gaveNoProxyAnswer(path)) return fails('speaks-configured-kind', ...ends(path));
    const question = ask(facts, kindRequest(path.proxy));
    if (question) return question;
    const own = kindOf(facts, path.proxy);
    if (!own) return fails('not-looked-at', ...ends(path));
    if (own.speaks.includes(path.proxy.kind)) return fails('speaks-configured-kind', own);
    const kind = bestKind(own);
    if (!kind) return fails('speaks-no-other-kind', own);
    return holds(0.95, [own, ...ends(path), path.resolved], {
      suggestedKind: kind,
      ...proxyDetails(path.proxy),
      ...sourceOf(path),
    });
  },
};

const notNeededHere: Rule = {
  code: 'settings.proxy-not-needed-here',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const unknownHere = path.end.at === 'name' && path.end.of === 'proxy';
    const silent =
      path.end.at === 'connect' &&
      path.end.to === 'proxy' &&
      path.end.connects.every((connect) => isSilent(connect.failure?.kind));
    if (!unknownHere && !silent) return fails('proxy-answered', ...ends(path));
    const blocked = path.end.at === 'connect' ? path.end.connects[0] : undefined;
    const question = ask(
      facts,
      directRequest(path),
      ...(blocked ? [{ probe: 'firewall.rules' as const, host: blocked.address, port: blocked.port }] : []),
    );
    if (question) return question;
    const rules = observed(facts, 'firewall.rules').find((reading) =>
      reading.matching.some((rule) => rule.verdict !== 'accept'),
    );
    if (rules) return fails('not-looked-at', rules);
    const direct = variationOf(path, { url: path.url, leg: DIRECT });
    if (!direct || direct.end.at === 'unknown') return fails('direct-not-known', ...ends(path));
    if (!answersDirectly(direct)) return fails('direct-fails', ...endsOf(direct.end));
    const [first, ...rest] = endsOf(direct.end);
    if (!first) return fails('direct-not-known');
    return holds(0.93, [first, ...rest, ...ends(path), path.resolved], {
      ...proxyDetails(path.proxy),
      ...sourceOf(path),
    });
  },
};

function isSilent(kind: string | undefined): boolean {
  return SILENT.some((silent) => silent === kind);
}

/** The target itself, asked without any proxy, gave an HTTP answer over a trusted connection. */
function answersDirectly(direct: WayView): boolean {
  return direct.end.at === 'reply' && direct.end.status < 500 && direct.end.status !== 407;
}

function directRequest(path: Path): ProbeRequest {
  return { probe: 'way', purpose: 'variation', url: path.url, leg: DIRECT };
}

const pacUnreachable: Rule = {
  code: 'settings.pac-unreachable',
  judge: (facts) => {
    const resolved = pacTrouble(facts);
    if (!resolved?.pacProblem) return fails('pac-not-used', ...observed(facts, 'route.resolve').slice(0, 1));
    if (resolved.pacProblem.kind !== 'unreachable') return fails('pac-answered', resolved);
    return holds(0.96, [resolved, ...observed(facts, 'pac.fetch')], {
      problem: resolved.pacProblem.kind,
      source: resolved.source,
    });
  },
};

const pacInvalid: Rule = {
  code: 'settings.pac-invalid',
  judge: (facts) => {
    const resolved = pacTrouble(facts);
    if (!resolved?.pacProblem) return fails('pac-not-used', ...observed(facts, 'route.resolve').slice(0, 1));
    const { kind, line } = resolved.pacProblem;
    if (kind === 'unreachable' || kind === 'not-supported-yet') return fails('pac-answered', resolved);
    return holds(0.96, [resolved, ...observed(facts, 'pac.fetch'), ...observed(facts, 'pac.run')], {
      problem: kind,
      source: resolved.source,
      ...(line === undefined ? {} : { line }),
    });
  },
};

function pacTrouble(facts: Case): Path['resolved'] {
  return observed(facts, 'route.resolve').find((resolution) => resolution.pacProblem !== undefined);
}

/** A proxy that something else than the deciding source names. */
interface OtherLeg {
  readonly source: string;
  readonly leg: ProxyServer;
  readonly id: `o${number}`;
}

/** Ways over what other sources name; asked only where the direct way failed. */
function otherLegs(facts: Case, path: Path): readonly OtherLeg[] {
  const legs = observed(facts, 'settings.read').flatMap((reading) =>
    reading.state === 'read' && reading.source !== path.resolved?.source
      ? reading.route.flatMap((leg) =>
          leg.kind === 'direct' || sameLeg(leg, path.leg) ? [] : [{ source: reading.source, leg, id: reading.id }],
        )
      : [],
  );
  return legs.slice(0, 4);
}

function overLeg(path: Path, leg: Leg): ProbeRequest {
  return { probe: 'way', purpose: 'variation', url: path.url, leg };
}

/** A proxy's own answer is enough: the address is right, whatever it then says. */
function proxyAnswersOn(way: WayView | undefined): boolean {
  if (!way) return false;
  switch (way.end.at) {
    case 'reply':
      return true;
    case 'site-tls':
      return way.end.tls.failure === null;
    case 'handshake':
      return (
        way.end.handshake.reply?.status === 407 ||
        way.end.handshake.socks?.reply !== undefined ||
        way.end.handshake.socks?.method === 2
      );
    default:
      return false;
  }
}

const proxyMissing: Rule = {
  code: 'settings.proxy-missing',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy) return fails('proxy-used', path.resolved);
    if (path.resolved?.bypassed === true) return fails('bypassed', path.resolved);
    if (!failsBeforeSite(path)) return fails('site-not-reached', ...ends(path));
    const answers = (other: OtherLeg): boolean => proxyAnswersOn(variationOf(path, { url: path.url, leg: other.leg }));
    const named = otherLegs(facts, path);
    const proven = named.find(answers);
    const detected = detectedLegs(facts, path);
    const question = ask(
      facts,
      ...(proven ? [] : [...named, ...detected].map((other) => overLeg(path, other.leg))),
      ...(proven || !mayDetect(path) ? [] : [{ probe: 'wpad.look-up' as const, url: path.url }]),
    );
    if (question) return question;
    const found = proven ?? detected.find(answers);
    if (!found) {
      const look = observed(facts, 'wpad.look-up')[0];
      return lateProxy(facts, path, [...named, ...detected]) ?? fails('no-other-source', path.resolved, look);
    }
    const way = variationOf(path, { url: path.url, leg: found.leg });
    const [end, ...more] = way ? endsOf(way.end) : [];
    if (!end) return fails('no-other-source', path.resolved);
    // a connection that stood and then said nothing is a weaker sign than an answer
    const certainty = way?.end.at === 'site-tls' ? 0.79 : 0.92;
    return holds(certainty, [end, ...more, ...ends(path), found], { source: found.source, ...proxyDetails(found.leg) });
  },
};

/**
 * What another source names takes connections and owes its answer: on a computer or a proxy with much to do that is mere
 * slowness, and setting it is what the person can try first.
 */
function lateProxy(facts: Case, path: Path, others: readonly OtherLeg[]): Answer | null {
  for (const other of others) {
    const end = variationOf(path, { url: path.url, leg: other.leg })?.end;
    const late = end?.at === 'handshake' ? end.handshake : end?.at === 'exchange' ? end.exchange : undefined;
    if (late?.failure?.kind !== 'timed-out') continue;
    return holds(0.6, [late, ...ends(path), other], {
      source: other.source,
      missing: ['proxy-answer'],
      ...proxyDetails(other.leg),
    });
  }
  return null;
}

/** Detection was not done already, and nobody said that there is to be no proxy. */
function mayDetect(path: Path): boolean {
  return path.resolved !== undefined && path.resolved.source !== 'option' && path.resolved.source !== 'wpad';
}

/** The first proxies of what a script says that automatic detection finds. */
function detectedLegs(facts: Case, path: Path): readonly OtherLeg[] {
  return observed(facts, 'wpad.look-up')
    .filter((look) => look.url === path.url)
    .flatMap((look) =>
      look.route.flatMap((leg) => (leg.kind === 'direct' ? [] : [{ source: 'wpad', leg, id: look.id }])),
    )
    .slice(0, 2);
}

/** The direct way broke before anything could be said by the site. */
function failsBeforeSite(path: Path): boolean {
  if (path.end.at === 'name') return true;
  if (path.end.at === 'connect') return true;
  if (path.end.at === 'site-tls')
    return path.end.tls.failure !== null && path.end.tls.failure.kind !== 'tls-protocol-error';
  return path.end.at === 'exchange' && !path.end.exchange.inTunnel;
}

const bypassTooBroad: Rule = {
  code: 'settings.bypass-too-broad',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.resolved?.bypassed !== true) return fails('not-bypassed', path.resolved);
    if (!failsBeforeSite(path)) return fails('direct-works', ...ends(path));
    const legs = (path.resolved.withoutBypass ?? []).filter((leg) => leg.kind !== 'direct');
    const [first, ...rest] = legs;
    if (!first) return fails('no-other-source', path.resolved);
    const question = ask(facts, overLeg(path, first), ...rest.map((leg) => overLeg(path, leg)));
    if (question) return question;
    const found = legs.find((leg) => {
      const way = variationOf(path, { url: path.url, leg });
      return way?.end.at === 'reply' && way.end.status < 500;
    });
    const way = found ? variationOf(path, { url: path.url, leg: found }) : undefined;
    const [end, ...more] = way ? endsOf(way.end) : [];
    if (!end) return fails('proxy-not-used', path.resolved);
    return holds(0.93, [end, ...more, ...ends(path), path.resolved], {
      ...sourceOf(path),
      ...(path.resolved.bypassRule === undefined ? {} : { rule: path.resolved.bypassRule }),
    });
  },
};

const bypassMissing: Rule = {
  code: 'settings.bypass-missing',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const refusal = proxyRefusal(facts, path);
    const refused = refusal !== null && refusal.reply.status >= 400 && refusal.reply.status !== 407;
    const socksRefused = path.end.at === 'handshake' && (path.end.handshake.socks?.reply ?? 0) > 0;
    const silent =
      path.end.at === 'handshake' &&
      path.end.handshake.failure !== null &&
      !socksRefused &&
      !gaveNoKind(facts, path.proxy);
    if (!refused && !socksRefused && !silent) return fails('proxy-answered', ...ends(path));
    const question = ask(facts, { probe: 'controls', leg: path.leg }, directRequest(path), {
      probe: 'controls',
      leg: DIRECT,
    });
    if (question) return question;
    if (controlsOver(facts, path, path.leg).state !== 'passes') return fails('control-fails-too', ...ends(path));
    const direct = variationOf(path, { url: path.url, leg: DIRECT });
    if (!direct || !answersDirectly(direct)) return fails('direct-fails', ...(direct ? endsOf(direct.end) : []));
    const isPolicy = refusal !== null && refusal.reply.status < 500;
    if (isPolicy && !isInside(facts, path)) return fails('direct-works', ...endsOf(direct.end));
    const [first, ...rest] = endsOf(direct.end);
    if (!first) return fails('direct-not-known');
    return holds(0.9, [first, ...rest, ...ends(path)], { ...proxyDetails(path.proxy), ...sourceOf(path) });
  },
};

/** Nothing that this port says is a proxy's answer. */
function gaveNoKind(facts: Case, proxy: ProxyServer): boolean {
  const kind = kindOf(facts, proxy);
  return kind !== undefined && (kind.speaks.length === 0 || otherServiceAnswers(kind, proxy.kind));
}

/**
 * A site is inside when this network reaches it directly but does not reach the outside so: what is open to the
 * whole world and blocked by the proxy is blocked on purpose.
 */
function isInside(facts: Case, path: Path): boolean {
  const outside = controlsOver(facts, path, DIRECT);
  return outside.passed.length === 0 || !facts.target.host.includes('.');
}

const conflict: Rule = {
  code: 'settings.conflict',
  judge: (facts) => {
    const path = pathOf(facts);
    if (isAnswered(path) || path.end.at === 'unknown') return fails('target-answered', ...ends(path));
    const [first, ...rest] = otherRoutes(facts, path);
    if (!first) return fails('no-other-source', path.resolved);
    const others = [first, ...rest];
    const question = ask(facts, ...others.map((other) => overLeg(path, other.leg)));
    if (question) return question;
    const found = others.find((other) => answersOver(path, other.leg));
    if (!found) return fails('sources-agree', path.resolved);
    const way = variationOf(path, { url: path.url, leg: found.leg });
    return holds(0.85, [found, ...(way ? endsOf(way.end) : []), ...ends(path)], { source: found.source });
  },
};

/**
 * Proxies of other sources where the judged one gave no answer. A desktop that says "no proxy" is no second opinion, and
 * a proxy that answered is not a matter of another source.
 */
function otherRoutes(facts: Case, path: Path): ReturnType<typeof otherLegs> {
  const isOutOfReach = path.end.at === 'name' || path.end.at === 'connect' || path.proxy === null;
  return isOutOfReach ? otherLegs(facts, path) : [];
}

function answersOver(path: Path, leg: Leg): boolean {
  const way = variationOf(path, { url: path.url, leg });
  return way !== undefined && siteAnswers(way);
}

function proxyDetails(proxy: ProxyServer): { readonly proxyHost: string; readonly proxyPort: number } {
  return { proxyHost: proxy.host, proxyPort: proxy.port };
}

function sourceOf(path: Path): { readonly source?: string } {
  return path.resolved ? { source: path.resolved.source } : {};
}

export const settingsRules: readonly Rule[] = [
  addressInvalid,
  staleLocalProxy,
  portWrong,
  typeWrong,
  notNeededHere,
  proxyMissing,
  pacUnreachable,
  pacInvalid,
  bypassMissing,
  bypassTooBroad,
  conflict,
];
