/** Plans the first probes of a run: the way itself and the cheap facts that are always of use. Pure. */
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Route } from '../route/route.ts';
import type { Target } from '../route/target.ts';

/** Returns what is asked first: the target over the route's first leg, and the interfaces; without a route only the latter. */
export function firstProbes(route: Route, target: Target): readonly ProbeRequest[] {
  const [leg] = route.legs;
  const network: ProbeRequest = { probe: 'device.network' };
  return leg === undefined ? [network] : [{ probe: 'way', purpose: 'target', url: target.url, leg }, network];
}
