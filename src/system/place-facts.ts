/** What every operating system has in common about the network that it is in. */
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import type { ObservationOf, RouteFact } from '../observation/observation.ts';
import type { PlaceFacts, PlaceNeeds } from '../presets/choose-place.ts';
import { canonicalMac, parseReachable } from '../presets/place-condition.ts';
import type { NetworkReading } from './system.ts';
import type { SystemTools } from './system-tools.ts';

/** What a sibling brings; each is asked only where a place needs it. */
export interface PlaceReaders {
  readonly network: () => Promise<NetworkReading>;
  readonly vpns: () => Promise<Reading<ObservationOf<'vpn.connections'>['connections']>>;
  /** Neighbours of the link: hardware addresses by network address. */
  readonly neighbours: () => Promise<Reading<ReadonlyMap<string, string>>>;
  readonly dnsSuffixes: () => Promise<Reading<readonly string[]>>;
  readonly ssids: () => Promise<Reading<readonly string[]>>;
}

/** Reads the facts that are needed, all at the same time. */
export async function readPlaceFacts(
  tools: SystemTools,
  { needs, readers, signal }: { needs: PlaceNeeds; readers: PlaceReaders; signal: AbortSignal },
): Promise<PlaceFacts> {
  const has = (name: Parameters<typeof needs.conditions.has>[0]): boolean => needs.conditions.has(name);
  const [network, vpns, neighbours, dnsSuffixes, ssids, reachable] = await Promise.all([
    has('gateway') || has('vpn') ? readers.network() : null,
    has('vpn') ? readers.vpns() : null,
    needs.macs ? readers.neighbours() : null,
    has('dnsSuffix') ? readers.dnsSuffixes() : ABSENT,
    has('ssid') ? readers.ssids() : ABSENT,
    has('reachable') ? reachableOf(tools, needs.reachable, signal) : ABSENT,
  ]);
  const gateways = network === null ? ABSENT : gatewaysOf(network);
  return {
    gateways,
    gatewayMacs: neighbours === null ? ABSENT : macsOf(neighbours, gateways),
    dnsSuffixes,
    ssids,
    vpns: vpns === null ? ABSENT : vpnNames(vpns, network),
    reachable,
  };
}

function gatewaysOf({ routes, unreadable: why }: NetworkReading): Reading<readonly string[]> {
  if (why !== undefined && routes.length === 0) return unreadable(why);
  const isDefault = ({ destination }: RouteFact): boolean => destination === '0.0.0.0/0' || destination === '::/0';
  return read([
    ...new Set(routes.filter(isDefault).flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway]))),
  ]);
}

function macsOf(
  neighbours: Reading<ReadonlyMap<string, string>>,
  gateways: Reading<readonly string[]>,
): Reading<readonly string[]> {
  if (neighbours.state !== 'read') return neighbours;
  const addresses = gateways.state === 'read' ? gateways.value : [];
  return read(
    addresses.flatMap((address) => {
      const mac = canonicalMac(neighbours.value.get(address) ?? '');
      // Nobody answered yet.
      return mac === null || mac === '00:00:00:00:00:00' ? [] : [mac];
    }),
  );
}

function vpnNames(
  vpns: Reading<ObservationOf<'vpn.connections'>['connections']>,
  network: NetworkReading | null,
): Reading<readonly string[]> {
  const tunnels = (network?.interfaces ?? []).filter(({ isUp, vpn }) => isUp && vpn !== undefined);
  const up = vpns.state === 'read' ? vpns.value.filter(({ isUp }) => isUp) : [];
  const names = [
    ...up.flatMap(({ name, interface: device, product }) => [name, device, product]),
    ...tunnels.flatMap(({ name, vpn }) => [name, vpn]),
  ].filter((name) => name !== undefined);
  if (names.length === 0 && vpns.state === 'unreadable') return unreadable(vpns.why);
  return read([...new Set(names)]);
}

async function reachableOf(
  tools: SystemTools,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Reading<readonly string[]>> {
  const { canReach } = tools;
  if (canReach === undefined) return unreadable('not looked at');
  const answers = await Promise.all(
    asked.map(async (text) => {
      const what = parseReachable(text);
      return what !== null && (await canReach(what, signal)) ? [text] : [];
    }),
  );
  return read(answers.flat());
}
