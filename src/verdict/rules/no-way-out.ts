/** A computer whose interface has an address, perhaps only that of a bridge for containers, and no route to where it wants to go. */
import { ask, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { covers } from '../links.ts';
import { controlsOver, endsOf, everyConnect, type Path } from '../path.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import { isLoopback } from '../../settings/canonical-host.ts';
import type { Answer } from '../rule.ts';
import type { Connect, WayView } from '../ways.ts';
import { isNoResolver } from './dns.ts';

type Network = ObservationOf<'device.network'>;

/** Returns what shows that no route leads to the proxy, the site or any resolver; `null` where one does. */
export function noWayOut(facts: Case, path: Path, network: Network): Answer | null {
  const { end } = path;
  if (end.at === 'name' && isNoResolver(end.lookup)) {
    const servers = network.nameServers.filter((server) => !isLoopback(server));
    // A stub on this computer asks others, who are not known here.
    const isCut = servers.length > 0 ? !servers.some((server) => isCovered(network, server)) : !hasDefault(network);
    return isCut ? holds(servers.length > 0 ? 0.92 : 0.85, [network, end.lookup]) : null;
  }
  if (end.at !== 'connect' || !isWithoutRoute(end.connects)) return null;
  if (end.connects.some((connect) => isCovered(network, connect.address))) return null;
  if (!hasDefault(network)) return holds(0.95, [network, ...end.connects]);
  // The other family has a way out: whether anything is there, the control sites tell.
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const controls = controlsOver(facts, path, path.leg);
  if (controls.state !== 'fails' || !controls.failed.every(isCut)) return null;
  return holds(0.85, [network, ...end.connects, ...controls.failed.flatMap((view) => endsOf(view.end))]);
}

function hasDefault({ routes }: Network): boolean {
  return routes.some((route) => /^(0\.0\.0\.0|::)\/0$/.test(route.destination));
}

function isCovered({ routes, interfaces }: Network, address: string): boolean {
  return [...routes.map((route) => route.destination), ...interfaces.flatMap((item) => item.addresses)].some((block) =>
    covers(block, address),
  );
}

function isWithoutRoute(connects: readonly Connect[]): boolean {
  return everyConnect(connects, ['network-unreachable']);
}

function isCut({ end }: WayView): boolean {
  return end.at === 'name' || (end.at === 'connect' && isWithoutRoute(end.connects));
}
