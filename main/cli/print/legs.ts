/** Legs and routes as people write them. */
import type { Leg } from '../../../src/settings/proxy-server.ts';
import type { Messages } from '../../../src/messages/messages.ts';

/** Returns one leg, e.g. `http://proxy.example:3128`. */
export function legText(leg: Leg, words: Messages): string {
  if (leg.kind === 'direct') return words.proxyKinds.direct;
  const host = leg.host.includes(':') ? `[${leg.host}]` : leg.host;
  return `${leg.kind}://${host}:${String(leg.port)}`;
}

/** Returns a whole route in its order, or that there is none. */
export function routeText(route: readonly Leg[], words: Messages): string {
  if (route.length === 0) return words.cli.result.noRoute;
  return route.map((leg) => legText(leg, words)).join(' → ');
}
