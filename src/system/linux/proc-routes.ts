import ipaddr from 'ipaddr.js';
import type { RouteFact } from '../../observation/observation.ts';

/** Flags of the kernel's route tables (linux/route.h). */
const RTF_UP = 0x1;
const RTF_GATEWAY = 0x2;
const RTF_REJECT = 0x200;

/** Returns the routes of `/proc/net/route`: addresses there are little-endian hexadecimal. */
export function parseProcRoute(text: string): readonly RouteFact[] {
  return text
    .split('\n')
    .slice(1, 100_000)
    .flatMap((line) => {
      const [name, destination = '', gateway = '', flagsHex = '', , , metric = '', mask = ''] = line
        .trim()
        .split(/\s+/u);
      const flags = Number.parseInt(flagsHex, 16);
      if (name === undefined || name === '' || (flags & RTF_UP) === 0 || (flags & RTF_REJECT) !== 0) return [];
      const address = littleEndian(destination);
      const prefix =
        littleEndian(mask) === null ? null : ipaddr.IPv4.parse(littleEndian(mask) ?? '').prefixLengthFromSubnetMask();
      if (address === null || prefix === null) return [];
      const via = (flags & RTF_GATEWAY) === 0 ? null : littleEndian(gateway);
      return [
        {
          destination: `${address}/${String(prefix)}`,
          interface: name,
          ...(via === null ? {} : { gateway: via }),
          ...(/^[0-9]+$/u.test(metric) ? { metric: Number(metric) } : {}),
        },
      ];
    });
}

/** Returns the routes of `/proc/net/ipv6_route`, without those of single own addresses and of multicast. */
export function parseProcIpv6Route(text: string): readonly RouteFact[] {
  return text
    .split('\n')
    .slice(0, 100_000)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/u);
      const [destination = '', prefixHex = '', , , gateway = '', metricHex = '', , , flagsHex = '', name = ''] = fields;
      const flags = Number.parseInt(flagsHex, 16);
      const address = bigEndian(destination);
      const prefix = Number.parseInt(prefixHex, 16);
      if (address === null || name === '' || name === 'lo' || (flags & RTF_UP) === 0 || (flags & RTF_REJECT) !== 0)
        return [];
      if (prefix === 128 || address.startsWith('ff')) return [];
      const via = (flags & RTF_GATEWAY) === 0 ? null : bigEndian(gateway);
      return [
        {
          destination: `${address}/${String(prefix)}`,
          interface: name,
          ...(via === null ? {} : { gateway: via }),
          metric: Number.parseInt(metricHex, 16),
        },
      ];
    });
}

/** Returns the route that carries an address: the longest prefix, then the smallest metric; `null` where none does. */
export function routeFor(address: string, routes: readonly RouteFact[]): RouteFact | null {
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  let best: { readonly route: RouteFact; readonly prefix: number } | null = null;
  for (const route of routes) {
    const [network, prefix] = ipaddr.parseCIDR(route.destination);
    const isMatch =
      (parsed instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4 && parsed.match(network, prefix)) ||
      (parsed instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6 && parsed.match(network, prefix));
    if (!isMatch) continue;
    const isBetter =
      best === null ||
      prefix > best.prefix ||
      (prefix === best.prefix && (route.metric ?? 0) < (best.route.metric ?? 0));
    if (isBetter) best = { route, prefix };
  }
  return best?.route ?? null;
}

function littleEndian(hex: string): string | null {
  if (!/^[0-9a-f]{8}$/iu.test(hex)) return null;
  return [6, 4, 2, 0].map((at) => String(Number.parseInt(hex.slice(at, at + 2), 16))).join('.');
}

function bigEndian(hex: string): string | null {
  if (!/^[0-9a-f]{32}$/iu.test(hex)) return null;
  return ipaddr.parse((hex.match(/.{4}/gu) ?? []).join(':')).toString();
}
