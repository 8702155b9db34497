import type { SourceReading, SettingsSnapshot } from '../settings/settings-snapshot.ts';
import { type EvaluatePac, pacNotSupported, routeOf } from './resolve-route.ts';
import type { Route } from './route.ts';
import type { Target } from './target.ts';

/** One source's own answer for a target; `route` only where it was read. */
export interface SourceRoute {
  readonly reading: SourceReading;
  readonly route: Route | null;
}

/**
 * Returns what each source by itself would say for a target, in the snapshot's order. Scripts are not run unless an
 * engine is given: looking at a source that does not decide is not worth a fetch.
 */
export async function routesOfSources(
  input: { readonly target: Target; readonly snapshot: SettingsSnapshot },
  evaluatePac: EvaluatePac = pacNotSupported,
): Promise<readonly SourceRoute[]> {
  return await Promise.all(
    input.snapshot.readings.map(async (reading) => {
      if (reading.reading.state !== 'read') return { reading, route: null };
      const settings = reading.reading.value;
      return { reading, route: await routeOf({ settings, source: reading.source, target: input.target }, evaluatePac) };
    }),
  );
}
