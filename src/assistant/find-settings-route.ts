/** The first stage: what every settings source says, which one decides, and the route that follows for the target. */
import type { Route } from '../route/route.ts';
import { routesOfSources } from '../route/routes-of-sources.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import type { System } from '../system/system.ts';
import type { SettingsOverrides } from './assistant.ts';
import { effectiveRouteFact } from './effective-route.ts';
import type { Run } from './run.ts';
import { hideSettingsSecrets } from './run-credentials.ts';
import { settingsFact } from './settings-facts.ts';
import { valueUntilAborted } from './until-aborted.ts';

/** What the first stage hands on. */
export interface SettingsRoute {
  readonly snapshot: SettingsSnapshot;
  readonly route: Route;
  /** Ends when every source has left its fact, those that don't decide too; nothing may be judged before. */
  readonly allRead: Promise<void>;
}

/** Resolves the route as soon as the deciding source is known; leaves a fact for it and one for every source. */
export async function findSettingsRoute(run: Run): Promise<SettingsRoute> {
  const { input, tools, target, signal } = run;
  let decide: (snapshot: SettingsSnapshot) => void = () => undefined;
  const decided = new Promise<SettingsSnapshot>((resolve) => {
    decide = resolve;
  });
  const reading = readSettings(tools.system, input, signal, decide);
  const all = valueUntilAborted(reading, signal, NOTHING_READ);
  const allRead = all.then(async (snapshot) => {
    hideSettingsSecrets(snapshot, run.redactor);
    for (const { reading: one, route } of await routesOfSources({ target, snapshot }))
      run.note(settingsFact(one, route), 0);
  });
  // Whoever waits for it sees the bug.
  allRead.catch(() => undefined);
  // What was given goes before every source.
  const isGiven = input.proxy !== undefined || input.pac !== undefined || input.direct === true;
  const snapshot = isGiven ? NOTHING_READ : await Promise.race([decided, all]);
  hideSettingsSecrets(snapshot, run.redactor);
  const sinceMs = run.elapsedMs();
  const route = await run.routeTo(target, snapshot);
  run.note(await effectiveRouteFact(route, { target, snapshot, overrides: input }), sinceMs);
  return { snapshot, route, allRead };
}

const NOTHING_READ: SettingsSnapshot = { readings: [], decidedBy: 'none', because: 'nothing-set' };

/** Reads all sources, or the one that was asked for by name. */
export function readSettings(
  system: System,
  overrides: SettingsOverrides,
  signal: AbortSignal,
  onDecided?: (snapshot: SettingsSnapshot) => void,
): Promise<SettingsSnapshot> {
  const { source = 'auto' } = overrides;
  return system.readSettings({
    ...(source === 'auto' ? {} : { only: source }),
    ...(onDecided === undefined ? {} : { onDecided }),
    signal,
  });
}
