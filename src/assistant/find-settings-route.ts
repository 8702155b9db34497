/** The first stage: what every settings source says, which one decides, and the route that follows for the target. */
import { resolveRoute, type EvaluatePac, type RouteOverrides } from '../route/resolve-route.ts';
import type { Route } from '../route/route.ts';
import { routesOfSources } from '../route/routes-of-sources.ts';
import type { Target } from '../route/target.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import type { System } from '../system/system.ts';
import type { SettingsOverrides } from './assistant.ts';
import type { Run } from './run.ts';
import { hideSettingsSecrets } from './run-credentials.ts';
import { routeFact, settingsFact } from './settings-facts.ts';
import { valueUntilAborted } from './until-aborted.ts';

/** Reads the settings and resolves the route; leaves a fact for every source and one for the route. */
export async function findSettingsRoute(
  run: Run,
): Promise<{ readonly snapshot: SettingsSnapshot; readonly route: Route }> {
  const { input, tools, target, signal } = run;
  const snapshot = await valueUntilAborted(readSettings(tools.system, input, signal), signal, NOTHING_READ);
  hideSettingsSecrets(snapshot, run.redactor);
  for (const { reading, route } of await routesOfSources({ target, snapshot }))
    run.note(settingsFact(reading, route), 0);
  const sinceMs = run.elapsedMs();
  const route = await run.routeTo(target, snapshot);
  const withoutBypass = isByList(route)
    ? await resolveRoute({ target, snapshot, overrides: { ...input, bypass: '' } })
    : null;
  run.note(routeFact(route, withoutBypass), sinceMs);
  return { snapshot, route };
}

const NOTHING_READ: SettingsSnapshot = { readings: [], decidedBy: 'none', because: 'nothing-set' };

/** Reads all sources, or the one that was asked for by name. */
export function readSettings(
  system: System,
  overrides: SettingsOverrides,
  signal: AbortSignal,
): Promise<SettingsSnapshot> {
  const { source = 'auto' } = overrides;
  return system.readSettings({ ...(source === 'auto' ? {} : { only: source }), signal });
}

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

/** The implicit rules are nobody's mistake; a list may be. */
function isByList(route: Route): boolean {
  return route.because === 'bypass-rule' || route.because === 'reversed-bypass';
}
