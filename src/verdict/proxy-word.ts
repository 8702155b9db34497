/** What the proxy itself said at the end of a way, in kinds that compare across CONNECT, plain requests and SOCKS. */
import { isPolicyReply } from './replies.ts';
import type { Case } from './case.ts';
import { likeControls, type Path } from './path.ts';
import type { WayEnd, WayView } from './ways.ts';

export type ProxyWord =
  /** It will not. */
  | 'policy'
  /** It wants to know who is asking. */
  | 'sign-in'
  /** It tried, or would have, and can't. */
  | 'failure'
  | 'other';

/** SOCKS5 "not allowed by ruleset" (RFC 1928 §6); SOCKS4 "no identd on this computer" and "identd names another user". */
const SOCKS_POLICY: readonly number[] = [2, 92, 93];

/** SOCKS5 replies of a way that failed behind the proxy (RFC 1928 §6), and the one word of SOCKS4 for anything. */
const SOCKS_FAILURE: readonly number[] = [1, 3, 4, 5, 6, 91];

/** Returns that word; `null` where the way ended elsewhere. An absolute-form answer is taken for the proxy's. */
export function proxyWord({ end }: { readonly end: WayEnd }): ProxyWord | null {
  if (end.at === 'handshake' && end.handshake.socks?.reply !== undefined) {
    const { reply } = end.handshake.socks;
    return SOCKS_POLICY.includes(reply) ? 'policy' : SOCKS_FAILURE.includes(reply) ? 'failure' : 'other';
  }
  const reply =
    end.at === 'handshake'
      ? end.handshake.reply
      : end.at === 'reply' && end.exchange.form === 'absolute'
        ? end.exchange.reply
        : null;
  if (!reply) return null;
  if (reply.status === 407 || (reply.status === 401 && reply.siteChallenges.length > 0)) return 'sign-in';
  if (isPolicyReply(reply)) return 'policy';
  return reply.status >= 500 ? 'failure' : 'other';
}

/** Whether the proxy turned a way away before it tried: that says nothing of what it reaches. */
export function isTurnedAway(view: WayView): boolean {
  const word = proxyWord(view);
  return word === 'policy' || word === 'sign-in';
}

/** Whether the proxy failed for every control site of the judged URL's own scheme, whatever became of the others. */
export function failsAlike(facts: Case, path: Path): boolean {
  const alike = likeControls(facts, path, path.leg);
  return alike.state === 'fails' && alike.failed.every((view) => proxyWord(view) === 'failure');
}
