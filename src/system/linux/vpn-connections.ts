import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { InterfaceFact, ObservationOf } from '../../observation/observation.ts';
import type { SystemTools } from '../system-tools.ts';
import { readLinuxNetwork } from './network.ts';
import { carriedBy, networkManagerProfiles, networksIn, VPN_TYPES } from './network-manager-profiles.ts';
import { domainsIn, openvpnDomains, openvpnNetworks, wireguardDomains, wireguardNetworks } from './vpn-profiles.ts';

type Connections = ObservationOf<'vpn.connections'>['connections'];

/** Folders of configurations that bring up a VPN without NetworkManager, and how their files end. */
const PROFILE_FOLDERS = [
  {
    folder: '/etc/wireguard',
    ending: '.conf',
    kind: 'wireguard',
    networksOf: wireguardNetworks,
    domainsOf: wireguardDomains,
  },
  { folder: '/etc/openvpn', ending: '.conf', kind: 'openvpn', networksOf: openvpnNetworks, domainsOf: openvpnDomains },
  {
    folder: '/etc/openvpn/client',
    ending: '.conf',
    kind: 'openvpn',
    networksOf: openvpnNetworks,
    domainsOf: openvpnDomains,
  },
] as const;

const MOST_PROFILES = 100;

/**
 * Returns the VPN connections this computer knows, up or down: NetworkManager's, profiles of WireGuard and OpenVPN,
 * and tunnel interfaces that belong to neither. `unreadable` where none was found and one of the places is closed to us.
 */
export async function vpnConnectionsOnLinux(tools: SystemTools, signal: AbortSignal): Promise<Reading<Connections>> {
  const [{ interfaces }, managed, ...folders] = await Promise.all([
    readLinuxNetwork(tools),
    networkManagerConnections(tools, signal),
    ...PROFILE_FOLDERS.map(({ folder }) => tools.listFolder(folder)),
  ]);
  const tunnels = interfaces.filter((one) => one.vpn !== undefined);
  const known = managed.state === 'read' ? await withTunnels(tools, managed.value, { tunnels, signal }) : [];
  const asleep = managed.state === 'read' ? [] : await networkManagerProfiles(tools);
  const listed = [
    ...(await withProfiles(tools, known, signal)),
    ...asleep.map((one) => ({ ...one, isUp: tunnels.some((tunnel) => tunnel.isUp && tunnel.name === one.interface) })),
  ];
  const profiles = await readProfiles(tools, folders, tunnels);
  const taken = new Set([...listed, ...profiles].map((one) => one.interface));
  const loose = tunnels
    .filter(({ name }) => !taken.has(name))
    .map(({ name, kind, isUp, vpn }) => ({
      name,
      kind,
      isUp,
      interface: name,
      ...(vpn === undefined || vpn === kind ? {} : { product: vpn }),
    }));
  const all = [...listed, ...profiles, ...loose];
  if (all.length > 0) return read(all);
  const closed = [managed, ...folders].find((one) => one.state === 'unreadable');
  if (closed?.state === 'unreadable') return unreadable(closed.why);
  return managed.state === 'absent' && folders.every(({ state }) => state === 'absent') ? ABSENT : read([]);
}

/** Returns the VPNs in `nmcli -t` output: fields parted by `:`, where `\:` and `\\` stand for the sign itself. */
export function parseNmcli(output: string): Connections {
  return output.split('\n').flatMap((line) => {
    const [name = '', type = '', state = '', device = '', file = ''] = [
      ...line.matchAll(/((?:[^\\:]|\\.)*)(?::|$)/gu),
    ].map(([, field = '']) => field.replace(/\\(.)/gu, '$1'));
    if (!VPN_TYPES.includes(type)) return [];
    // What another program set up is listed as well, under a profile that goes with it: nothing that could be switched.
    if (file.startsWith('/run/') && name === device) return [];
    const by = 'nmcli' as const;
    // The device of a plugin's VPN is the link that it runs over; its tunnel has no name here.
    const own = device === '' || type === 'vpn' ? {} : { interface: device };
    return [{ name, kind: type, isUp: state === 'activated', by, ...own }];
  });
}

