import ipaddr from 'ipaddr.js';
import type { InterfaceFact, LinkNameServers, RouteFact } from '../../observation/observation.ts';
import { isTunnelName, productOfAdapter } from '../vpn-products.ts';

const MOST_ENTRIES = 5_000;

/**
 * One PowerShell for everything about links: its objects are the same in every language of Windows, the texts of
 * `ipconfig` and `netsh` are not.
 */
export const NETWORK_SCRIPT = [
  "$ErrorActionPreference='SilentlyContinue'",
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  '@{adapters=@(Get-NetAdapter -IncludeHidden|Select-Object Name,InterfaceDescription,ifIndex,Status,NdisPhysicalMedium,HardwareInterface,Virtual);' +
    'addresses=@(Get-NetIPAddress|Select-Object InterfaceAlias,ifIndex,IPAddress,PrefixLength);' +
    'routes=@(Get-NetRoute|Select-Object DestinationPrefix,NextHop,InterfaceAlias,ifIndex,RouteMetric,InterfaceMetric);' +
    'dns=@(Get-DnsClientServerAddress|Select-Object InterfaceAlias,ServerAddresses)}|ConvertTo-Json -Depth 4 -Compress',
].join(';');

/** What the script said, as facts; resolvers in use are those of the link with the smallest metric. */
export interface WindowsNetwork {
  readonly interfaces: readonly InterfaceFact[];
  readonly routes: readonly RouteFact[];
  readonly linkNameServers: readonly LinkNameServers[];
}

/** Returns the links of `NETWORK_SCRIPT`'s answer; `null` where the text is none. */
export function parseNetworkJson(text: string): WindowsNetwork | null {
  const all = asObject(parseJson(text));
  if (all === null || !('adapters' in all)) return null;
  const addresses = listOf(all['addresses']).flatMap((one) => {
    const address = textOf(one['IPAddress']).replace(/%.*$/u, '');
    const cidr = `${address}/${textOf(one['PrefixLength'])}`;
    return ipaddr.isValidCIDR(cidr) ? [{ link: textOf(one['InterfaceAlias']), cidr }] : [];
  });
  const adapters = listOf(all['adapters']).filter((one) => textOf(one['Name']) !== '');
  const named = new Set(adapters.map((one) => textOf(one['Name'])));
  // The loopback and the interfaces of VPNs that Windows itself brings up (PPP) are no adapters.
  const others = [...new Set(addresses.map(({ link }) => link))].filter((link) => link !== '' && !named.has(link));
  const own = (name: string): readonly string[] =>
    addresses.filter(({ link }) => link === name).map(({ cidr }) => cidr);
  return {
    interfaces: [
      ...adapters.map((one) => adapterFact(one, own(textOf(one['Name'])))),
      ...others.map((name) => bareFact(name, own(name))),
    ],
    routes: listOf(all['routes']).flatMap(routeFact),
    linkNameServers: listOf(all['dns']).flatMap((one) => {
      const listed = one['ServerAddresses'];
      const servers = (Array.isArray(listed) ? listed.map(textOf) : []).filter((server) => ipaddr.isValid(server));
      // Site-local addresses that Windows lists where nothing was given (RFC 3879 took them away).
      const real = servers.filter((server) => !/^fec0:0:0:ffff::/iu.test(server));
      const name = textOf(one['InterfaceAlias']);
      return real.length === 0 ? [] : [{ interface: name, servers: real, from: 'Get-DnsClientServerAddress' }];
    }),
  };
}

function adapterFact(one: Json, addresses: readonly string[]): InterfaceFact {
  const name = textOf(one['Name']);
  const description = textOf(one['InterfaceDescription']);
  const isUp = textOf(one['Status']) === 'Up';
  const product = productOfAdapter(description);
  const isHardware = one['HardwareInterface'] === true;
  // 9 is NdisPhysicalMediumNative802_11 (ntddndis.h).
  if (isHardware && product === undefined) {
    return { name, kind: textOf(one['NdisPhysicalMedium']) === '9' ? 'wifi' : 'ethernet', isUp, addresses };
  }
  const isTunnel =
    product !== undefined || /\b(?:TAP|TUN|VPN|WAN Miniport \((?:IKEv2|L2TP|PPTP|SSTP))/iu.test(description);
  // The miniports are always there; only one that carries an address is a VPN.
  if (/WAN Miniport/u.test(description) && addresses.length === 0) return { name, kind: 'virtual', isUp, addresses };
  return isTunnel
    ? { name, kind: 'tun', isUp, addresses, vpn: product ?? 'tun' }
    : { name, kind: 'virtual', isUp, addresses };
}

function bareFact(name: string, addresses: readonly string[]): InterfaceFact {
  const isLoopback = addresses.some((cidr) => /^(?:127\.|::1\/)/u.test(cidr));
  if (isLoopback) return { name, kind: 'loopback', isUp: true, addresses };
  // An address without an adapter: a connection of the remote access service.
  return { name, kind: 'ppp', isUp: true, addresses, vpn: isTunnelName(name) ? 'ppp' : name };
}

function routeFact(one: Json): readonly RouteFact[] {
  const destination = textOf(one['DestinationPrefix']);
  const name = textOf(one['InterfaceAlias']);
  if (!ipaddr.isValidCIDR(destination) || name === '') return [];
  const hop = textOf(one['NextHop']);
  const metric = Number(textOf(one['RouteMetric'])) + Number(textOf(one['InterfaceMetric']));
  return [
    {
      destination,
      interface: name,
      ...(ipaddr.isValid(hop) && hop !== '0.0.0.0' && hop !== '::' ? { gateway: hop } : {}),
      ...(Number.isFinite(metric) ? { metric } : {}),
    },
  ];
}

/**
 * Returns the IPv4 routes of `route print`, where PowerShell may not run: lines of five columns, numbers in every
 * language. The interface is told by its address there.
 */
export function parseRoutePrint(
  text: string,
  addresses: readonly { readonly interface: string; readonly cidr: string }[],
): readonly RouteFact[] {
  const nameOf = (address: string): string =>
    addresses.find(({ cidr }) => cidr.startsWith(`${address}/`))?.interface ?? address;
  return text
    .split(/\r?\n/u)
    .slice(0, MOST_ENTRIES)
    .flatMap((line) => {
      const [destination = '', mask = '', gateway = '', link = '', metric = '', ...more] = line.trim().split(/\s+/u);
      if (more.length > 0 || !/^\d+$/u.test(metric) || !isV4(destination) || !isV4(mask) || !isV4(link)) return [];
      const length = ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask();
      if (length === null) return [];
      return [
        {
          destination: `${destination}/${String(length)}`,
          interface: nameOf(link),
          ...(isV4(gateway) ? { gateway } : {}),
          metric: Number(metric),
        },
      ];
    });
}

function isV4(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

export type Json = Readonly<Record<string, unknown>>;

/** Returns the objects of a JSON list; PowerShell writes a list of one as the one itself. */
export function listOf(value: unknown): readonly Json[] {
  const items: readonly unknown[] = Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : [value];
  return items.map(asObject).filter((one) => one !== null);
}

/** Returns a text or number as text; empty where it is neither. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Returns parsed JSON, `null` where the text is none. A byte order mark is passed over. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
