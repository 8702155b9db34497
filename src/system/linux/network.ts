import { isIP } from './is-ip.ts';
import type { InterfaceFact } from '../../observation/observation.ts';
import type { NetworkReading } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
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

/** Reads interfaces, routes and resolvers from the kernel's files: no child process, a few milliseconds. */
export async function readLinuxNetwork(tools: SystemTools): Promise<NetworkReading> {
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
  const interfaces = await Promise.all(known.map((name) => readInterface(tools, name)));
  return {
    interfaces: interfaces.flatMap((one) =>
      one === null
        ? []
        : [{ ...one, addresses: addresses.filter((own) => own.interface === one.name).map(({ cidr }) => cidr) }],
    ),
    routes: [
      ...(route4.state === 'read' ? parseProcRoute(route4.value) : []),
      ...(route6.state === 'read' ? parseProcIpv6Route(route6.value) : []),
    ],
    nameServers: resolv.state === 'read' ? parseResolvConf(resolv.value) : [],
    ...(route4.state === 'unreadable' ? { unreadable: `/proc/net/route: ${route4.why}` } : {}),
  };
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
export function interfaceKind(files: InterfaceFiles): InterfaceFact['kind'] {
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

async function readInterface(tools: SystemTools, name: string): Promise<Omit<InterfaceFact, 'addresses'> | null> {
  const path = `/sys/class/net/${name}`;
  const [entries, ...texts] = await Promise.all([
    tools.listFolder(path),
    ...['type', 'uevent', 'tun_flags', 'flags', 'operstate', 'ifindex', 'iflink'].map((file) =>
      tools.readFile(`${path}/${file}`),
    ),
  ]);
  const [type = '', uevent = '', tunFlags = '', flags = '', operstate = '', index = '', link = ''] = texts.map((one) =>
    one.state === 'read' ? one.value.trim() : '',
  );
  if (type === '') return null;
  const listed = entries.state === 'read' ? entries.value : [];
  const kind = interfaceKind({
    type: Number(type),
    devType: /^DEVTYPE=(.*)$/mu.exec(uevent)?.[1] ?? '',
    tunFlags: tunFlags === '' ? null : Number(tunFlags),
    has: (entry) => listed.includes(entry),
    isLinkedElsewhere: index !== link,
  });
  // A tun device of a VPN that is off keeps its flag but has no carrier.
  const isUp = (Number(flags) & IFF_UP) !== 0 && !['down', 'lowerlayerdown', 'notpresent'].includes(operstate);
  const vpn = vpnProtocol(kind, listed.includes('master'));
  return { name, kind, isUp, ...(vpn === null ? {} : { vpn }) };
}

/** A tap device on a bridge belongs to a virtual machine. */
function vpnProtocol(kind: InterfaceFact['kind'], hasMaster: boolean): string | null {
  if (kind === 'tun' || kind === 'wireguard' || kind === 'ppp') return kind;
  return kind === 'tap' && !hasMaster ? 'tap' : null;
}
