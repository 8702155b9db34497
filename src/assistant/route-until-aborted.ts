/** Resolves a route within a run: a script is waited for no longer than the run lasts. */
import { resolveRoute, type EvaluatePac, type RouteOverrides } from '../route/resolve-route.ts';
import type { Route } from '../route/route.ts';
import type { Target } from '../route/target.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import { valueUntilAborted } from './until-aborted.ts';

/** Resolves a route; a script that doesn't answer before `signal` aborts gives none. */
export async function routeUntilAborted(
  input: { readonly target: Target; readonly snapshot: SettingsSnapshot; readonly overrides: RouteOverrides },
  evaluatePac: EvaluatePac,
  signal: AbortSignal,
): Promise<Route> {
  const { target, snapshot } = input;
  const none: Route = {
    url: target.url,
    legs: [],
    source: snapshot.decidedBy,
    because: 'pac-not-run',
    bypassed: false,
  };
  return valueUntilAborted(resolveRoute(input, evaluatePac), signal, none);
}
