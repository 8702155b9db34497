import ipaddr from 'ipaddr.js';
import { read, type Reading, unreadable } from '../../base/reading.ts';
import type { RouteToReading } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { isIP } from './is-ip.ts';
import { readLinuxNetwork } from './network.ts';
import { routeFor } from './proc-routes.ts';

/**
 * Returns which interface carries an address, without a packet: the kernel's own answer (`ip route get`, which knows
 * the policy rules of VPNs), else the longest match in its main tables.
 */
export async function routeToOnLinux(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
): Promise<Reading<RouteToReading>> {
  if (!isIP(address)) return unreadable('not an address');
  const outcome = await tools.run('ip', ['-j', 'route', 'get', address], { signal });
  if (outcome.state === 'done') {
    const answer = outcome.exitCode === 0 ? parseRouteGet(outcome.stdout) : parseRouteRefusal(outcome.stderr);
    if (answer !== null) return read(answer);
  }
  return await routeFromTables(tools, address);
}

/** Returns the answer of `ip -j route get`; `null` where it is not one. */
function parseRouteGet(stdout: string): RouteToReading | null {
  const parsed = parseJson(stdout);
  const first: unknown = Array.isArray(parsed) ? parsed[0] : null;
  if (typeof first !== 'object' || first === null || !('dev' in first) || typeof first.dev !== 'string') return null;
  const gateway = 'gateway' in first && typeof first.gateway === 'string' ? first.gateway : null;
  const source = 'prefsrc' in first && typeof first.prefsrc === 'string' ? first.prefsrc : null;
  return {
    covered: true,
    interface: first.dev,
    ...(gateway === null ? {} : { gateway }),
    ...(source === null ? {} : { sourceAddress: source }),
  };
}

/** The kernel's refusals, in the words of the C locale: ENETUNREACH, EHOSTUNREACH, EACCES (a `prohibit` route), EINVAL (`blackhole`). */
function parseRouteRefusal(stderr: string): RouteToReading | null {
  if (/Network is unreachable/u.test(stderr)) return { covered: false, why: 'network-unreachable' };
  if (/No route to host|Invalid argument/u.test(stderr)) return { covered: false, why: 'host-unreachable' };
  return /Permission denied/u.test(stderr) ? { covered: false, why: 'prohibited' } : null;
}

async function routeFromTables(tools: SystemTools, address: string): Promise<Reading<RouteToReading>> {
  const { interfaces, routes, unreadable: why } = await readLinuxNetwork(tools);
  if (why !== undefined) return unreadable(why);
  const parsed = ipaddr.process(address.replace(/%.*$/u, ''));
  if (parsed.range() === 'loopback') return read({ covered: true, interface: 'lo', sourceAddress: parsed.toString() });
  const route = routeFor(parsed.toString(), routes);
  if (route === null) return read({ covered: false, why: 'network-unreachable' });
  const own = interfaces.find((one) => one.name === route.interface)?.addresses ?? [];
  const source = own.map((cidr) => ipaddr.parseCIDR(cidr)[0]).find((one) => one.kind() === parsed.kind());
  return read({
    covered: true,
    interface: route.interface,
    ...(route.gateway === undefined ? {} : { gateway: route.gateway }),
    ...(source === undefined ? {} : { sourceAddress: source.toString() }),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
