/** What the facts say of this computer's links: which lead into a tunnel, which are physical, what they reach. */
import ipaddr from 'ipaddr.js';
import type { InterfaceFact, ObservationOf } from '../observation/observation.ts';

export type Network = ObservationOf<'device.network'>;

/** Interfaces that lead into a tunnel; who reads the system decides that, by driver, product and neighbours. */
export function isVpn(item: InterfaceFact): boolean {
  return item.vpn !== undefined;
}

/** Returns the tunnels that are on. */
export function upTunnels(network: Network | undefined): readonly InterfaceFact[] {
  return network?.interfaces.filter((item) => item.isUp && isVpn(item)) ?? [];
}

/** Returns the links that are up and end at a cable or in the air; a bridge counts where a gateway is behind it. */
function physicalLinks(network: Network): readonly InterfaceFact[] {
  return network.interfaces.filter(
    (item) =>
      item.isUp &&
      !isVpn(item) &&
      item.kind !== 'loopback' &&
      (item.kind !== 'virtual' ||
        network.routes.some((route) => route.interface === item.name && route.gateway !== undefined)),
  );
}

/** Whether a CIDR block holds an address of the same family. */
export function covers(block: string, address: string): boolean {
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(block)) return false;
  const [network, bits] = ipaddr.parseCIDR(block);
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4) return parsed.match(network, bits);
  return parsed instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6 && parsed.match(network, bits);
}

/** Whether two addresses are of one family and share what is mostly one network: 24 bits of IPv4, 64 of IPv6. */
export function areNeighbours(a: string, b: string): boolean {
  return covers(`${a}/${a.includes(':') ? '64' : '24'}`, b);
}

/** Returns the physical link whose own network holds an address. */
export function attachedLink(network: Network, address: string): InterfaceFact | undefined {
  return physicalLinks(network).find((item) => item.addresses.some((block) => covers(block, address)));
}

/** Returns the physical link that has an address's network, or a route of its own to it. */
export function physicalWay(network: Network, address: string): string | undefined {
  const attached = attachedLink(network, address);
  if (attached) return attached.name;
  const names = physicalLinks(network).map((item) => item.name);
  return network.routes.find(
    (route) => !isDefault(route.destination) && names.includes(route.interface) && covers(route.destination, address),
  )?.interface;
}

/** Returns the physical link that would carry everything else, were it not for the tunnels. */
export function physicalDefault(network: Network, address: string): string | undefined {
  const names = physicalLinks(network).map((item) => item.name);
  return network.routes.find(
    (route) => isDefault(route.destination) && names.includes(route.interface) && covers(route.destination, address),
  )?.interface;
}

/** More resolvers than this are not asked. */
const MOST_RESOLVERS = 4;

/**
 * Returns the resolvers that stand on physical links and are not those in use: what the links brought along, what is
 * listed and reached over them, then their gateways (a small network's gateway is mostly its resolver as well).
 */
export function physicalResolvers(network: Network, inUse: readonly string[]): readonly string[] {
  const links = physicalLinks(network).map((item) => item.name);
  const brought = (network.linkNameServers ?? []).flatMap((one) => (links.includes(one.interface) ? one.servers : []));
  const gateways = network.routes.flatMap((route) =>
    isDefault(route.destination) && links.includes(route.interface) && route.gateway !== undefined
      ? [route.gateway]
      : [],
  );
  // Link-local gateways (IPv6) need a zone, which a resolver's address can't always carry.
  const usable = [...brought, ...gateways].filter((server) => !inUse.includes(server) && !/^fe[89ab]/i.test(server));
  return [...new Set(usable)].slice(0, MOST_RESOLVERS);
}

function isDefault(destination: string): boolean {
  return destination.endsWith('/0');
}
