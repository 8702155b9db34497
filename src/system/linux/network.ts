import { isIP } from './is-ip.ts';
import type { InterfaceFact } from '../../observation/observation.ts';
import type { NetworkReading } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { isTunnelName, productOfInterface } from '../vpn-products.ts';
import { readLinkNameServers } from './link-name-servers.ts';
import { readPolicyRoutes } from './policy-routes.ts';
import { parseProcIpv6Route, parseProcRoute } from './proc-routes.ts';

/** Hardware types of `/sys/class/net/X/type` (linux/if_arp.h). */
const ARPHRD_ETHER = 1;
const ARPHRD_PPP = 512;
const ARPHRD_LOOPBACK = 772;
const IFF_UP = 0x1;
/** Flags of `/sys/class/net/X/tun_flags` (linux/if_tun.h). */
const IFF_TUN = 0x1;

/** A computer with more interfaces runs containers by the hundred; the rest adds nothing. */
const MAX_INTERFACES = 256;

/**
 * Reads interfaces, routes and resolvers from the kernel's files: no child process, a few milliseconds.
 * @param signal where it is given and a VPN is up, tables of policy routing and the links' own resolvers are asked for as well
 */
export async function readLinuxNetwork(tools: SystemTools, signal?: AbortSignal): Promise<NetworkReading> {
  const [folder, route4, route6, resolv] = await Promise.all([
    tools.listFolder('/sys/class/net'),
    tools.readFile('/proc/net/route'),
    tools.readFile('/proc/net/ipv6_route'),
    tools.readFile('/etc/resolv.conf'),
  ]);
  const names = folder.state === 'read' ? folder.value.slice(0, MAX_INTERFACES) : [];
  const addresses = tools.interfaceAddresses();
  // Without sysfs (some containers) at least those that have addresses are known.
  const known = names.length > 0 ? names : [...new Set(addresses.map((one) => one.interface))];
  const found = (await Promise.all(known.map((name) => readInterface(tools, name)))).filter((one) => one !== null);
  const interfaces = found.map((one): SysInterface => {
    const own = addresses.filter((address) => address.interface === one.name).map(({ cidr }) => cidr);
    return { ...one, addresses: own };
  });
  const routes = [
    ...(route4.state === 'read' ? parseProcRoute(route4.value) : []),
    ...(route6.state === 'read' ? parseProcIpv6Route(route6.value) : []),
  ];
  const nameServers = resolv.state === 'read' ? parseResolvConf(resolv.value) : [];
  const facts = interfaces.map((one) => toFact(one, interfaces));
  const reading = {
    interfaces: facts,
    routes,
    nameServers,
    ...(route4.state === 'unreadable' ? { unreadable: `/proc/net/route: ${route4.why}` } : {}),
  };
  if (signal === undefined || !facts.some((one) => one.isUp && one.vpn !== undefined)) return reading;
  const indexes = new Map(interfaces.map(({ index, name }) => [index, name]));
  const [others, linkNameServers] = await Promise.all([
    readPolicyRoutes(tools, signal),
    readLinkNameServers(tools, { indexes, routes, inUse: nameServers }, signal),
  ]);
  return { ...reading, routes: [...routes, ...others], linkNameServers };
}

/** Returns the resolvers of a resolv.conf, in order, at most the three that the C library asks. */
export function parseResolvConf(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => {
      const address = /^nameserver\s+(\S+)/u.exec(line)?.[1];
      return address !== undefined && isIP(address) ? [address] : [];
    })
    .slice(0, 3);
}

/** What sysfs says about one interface. */
interface InterfaceFiles {
  readonly type: number;
  readonly devType: string;
  readonly tunFlags: number | null;
  readonly has: (entry: string) => boolean;
  readonly isLinkedElsewhere: boolean;
}

