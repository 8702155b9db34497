/** What proxies that nobody uses so far said when the target was asked over them. */
import type { Leg } from '../settings/proxy-server.ts';
import { holds } from './ask.ts';
import type { Case } from './case.ts';
import { kindOf } from './kinds.ts';
import type { OtherLeg } from './other-legs.ts';
import { ends, variationOf, type Path } from './path.ts';
import { bearsProxyMarks } from './replies.ts';
import type { Answer } from './rule.ts';
import { observed, type WayView } from './ways.ts';

/** A proxy's own answer is enough: the address is right, whatever it then says. */
export function proxyAnswersOn(facts: Case, way: WayView): boolean {
  switch (way.end.at) {
    case 'reply':
      return !isAnybodys(way) || speaksProxy(facts, way.way.leg);
    case 'site-tls':
      return way.end.tls.failure === null;
    case 'handshake': {
      const { reply, socks } = way.end.handshake;
      const isOwnWord = reply !== null && (reply.status === 407 || bearsProxyMarks(reply));
      return isOwnWord || socks?.reply !== undefined || socks?.method === 2;
    }
    default:
      return false;
  }
}

/** A plain page without a mark of a proxy: a web server says that to any name. */
export function isAnybodys({ end }: WayView): boolean {
  if (end.at !== 'reply' || end.exchange.form !== 'absolute' || end.exchange.signIn.sent !== null) return false;
  return end.exchange.reply === null || !bearsProxyMarks(end.exchange.reply);
}

function speaksProxy(facts: Case, leg: Leg): boolean {
  return leg.kind !== 'direct' && (kindOf(facts, leg)?.speaks.includes(leg.kind) ?? false);
}

/**
 * What another source names takes connections and owes its answer: on a computer or a proxy with much to do that is mere
 * slowness, and setting it is what the person can try first.
 */
export function lateProxy(path: Path, others: readonly OtherLeg[]): Answer | null {
  for (const other of others) {
    const late = lateEnd(variationOf(path, { url: path.url, leg: other.leg }));
    if (late === undefined) continue;
    return holds(0.6, [late, ...ends(path), other], {
      source: other.source,
      missing: ['proxy-answer'],
      proxyHost: other.leg.host,
      proxyPort: other.leg.port,
    });
  }
  return null;
}

/** The observation at which a way that a proxy had taken waited in vain. */
function lateEnd(way: WayView | undefined): { readonly id: `o${number}` } | undefined {
  const { end } = way ?? {};
  const last =
    end?.at === 'handshake'
      ? end.handshake
      : end?.at === 'exchange'
        ? end.exchange
        : end?.at === 'site-tls'
          ? end.tls
          : undefined;
  return last?.failure?.kind === 'timed-out' ? last : undefined;
}

/** The network names a script by automatic detection, and its server owes it still. */
export function lateScript(facts: Case, path: Path): Answer | null {
  const look = observed(facts, 'wpad.look-up').find(({ url, found }) => url === path.url && found !== null);
  const fetch = observed(facts, 'pac.fetch').find(
    ({ url, failure }) => url === look?.found && failure?.kind === 'timed-out',
  );
  if (look === undefined || fetch === undefined) return null;
  return holds(0.6, [look, fetch, ...ends(path)], { source: 'wpad', missing: ['pac-result'] });
}
