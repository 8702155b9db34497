/** The cause in the proxy's own way out: it answers, and reaches nothing. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { kindOf } from '../kinds.ts';
import { controlsOver, ends, likeControls, pathOf, type Path } from '../path.ts';
import { proxyDetails } from '../proxy-details.ts';
import { failsAlike } from '../proxy-word.ts';
import { isPolicyReply, proxyStatus, whoAnswered } from '../replies.ts';
import type { Rule } from '../rule.ts';
import { deadTunnels, isMuteTunnel } from '../tunnels.ts';
import type { WayView } from '../ways.ts';
import { SOCKS_CANNOT } from './proxy-ability.ts';

/** SOCKS5 replies that do not speak of the way behind the proxy (RFC 1928 §6): granted, policy, "I can't". */
const SOCKS_NOT_UPSTREAM = [0, 2, ...SOCKS_CANNOT];

/** "Rejected or failed", nothing finer (SOCKS4 protocol note). */
const SOCKS4_REJECTED = 91;

/** Whether the proxy itself said that it can't reach the target of this way, or gave up on it. */
export function upstreamFailure(
  facts: Case,
  path: Path,
  view: WayView | undefined,
): { readonly id: `o${number}` } | null {
  if (!view) return null;
  if (view.end.at === 'handshake') {
    const { reply, socks } = view.end.handshake;
    if (reply && reply.status >= 500 && !isPolicyReply(reply)) return view.end.handshake;
    const { method } = view.end.handshake;
    if (method === 'SOCKS5' && socks?.reply !== undefined && !SOCKS_NOT_UPSTREAM.includes(socks.reply)) {
      return view.end.handshake;
    }
    if (method === 'SOCKS4a' && socks?.reply === SOCKS4_REJECTED) return view.end.handshake;
    return null;
  }
  if (view.end.at === 'reply' && view.end.exchange.form === 'absolute' && view.end.status >= 500) {
    const { exchange } = view.end;
    const isPolicy = exchange.reply !== null && isPolicyReply(exchange.reply);
    return !isPolicy && whoAnswered(facts, path, exchange).by === 'proxy' ? exchange : null;
  }
  return null;
}

/** The proxy took the request and never answered it, or closed, though it is alive. */
function gaveUpSilently(facts: Case, path: Path): boolean {
  if (!path.proxy) return false;
  const failure =
    path.end.at === 'handshake'
      ? path.end.handshake.failure
      : path.end.at === 'exchange' && path.end.exchange.form === 'absolute'
        ? path.end.exchange.failure
        : null;
  if (failure?.kind !== 'timed-out') return false;
  const alive = kindOf(facts, path.proxy)?.alive;
  return alive?.reply != null;
}

const upstreamDown: Rule = {
  code: 'proxy.upstream-down',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const silent = gaveUpSilently(facts, path);
    const failed = upstreamFailure(facts, path, path.main);
    const dead = isMuteTunnel(path) ? deadTunnels(facts, path) : null;
    if (dead !== null && 'is' in dead) return dead;
    if (dead !== null && path.end.at === 'site-tls' && controlsOver(facts, path, path.leg).state !== 'passes') {
      return holds(0.85, [path.end.tls, ...dead.flatMap((view) => view.tls)], proxyDetails(path));
    }
    if (!failed && !silent) {
      const isPlain5xx = path.end.at === 'reply' && path.end.exchange.form === 'absolute' && path.end.status >= 500;
      const question = isPlain5xx ? ask(facts, { probe: 'controls', leg: path.leg }) : null;
      return question ?? fails('answered-by-site', ...ends(path));
    }
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const every = controlsOver(facts, path, path.leg);
    // A firewall behind the proxy may let plain pages out and nothing secure, or the reverse.
    const isPartly = every.state === 'passes' && failed !== null && failsAlike(facts, path);
    const controls = isPartly ? likeControls(facts, path, path.leg) : every;
    if (controls.state === 'passes')
      return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
    const alike = controls.failed.filter(
      (view) => silent || (proxyStatus(view) ?? 0) >= 500 || upstreamFailure(facts, path, view),
    );
    if (alike.length === 0) return fails('control-not-known', ...ends(path));
    const [first, ...rest] = failed ? [failed, ...ends(path)] : ends(path);
    if (!first) return fails('not-looked-at');
    const status =
      path.end.at === 'handshake'
        ? path.end.handshake.reply?.status
        : path.end.at === 'reply'
          ? path.end.status
          : undefined;
    const sure = silent ? [0.75, 0.85] : isPartly ? [0.78, 0.85] : [0.88, 0.93];
    const isVague = isPartly ? alike.length === 1 : hasNoWords(path);
    return holds(
      sure[alike.length > 1 ? 1 : 0] ?? 0,
      [first, ...rest, ...alike.flatMap((view) => [...view.handshakes, ...view.exchanges])],
      {
        ...proxyDetails(path),
        ...(status === undefined ? {} : { status }),
        answeredBy: 'proxy',
        ...(isVague ? { missing: [isPartly ? 'control-site' : 'proxy-answer'] } : {}),
      },
    );
  },
};

/** SOCKS4 has one word for all that can go wrong, a refusal included. */
function hasNoWords({ end }: Path): boolean {
  return end.at === 'handshake' && end.handshake.socks?.reply === SOCKS4_REJECTED;
}

export const proxyUpstreamRules: readonly Rule[] = [upstreamDown];
