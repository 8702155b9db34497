/** The effective route of a URL as a fact, with what a bypass list has taken away from it. */
import { resolveRoute, type RouteOverrides } from '../route/resolve-route.ts';
import type { Route } from '../route/route.ts';
import type { Target } from '../route/target.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import { routeFact } from './settings-facts.ts';

/** Returns the fact of `route`, which these settings gave the target. */
export async function effectiveRouteFact(
  route: Route,
  from: { readonly target: Target; readonly snapshot: SettingsSnapshot; readonly overrides: RouteOverrides },
): Promise<ReturnType<typeof routeFact>> {
  const overrides = { ...from.overrides, bypass: '' };
  return routeFact(route, isByList(route) ? await resolveRoute({ ...from, overrides }) : null);
}

/** The implicit rules are nobody's mistake; a list may be. */
function isByList(route: Route): boolean {
  return route.because === 'bypass-rule' || route.because === 'reversed-bypass';
}