/** Returns an interface's kind by the kernel's own facts, never by its name. */
function interfaceKind(files: InterfaceFiles): InterfaceFact['kind'] {
  if (files.type === ARPHRD_LOOPBACK) return 'loopback';
  if (files.devType === 'wireguard') return 'wireguard';
  if (files.tunFlags !== null) return (files.tunFlags & IFF_TUN) !== 0 ? 'tun' : 'tap';
  if (files.type === ARPHRD_PPP) return 'ppp';
  if (files.devType === 'wlan' || files.has('wireless') || files.has('phy80211')) return 'wifi';
  if (files.type !== ARPHRD_ETHER) return 'unknown';
  if (files.has('device')) return 'ethernet';
  // The inner end of a container's cable is that container's only network; the outer end hangs on a bridge.
  if (files.isLinkedElsewhere && !files.has('master') && files.devType === '') return 'ethernet';
  return 'virtual';
}

/** One interface as sysfs shows it, before it is compared with its neighbours. */
interface SysInterface extends Omit<InterfaceFact, 'vpn'> {
  readonly index: string;
  /** Belongs to a bridge or bond. */
  readonly hasMaster: boolean;
  /** There is a device behind it: a card, a stick. */
  readonly hasDevice: boolean;
}

async function readInterface(tools: SystemTools, name: string): Promise<Omit<SysInterface, 'addresses'> | null> {
  const path = `/sys/class/net/${name}`;
  const [entries, ...texts] = await Promise.all([
    tools.listFolder(path),
    ...['type', 'uevent', 'tun_flags', 'flags', 'operstate', 'ifindex', 'iflink', 'carrier'].map((file) =>
      tools.readFile(`${path}/${file}`),
    ),
  ]);
  const [type = '', uevent = '', tunFlags = '', flags = '', operstate = '', index = '', link = '', carrier = ''] =
    texts.map((one) => (one.state === 'read' ? one.value.trim() : ''));
  if (type === '') return null;
  const listed = entries.state === 'read' ? entries.value : [];
  const kind = interfaceKind({
    type: Number(type),
    devType: /^DEVTYPE=(.*)$/mu.exec(uevent)?.[1] ?? '',
    tunFlags: tunFlags === '' ? null : Number(tunFlags),
    has: (entry) => listed.includes(entry),
    isLinkedElsewhere: index !== link,
  });
  // A tun device of a VPN that is off keeps its flag but has no carrier; the state follows that within a second.
  const isPlugged = carrier !== '0' && !['down', 'lowerlayerdown', 'notpresent'].includes(operstate);
  const isUp = (Number(flags) & IFF_UP) !== 0 && isPlugged;
  return { name, kind, isUp, index, hasMaster: listed.includes('master'), hasDevice: listed.includes('device') };
}

function toFact(one: SysInterface, all: readonly SysInterface[]): InterfaceFact {
  const { name, kind, isUp, addresses } = one;
  const vpn = vpnOf(one, all);
  return { name, kind, isUp, addresses, ...(vpn === null ? {} : { vpn }) };
}

/**
 * Returns the VPN product or protocol of an interface; `null` where it is no VPN. A tap device on a bridge belongs to a
 * virtual machine. PPP and tap without a network underneath are the network: a modem, a container.
 */
function vpnOf(one: SysInterface, all: readonly SysInterface[]): string | null {
  const { kind, name } = one;
  if (kind === 'loopback' || one.hasMaster || (one.hasDevice && kind !== 'ppp')) return null;
  const product = productOfInterface(name);
  if (kind === 'tun' || kind === 'wireguard') return product ?? kind;
  if (kind === 'ppp' || kind === 'tap') return !one.isUp || hasNetworkUnderneath(one, all) ? (product ?? kind) : null;
  if (!isTunnelName(name) || !hasNetworkUnderneath(one, all)) return null;
  return product ?? name.replace(/\d+$/u, '');
}

function hasNetworkUnderneath(one: SysInterface, all: readonly SysInterface[]): boolean {
  return all.some(
    (other) =>
      other.name !== one.name &&
      other.isUp &&
      (other.kind === 'ethernet' || other.kind === 'wifi' || other.kind === 'unknown') &&
      !isTunnelName(other.name) &&
      other.addresses.some((cidr) => !/^(?:169\.254\.|fe[89ab])/iu.test(cidr)),
  );
}
