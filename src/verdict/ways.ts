/** Groups the observations of a run by way, and says where each way ended. */
import type { ObservationOf, ProbeName, Way } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { Case } from './case.ts';

export type Connect = ObservationOf<'tcp.connect'>;
export type Handshake = ObservationOf<'proxy.handshake'>;
export type Tls = ObservationOf<'tls.handshake'>;
export type Exchange = ObservationOf<'http.exchange'>;
export type Lookup = ObservationOf<'dns.lookup'>;

/** Where a way stopped: the last layer it reached, with that layer's observation. */
export type WayEnd =
  | { readonly at: 'name'; readonly of: 'proxy' | 'site'; readonly lookup: Lookup }
  | { readonly at: 'connect'; readonly to: 'proxy' | 'site'; readonly connects: readonly [Connect, ...Connect[]] }
  | { readonly at: 'proxy-tls'; readonly tls: Tls }
  | { readonly at: 'handshake'; readonly handshake: Handshake }
  | { readonly at: 'site-tls'; readonly tls: Tls }
  | { readonly at: 'exchange'; readonly exchange: Exchange }
  | { readonly at: 'reply'; readonly exchange: Exchange; readonly status: number }
  | { readonly at: 'unknown' };

/** One way with all it left behind. */
export interface WayView {
  readonly way: Way;
  readonly connects: readonly Connect[];
  readonly handshakes: readonly Handshake[];
  readonly tls: readonly Tls[];
  readonly exchanges: readonly Exchange[];
  readonly end: WayEnd;
}

/** Returns the observations of one probe, in order. */
export function observed<P extends ProbeName>(facts: Case, probe: P): readonly ObservationOf<P>[] {
  return facts.observations.filter((observation): observation is ObservationOf<P> => observation.probe === probe);
}

/** Returns the look-ups that ran to their end: one that was cut short says nothing of the name or the resolver. */
export function lookupsOf(facts: Case): readonly Lookup[] {
  return observed(facts, 'dns.lookup').filter((lookup) => lookup.failure?.kind !== 'cancelled');
}

export function sameLeg(a: Leg, b: Leg): boolean {
  if (a.kind === 'direct' || b.kind === 'direct') return a.kind === b.kind;
  return a.kind === b.kind && a.host === b.host && a.port === b.port;
}

/** Returns every way of the run, in the order in which they began. */
export function waysOf(facts: Case): readonly WayView[] {
  const groups = new Map<string, Grouped>();
  for (const observation of facts.observations) {
    if (observation.probe === 'dns.lookup' || !('way' in observation)) continue;
    const group = groups.get(observation.way.id) ?? emptyGroup(observation.way);
    groups.set(observation.way.id, group);
    if (observation.probe === 'tcp.connect') group.connects.push(observation);
    else if (observation.probe === 'proxy.handshake') group.handshakes.push(observation);
    else if (observation.probe === 'tls.handshake') group.tls.push(observation);
    else group.exchanges.push(observation);
  }
  const views = [...groups.values()].map((group) => ({ ...group, end: endOf(group) }));
  return [...views, ...namelessWays(facts, views)];
}

interface Grouped {
  readonly way: Way;
  readonly connects: Connect[];
  readonly handshakes: Handshake[];
  readonly tls: Tls[];
  readonly exchanges: Exchange[];
}

function emptyGroup(way: Way): Grouped {
  return { way, connects: [], handshakes: [], tls: [], exchanges: [] };
}

function endOf(group: Grouped): WayEnd {
  const exchange = group.exchanges.at(-1);
  if (exchange) {
    // a refusal is an answer, even where its page was cut short
    return exchange.reply && (exchange.failure === null || exchange.reply.status >= 400)
      ? { at: 'reply', exchange, status: exchange.reply.status }
      : { at: 'exchange', exchange };
  }
  const siteTls = group.tls.filter((tls) => tls.with === 'site').at(-1);
  if (siteTls) return { at: 'site-tls', tls: siteTls };
  const handshake = group.handshakes.at(-1);
  if (handshake) return { at: 'handshake', handshake };
  const proxyTls = group.tls.at(-1);
  if (proxyTls) return { at: 'proxy-tls', tls: proxyTls };
  const [first, ...rest] = group.connects;
  if (first && group.connects.every((connect) => connect.failure)) {
    return { at: 'connect', to: first.to, connects: [first, ...rest] };
  }
  return { at: 'unknown' };
}

/**
 * A way whose first name could not be resolved leaves only the look-up behind; it is put together again from
 * the route that was resolved and the look-up that failed.
 */
function namelessWays(facts: Case, views: readonly WayView[]): readonly WayView[] {
  const nameless: WayView[] = [];
  for (const lookup of observed(facts, 'dns.lookup')) {
    if (lookup.failure === null || lookup.way === undefined) continue;
    if (views.some((view) => view.way.id === lookup.way?.id)) continue;
    nameless.push({
      ...emptyGroup(lookup.way),
      end: { at: 'name', of: lookup.role === 'proxy' ? 'proxy' : 'site', lookup },
    });
  }
  return nameless;
}
