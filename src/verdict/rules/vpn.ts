/** Causes in a VPN: off where it is needed, or in the way to the proxy. */
import ipaddr from 'ipaddr.js';
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { ends, pathOf, SILENT, type Path } from '../path.ts';
import type { InterfaceFact } from '../../observation/observation.ts';
import type { Rule } from '../rule.ts';
import { observed } from '../ways.ts';

/** The proxy was not reached at all, and nothing on the way refused. */
function isOutOfReach(path: Path): boolean {
  if (path.end.at === 'name') return path.end.of === 'proxy';
  return (
    path.end.at === 'connect' &&
    path.end.to === 'proxy' &&
    path.end.connects.every((connect) => SILENT.some((kind) => kind === connect.failure?.kind))
  );
}

const required: Rule = {
  code: 'vpn.required',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (!isOutOfReach(path)) return fails('proxy-answered', ...ends(path));
    const question = ask(facts, { probe: 'vpn.connections' }, { probe: 'device.network' });
    if (question) return question;
    const connections = observed(facts, 'vpn.connections').at(-1);
    const network = observed(facts, 'device.network').at(-1);
    const profile = connections?.connections.find((connection) => !connection.isUp);
    const interfaceDown = network?.interfaces.find((item) => isVpn(item) && !item.isUp);
    const isAnyUp =
      connections?.connections.some((connection) => connection.isUp) === true ||
      network?.interfaces.some((item) => isVpn(item) && item.isUp) === true;
    if (isAnyUp || (!profile && !interfaceDown)) return fails('no-vpn', connections, network);
    const [first, ...rest] = ends(path);
    if (!first) return fails('not-looked-at');
    const name = profile?.interface ?? interfaceDown?.name;
    return holds(0.85, [first, ...rest, profile ? connections : network], {
      ...(name === undefined ? {} : { interface: name }),
      ...(profile ? { product: profile.name } : {}),
      proxyHost: path.proxy.host,
      proxyPort: path.proxy.port,
    });
  },
};

/** Interfaces that lead into a tunnel. */
export function isVpn(item: InterfaceFact): boolean {
  return item.vpn !== undefined || ['tun', 'tap', 'wireguard', 'ppp'].includes(item.kind);
}

const capturesProxyRoute: Rule = {
  code: 'vpn.captures-proxy-route',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'connect' || path.end.to !== 'proxy' || !isOutOfReach(path)) {
      return fails('proxy-answered', ...ends(path));
    }
    const addresses = [...new Set(path.end.connects.map((connect) => connect.address))].slice(0, 4);
    const [first, ...rest] = addresses;
    if (first === undefined) return fails('not-looked-at');
    const question = ask(
      facts,
      { probe: 'device.network' },
      { probe: 'device.route-to', address: first },
      ...rest.map((address) => ({ probe: 'device.route-to' as const, address })),
    );
    if (question) return question;
    const network = observed(facts, 'device.network').at(-1);
    if (!network) return fails('not-looked-at');
    for (const route of observed(facts, 'device.route-to')) {
      const tunnel = network.interfaces.find((item) => item.name === route.interface);
      if (!addresses.includes(route.address) || !tunnel?.isUp || !isVpn(tunnel)) continue;
      const physical = physicalWay(facts, route.address);
      if (physical) {
        return holds(0.92, [route, network, ...ends(path)], {
          interface: tunnel.name,
          proxyHost: path.proxy.host,
          proxyPort: path.proxy.port,
        });
      }
    }
    return fails('no-vpn', network);
  },
};

/** A physical interface that has the proxy's network, or a route of its own to it. */
function physicalWay(facts: Case, address: string): string | undefined {
  const network = observed(facts, 'device.network').at(-1);
  const physical = network?.interfaces.filter((item) => item.isUp && item.kind !== 'loopback' && !isVpn(item)) ?? [];
  const attached = physical.find((item) => item.addresses.some((block) => covers(block, address)));
  if (attached) return attached.name;
  const routed = network?.routes.find(
    (route) =>
      !/\/0$/.test(route.destination) &&
      physical.some((item) => item.name === route.interface) &&
      covers(route.destination, address),
  );
  if (routed) return routed.interface;
  const isPrivate = ipaddr.isValid(address) && ipaddr.process(address).range() !== 'unicast';
  const physicalDefault = network?.routes.find(
    (route) => /\/0$/.test(route.destination) && physical.some((item) => item.name === route.interface),
  );
  return isPrivate ? physicalDefault?.interface : undefined;
}

function covers(block: string, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  try {
    const [network, bits] = ipaddr.parseCIDR(block);
    const parsed = ipaddr.process(address);
    return parsed.kind() === network.kind() && parsed.match(network, bits);
  } catch {
    return false;
  }
}

export const vpnRules: readonly Rule[] = [required, capturesProxyRoute];
