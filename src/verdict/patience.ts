/** Silence that may be slowness: whether somebody on the way is alive, and how that is asked. */
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Case } from './case.ts';
import { kindOf } from './kinds.ts';
import { controlsOver, pathOf, type Path } from './path.ts';
import { whoAnswered } from './replies.ts';
import { sameLeg, type Exchange } from './ways.ts';

/** The way ended because an answer did not come in time: it may have been on its way. */
export function isLate({ end }: Path): boolean {
  if (end.at === 'handshake') return end.handshake.failure?.kind === 'timed-out';
  return end.at === 'exchange' && end.exchange.failure?.kind === 'timed-out';
}

/** How the site of a late answer is asked whether it is there at all: over the same leg, plainly where no tunnel stands. */
export function pingRequest(path: Path): ProbeRequest {
  const { origin, hostname } = new URL(path.url);
  const url = path.end.at === 'handshake' ? `http://${hostname}/` : `${origin}/`;
  return { probe: 'way', purpose: 'variation', url, leg: path.leg, variation: 'alive' };
}

/** Returns the site's answers to that; what a proxy says in its place does not count. */
export function pings(facts: Case, path: Path): readonly Exchange[] {
  return path.ways
    .filter((view) => view.way.variation === 'alive' && sameLeg(view.way.leg, path.leg))
    .flatMap((view) => view.exchanges)
    .filter((exchange) => exchange.reply !== null && whoAnswered(facts, path, exchange).by === 'site');
}

/**
 * Returns whether the judged way's answer is worth waiting for any longer. The silence stands among the facts as if it
 * were final.
 */
export function mayBeSlow(facts: Case): boolean {
  const path = pathOf(facts);
  if (!isLate(path)) return false;
  if (pings(facts, path).length > 0) return true;
  if (path.proxy === null || (path.end.at === 'exchange' && path.end.exchange.inTunnel)) return false;
  // A proxy that speaks for itself and has let nothing through so far, for anybody, may be slow with everything.
  const kind = kindOf(facts, path.proxy);
  const isAlive = kind?.alive?.reply != null && (kind.speaks.length === 0 || kind.speaks.includes(path.proxy.kind));
  return isAlive && controlsOver(facts, path, path.leg).state !== 'passes';
}
