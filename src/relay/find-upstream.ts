/** Asks along the legs of a route until one takes the request; a leg that can't be opened is remembered and comes last. */
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { RelayRoute } from './follow-route.ts';
import type { RelayContext } from './relay-context.ts';

/** What one leg gave; `isUnopened`: nothing was sent, the next one may be tried. */
export type LegOutcome<T> =
  | { readonly value: T; readonly cause: null }
  | { readonly value: null; readonly cause: CauseCode; readonly isUnopened: boolean };

/** The first leg that took the request, or the cause that the last one gave. */
export type Found<T> =
  | { readonly value: T; readonly leg: Leg }
  | { readonly value: null; readonly cause: CauseCode; readonly leg: Leg | null };

/** Tries the legs in order; where none opens, once more with the settings as they are now, if these say something else. */
export async function findUpstream<T extends object>(
  { desk, routes }: Pick<RelayContext, 'desk' | 'routes'>,
  url: string,
  tryLeg: (leg: Leg, route: RelayRoute) => Promise<LegOutcome<T>>,
): Promise<Found<T>> {
  const finding = routes.find(url);
  const route = finding instanceof Promise ? await finding : finding;
  const first = await tryLegs(desk, route, tryLeg);
  if (first.value !== null || !first.isUnopened) return first;
  const now = await routes.findAnew(url);
  return isSameRoute(route, now) ? first : tryLegs(desk, now, tryLeg);
}

async function tryLegs<T extends object>(
  { badEntries }: RelayContext['desk'],
  route: RelayRoute,
  tryLeg: (leg: Leg, route: RelayRoute) => Promise<LegOutcome<T>>,
): Promise<Found<T> & { readonly isUnopened: boolean }> {
  let last: { readonly value: null; readonly cause: CauseCode; readonly leg: Leg | null } = {
    value: null,
    cause: route.cause ?? 'undetermined',
    leg: null,
  };
  for (const leg of badEntries.order(route.legs)) {
    const outcome = await tryLeg(leg, route);
    if (outcome.cause === null) {
      badEntries.forget(leg);
      return { value: outcome.value, leg, isUnopened: false };
    }
    last = { value: null, cause: outcome.cause, leg };
    if (!outcome.isUnopened) return { ...last, isUnopened: false };
    badEntries.note(leg);
  }
  return { ...last, isUnopened: true };
}

function isSameRoute(one: RelayRoute, other: RelayRoute): boolean {
  return JSON.stringify(one.legs) === JSON.stringify(other.legs) && one.cause === other.cause;
}

/** Returns the URL by which a script decides about a tunnel: nothing is known of it but host and port. */
export function urlOfTunnel({ host, port }: { readonly host: string; readonly port: number }): string {
  const inUrl = host.includes(':') ? `[${host}]` : host;
  if (port === 443) return `https://${inUrl}/`;
  return port === 80 ? `http://${inUrl}/` : `https://${inUrl}:${String(port)}/`;
}