/** Says which tunnel belongs to each VPN of a plugin that is up: the one that has its address. */
async function withTunnels(
  tools: SystemTools,
  connections: Connections,
  { tunnels, signal }: { readonly tunnels: readonly InterfaceFact[]; readonly signal: AbortSignal },
): Promise<Connections> {
  return await Promise.all(
    connections.map(async (one) => {
      if (!one.isUp || one.kind !== 'vpn' || tunnels.length === 0) return one;
      const asked = ['-g', 'IP4.ADDRESS,IP6.ADDRESS', 'connection', 'show', 'id', one.name];
      const outcome = await tools.run('nmcli', asked, { signal, locale: 'C.UTF-8' });
      // Several stand in one line, parted by `|`; a colon is written as `\:`.
      const said = outcome.state === 'done' ? outcome.stdout.replaceAll('\\', '').split(/[\s|]+/u) : [];
      const own = tunnels.find(({ addresses }) => addresses.some((address) => said.includes(address)));
      return own === undefined ? one : { ...one, interface: own.name };
    }),
  );
}

/** Connections of NetworkManager that are asked what they would resolve. */
const MOST_ASKED = 8;

/** Says which domains each VPN of NetworkManager resolves that is off, and which networks it carries, as its profile says. */
async function withProfiles(tools: SystemTools, connections: Connections, signal: AbortSignal): Promise<Connections> {
  const asked = connections.filter((one) => !one.isUp).slice(0, MOST_ASKED);
  return await Promise.all(
    connections.map(async (one) => {
      if (!asked.includes(one)) return one;
      const fields = 'ipv4.dns-search,ipv6.dns-search,ipv4.routes,ipv6.routes';
      const question = ['-g', fields, 'connection', 'show', 'id', one.name];
      const outcome = await tools.run('nmcli', question, { signal, locale: 'C.UTF-8' });
      // One line a field, in the order of the question; a colon is written as `\:`.
      const lines = outcome.state === 'done' ? outcome.stdout.replaceAll('\\', '').split('\n') : [];
      const domains = domainsIn(lines.slice(0, 2).flatMap((line) => line.split(/[\s,]+/u)));
      const carried = carriedBy(one.kind, networksIn(lines.slice(2).join(' ')));
      return { ...one, ...carried, ...(domains === undefined ? {} : { domains }) };
    }),
  );
}

async function networkManagerConnections(tools: SystemTools, signal: AbortSignal): Promise<Reading<Connections>> {
  const fields = 'NAME,TYPE,STATE,DEVICE,FILENAME';
  const outcome = await tools.run('nmcli', ['-t', '-f', fields, 'connection', 'show'], { signal, locale: 'C.UTF-8' });
  if (outcome.state === 'missing') return ABSENT;
  if (outcome.state === 'failed') return unreadable(outcome.why);
  // nmcli(1): 8 means NetworkManager is not running.
  if (outcome.exitCode === 8) return ABSENT;
  if (outcome.exitCode !== 0) return unreadable(`nmcli: exit status ${String(outcome.exitCode)}`);
  return read(parseNmcli(outcome.stdout));
}

type Place = (typeof PROFILE_FOLDERS)[number];

async function readProfiles(
  tools: SystemTools,
  folders: readonly Reading<readonly string[]>[],
  tunnels: readonly InterfaceFact[],
): Promise<Connections> {
  const found = folders.flatMap((names, index) => {
    const place = PROFILE_FOLDERS[index];
    if (place === undefined || names.state !== 'read') return [];
    return names.value
      .filter((name) => name.endsWith(place.ending))
      .slice(0, MOST_PROFILES)
      .map((file) => readProfile(tools, place, { file, tunnels }));
  });
  return await Promise.all(found);
}

/** wg-quick names the interface after the file; OpenVPN takes the next free tun device. */
async function readProfile(
  tools: SystemTools,
  place: Place,
  about: { readonly file: string; readonly tunnels: readonly InterfaceFact[] },
): Promise<Connections[number]> {
  const name = about.file.slice(0, -place.ending.length);
  const own =
    place.kind === 'wireguard'
      ? about.tunnels.find((one) => one.name === name)
      : about.tunnels.find((one) => one.kind === 'tun' || one.kind === 'tap');
  const text = await tools.readFile(`${place.folder}/${about.file}`);
  const carried = text.state === 'read' ? place.networksOf(text.value) : {};
  const domains = text.state === 'read' ? place.domainsOf(text.value) : undefined;
  return {
    name,
    kind: place.kind,
    isUp: own?.isUp ?? false,
    ...(place.kind === 'wireguard' ? { by: 'wg-quick' as const } : {}),
    ...(own === undefined ? {} : { interface: own.name }),
    ...carried,
    ...(domains === undefined ? {} : { domains }),
  };
}
