/** Goes the way that a request names; for the target, follows its redirects as a browser would. */
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { proverFor } from './controls.ts';
import type { ProbeRun } from './probe-run.ts';
import { runTargetWays } from './target-ways.ts';
import { goWay } from './way.ts';

type WayRequest = Extract<ProbeRequest, { readonly probe: 'way' }>;

/** Runs one `way` request. */
export async function runRequestedWay(run: ProbeRun, request: WayRequest): Promise<void> {
  if (request.purpose === 'target') {
    await runTargetWays(run, { url: request.url, legs: await legsFrom(run, request) });
    return;
  }
  const site =
    request.purpose === 'control' ? run.context.controlSites.find(({ url }) => url === request.url) : undefined;
  await goWay(run, {
    purpose: request.purpose,
    url: request.url,
    leg: request.leg,
    redirects: 0,
    prove: proverFor(run, request.leg),
    ...(request.variation === undefined ? {} : { variation: request.variation }),
    ...(site === undefined ? {} : { expect: site.expect }),
  });
}

/** The first leg of the target's own route stands for the whole route; any other leg was asked for by itself. */
async function legsFrom(run: ProbeRun, request: WayRequest): Promise<readonly Leg[]> {
  const { legs } = await run.context.resolveRoute(request.url);
  const [first] = legs;
  return first !== undefined && JSON.stringify(first) === JSON.stringify(request.leg) ? legs : [request.leg];
}
