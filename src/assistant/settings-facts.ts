/** What the settings say for one target, as facts: one for every source, one for the route that they make. */
import type { Fact } from '../observation/observation.ts';
import type { Route } from '../route/route.ts';
import type { SourceReading } from '../settings/settings-snapshot.ts';

/** Returns the fact of one source. `route`: where this source alone would lead. */
export function settingsFact(reading: SourceReading, route: Route | null): Fact {
  const value = reading.reading.state === 'read' ? reading.reading.value : null;
  return {
    probe: 'settings.read',
    source: reading.source,
    state: reading.reading.state,
    from: reading.as === undefined ? reading.from : `${reading.from} (${reading.as})`,
    route: route?.legs ?? [],
    bypassed: route?.bypassed ?? false,
    ...(reading.reading.state === 'unreadable' ? { why: reading.reading.why } : {}),
    ...(reading.raw === undefined ? {} : { raw: reading.raw }),
    ...(value?.mode === 'pac' ? { pacUrl: value.pacUrl } : {}),
    ...(value?.mode === 'auto-detect' ? { autoDetect: true } : {}),
    ...(reading.managed === undefined ? {} : { managed: reading.managed }),
    ...(route?.invalid === undefined ? {} : { invalid: route.invalid }),
  };
}

/** Returns the fact of the effective route. `withoutBypass`: the legs that a bypass rule took away. */
export function routeFact(
  route: Route,
  withoutBypass: Route | null,
): Extract<Fact, { readonly probe: 'route.resolve' }> {
  return {
    probe: 'route.resolve',
    url: route.url,
    source: route.source,
    because: route.because,
    route: route.legs,
    bypassed: route.bypassed,
    ...(route.bypassRule === undefined ? {} : { bypassRule: route.bypassRule }),
    ...(withoutBypass === null ? {} : { withoutBypass: withoutBypass.legs }),
    ...(route.invalid === undefined ? {} : { invalid: route.invalid }),
    ...(route.pacUrl === undefined ? {} : { pacUrl: route.pacUrl }),
    ...(route.pacProblem === undefined ? {} : { pacProblem: route.pacProblem }),
  };
}
