/** Plans the first probes of a run: the way itself and the cheap facts that are always of use. Pure. */
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Route } from '../route/route.ts';
import type { Target } from '../route/target.ts';
import { isLoopback } from '../settings/canonical-host.ts';

/**
 * Returns what is asked first: the target over the route's first leg, and the interfaces; without a route only the latter.
 * A plain-HTTP site asked directly may be answered by anybody on the way, so the control sites are asked beside it.
 */
export function firstProbes(route: Route, target: Target): readonly ProbeRequest[] {
  const [leg] = route.legs;
  const network: ProbeRequest = { probe: 'device.network' };
  if (leg === undefined) return [network];
  const way: ProbeRequest = { probe: 'way', purpose: 'target', url: target.url, leg };
  const isAnybodys = leg.kind === 'direct' && target.scheme === 'http' && !isLoopback(target.host);
  return isAnybodys ? [way, network, { probe: 'controls', leg }] : [way, network];
}
