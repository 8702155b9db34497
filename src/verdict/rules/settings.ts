/** Causes in the proxy settings: the address, its port and kind, a leftover, another network's, the script, the bypass list. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { bestKind, kindOf, kindRequest, otherProxyPort, otherServiceAnswers, portsOf, portsRequest } from '../kinds.ts';
import { controlsOver, ends, endsOf, everyConnect, pathOf, SILENT, variationOf, type Path } from '../path.ts';
import { proxyDetails } from '../proxy-details.ts';
import { isDoubtfulTunnel, proxyRefusal } from '../replies.ts';
import { DIRECT, type ProxyServer } from '../../settings/proxy-server.ts';
import type { ProbeRequest } from '../../observation/probe-request.ts';
import type { Rule } from '../rule.ts';
import { ownRoutes } from '../script-trouble.ts';
import { observed, type WayView } from '../ways.ts';
import { bypassTooBroad, conflict, proxyMissing } from './settings-others.ts';
import { scriptRules } from './settings-scripts.ts';
import { isLoopback } from '../../settings/canonical-host.ts';

const addressInvalid: Rule = {
  code: 'settings.proxy-address-invalid',
  judge: (facts) => {
    const resolved = ownRoutes(facts).find((resolution) => resolution.invalid !== undefined);
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
    return holds(0.97, [first, ...rest, path.resolved], { ...proxyDetails(path), ...sourceOf(path) });
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
      ...proxyDetails(path),
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
      ...proxyDetails(path),
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
      ...proxyDetails(path),
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
    return holds(0.9, [first, ...rest, ...ends(path)], { ...proxyDetails(path), ...sourceOf(path) });
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
  ...scriptRules,
  bypassMissing,
  bypassTooBroad,
  conflict,
];
