/** Causes in what the proxy can do at all: tunnels, large requests, many of them. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { kindOf, kindRequest } from '../kinds.ts';
import { controlsOver, ends, likeControls, pathOf, variationOf, type Path } from '../path.ts';
import { proxyDetails, refusalDetails } from '../proxy-details.ts';
import { headerOf, proxyErrorOf, proxyRefusal, proxyStatus } from '../replies.ts';
import type { Answer, Rule } from '../rule.ts';
import { deadTunnels, garbledTunnels, isGarbledTunnel, isMuteTunnel, tunnelStood } from '../tunnels.ts';
import type { WayView } from '../ways.ts';

const requestTooLarge: Rule = {
  code: 'proxy.request-too-large',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const refusal = proxyRefusal(facts, path);
    if (!refusal) return fails('answered-by-site', ...ends(path));
    if (refusal.reply.status === 431)
      return holds(0.95 * refusal.certainty, [refusal.from], refusalDetails(path, refusal));
    if (refusal.reply.status !== 400 && refusal.reply.status !== 413) return fails('other-status', refusal.from);
    const { url, leg } = path;
    const question = ask(facts, { probe: 'way', purpose: 'variation', url, leg, variation: 'small-header' });
    if (question) return question;
    const small = variationOf(path, { url, leg, variation: 'small-header' });
    const status = small ? proxyStatus(small) : undefined;
    const passes =
      small !== undefined &&
      (small.end.at === 'reply' || small.end.at === 'site-tls') &&
      status !== refusal.reply.status;
    if (!passes) return fails('small-and-large-pass', refusal.from);
    return holds(0.92, [refusal.from, ...small.handshakes, ...small.exchanges], refusalDetails(path, refusal));
  },
};

/** SOCKS5 replies "command not supported" and "address type not supported" (RFC 1928 §6). */
export const SOCKS_CANNOT: readonly number[] = [7, 8];

/** Tunnels stand and no TLS comes through them, for the secure control sites as well; plain pages pass. */
function uselessTunnels(facts: Case, path: Path): Answer | null {
  if (path.end.at !== 'site-tls' || (!isMuteTunnel(path) && !isGarbledTunnel(path))) return null;
  const dead = isMuteTunnel(path) ? deadTunnels(facts, path) : garbledTunnels(facts, path);
  if (dead === null || 'is' in dead) return dead;
  // Who says something in every tunnel is there, whatever plain pages do.
  if (isMuteTunnel(path) && controlsOver(facts, path, path.leg).passed.length === 0) return null;
  return holds(0.78, [path.end.tls, ...dead.flatMap((view) => view.tls)], {
    ...proxyDetails(path),
    missing: ['https-control-site'],
  });
}

/** No word to CONNECT, for the secure control sites as well; plain pages pass. */
function unansweredConnects(facts: Case, path: Path): Answer | null {
  if (path.end.at !== 'handshake' || !isUnanswered(path)) return null;
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const secure = likeControls(facts, path, path.leg).failed;
  const plain = controlsOver(facts, path, path.leg).passed;
  if (plain.length === 0 || secure.length === 0 || !secure.every(isUnanswered)) return null;
  return holds(
    0.78,
    [path.end.handshake, ...secure.flatMap((view) => view.handshakes), ...plain.flatMap((view) => view.exchanges)],
    { ...proxyDetails(path), missing: ['proxy-answer'] },
  );
}

function isUnanswered({ end }: Pick<WayView, 'end'>): boolean {
  return end.at === 'handshake' && end.handshake.method === 'CONNECT' && end.handshake.failure?.kind === 'timed-out';
}

const connectNotSupported: Rule = {
  code: 'proxy.connect-not-supported',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const useless = uselessTunnels(facts, path) ?? unansweredConnects(facts, path);
    if (useless) return useless;
    if (path.end.at !== 'handshake' || (!path.end.handshake.reply && !path.end.handshake.socks)) {
      return fails('proxy-answered', ...ends(path));
    }
    const { handshake } = path.end;
    if (SOCKS_CANNOT.includes(handshake.socks?.reply ?? 0)) return holds(0.9, [handshake], proxyDetails(path));
    const status = handshake.reply?.status ?? 0;
    if (![400, 403, 404, 405, 500, 501].includes(status)) return fails('other-status', handshake);
    const question = ask(facts, { probe: 'controls', leg: path.leg }, kindRequest(path.proxy));
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    const tunnel = controls.all.find(tunnelStood);
    if (tunnel) return fails('control-passes', ...tunnel.handshakes);
    const kind = kindOf(facts, path.proxy);
    if (kind?.http?.reply && kind.http.reply.status < 300) return fails('control-passes', kind);
    const plain = controls.passed.find((view) => view.way.url.startsWith('http:'));
    if (!plain && kind?.httpGet?.asExpected !== true) return fails('control-not-known', handshake);
    return holds(status === 403 || status === 500 ? 0.82 : 0.93, [handshake, ...(plain ? plain.exchanges : []), kind], {
      ...proxyDetails(path),
      status,
      answeredBy: 'proxy',
      answeredByEvidence: 'answer-to-connect',
    });
  },
};

const overloaded: Rule = {
  code: 'proxy.overloaded',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const refusal = proxyRefusal(facts, path);
    if (!refusal) return fails('answered-by-site', ...ends(path));
    const isShed =
      (refusal.reply.status === 503 && headerOf(refusal.reply, 'retry-after') !== undefined) ||
      proxyErrorOf(refusal.reply) === 'connection_limit_reached';
    if (refusal.reply.status !== 429 && !isShed) return fails('other-status', refusal.from);
    return holds(0.94 * refusal.certainty, [refusal.from], refusalDetails(path, refusal));
  },
};

export const proxyAbilityRules: readonly Rule[] = [requestTooLarge, connectNotSupported, overloaded];
