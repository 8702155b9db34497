/** Causes in a VPN: off where it is needed, or in the way to the proxy. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { portsOf, portsRequest } from '../kinds.ts';
import {
  areNeighbours,
  attachedLink,
  covers,
  isVpn,
  physicalDefault,
  physicalResolvers,
  physicalWay,
  upTunnels,
} from '../links.ts';
import { ends, pathOf, SILENT, type Path } from '../path.ts';
import type { FailureKind } from '../../observation/failure.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import type { ProbeRequest } from '../../observation/probe-request.ts';
import type { Answer, Details, Rule } from '../rule.ts';
import { missingVpn } from '../vpn-need.ts';
import { lookupsOf, observed, type Connect } from '../ways.ts';
import { controlLookups } from './dns.ts';

export { isVpn } from '../links.ts';

type Connection = ObservationOf<'vpn.connections'>['connections'][number];

/** The proxy was not reached at all, and nothing on the way refused. */
function isOutOfReach(path: Path): boolean {
  if (path.end.at === 'name') return path.end.of === 'proxy';
  return (
    path.end.at === 'connect' &&
    path.end.to === 'proxy' &&
    path.end.connects.every((connect) => SILENT.some((kind) => kind === connect.failure?.kind))
  );
}

/** What "this name does not exist" looks like; anything else may be the resolver's own trouble. */
const NO_SUCH_NAME: readonly FailureKind[] = ['name-not-found', 'no-address'];

const required: Rule = {
  code: 'vpn.required',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (!isOutOfReach(path)) return fails('proxy-answered', ...ends(path));
    const question = ask(facts, { probe: 'vpn.connections' }, { probe: 'device.network' }, ...whatElseItCouldBe(facts));
    if (question) return question;
    const connections = observed(facts, 'vpn.connections').at(-1);
    const network = observed(facts, 'device.network').at(-1);
    const sleeping = connections?.connections.filter((one) => !one.isUp && mayCarry(one, path)) ?? [];
    const named = sleeping.find((one) =>
      path.end.at === 'connect' ? names(one, path) : resolves(one, path.proxy?.host ?? ''),
    );
    const profile = named ?? sleeping[0];
    const known = new Set(connections?.connections.map((one) => one.interface));
    const device = network?.interfaces.find((item) => isVpn(item) && !item.isUp && !known.has(item.name));
    const missing = missingVpn(connections, path.proxy);
    if (!profile && !device && !missing) {
      return fails(connections?.state === 'unreadable' ? 'not-looked-at' : 'no-vpn', connections, network);
    }
    const isAnyUp = connections?.connections.some((one) => one.isUp) === true || upTunnels(network).length > 0;
    if (isAnyUp && !named && !missing) return fails('no-vpn', connections, network);
    const otherwise = explainedOtherwise(facts, path);
    if (otherwise) return otherwise;
    const [first, ...rest] = ends(path);
    if (!first) return fails('not-looked-at');
    const name = profile?.interface ?? device?.name;
    // A VPN that does not say what it carries may have nothing to do with the proxy: then both fit.
    const product = missing?.name ?? profile?.product ?? profile?.name;
    return holds(named || missing ? 0.9 : 0.78, [first, ...rest, profile || missing ? connections : network], {
      ...(named || missing ? {} : { missing: ['vpn-networks'] as const }),
      ...(name === undefined ? {} : { interface: name }),
      ...(product === undefined ? {} : { product }),
      ...proxyOf(path),
    });
  },
};

/** Whether a VPN that is off could lead to the proxy: one that says what it carries must carry its address. */
function mayCarry(one: Connection, path: Path): boolean {
  const { networks } = one;
  if (networks === undefined || one.mayCarryMore === true || path.end.at !== 'connect') return true;
  return path.end.connects.some((connect) => networks.some((block) => covers(block, connect.address)));
}

/** Blocks that together are everything, as VPNs write it. */
const EVERYTHING = /^(0\.0\.0\.0\/[01]|128\.0\.0\.0\/1|::\/[01]|8000::\/1)$/;

/** Whether a VPN names the proxy's network: one that carries everything leads anywhere, perhaps past the company. */
function names({ networks }: Connection, { end }: Path): boolean {
  const named = networks?.filter((block) => !EVERYTHING.test(block)) ?? [];
  return end.at === 'connect' && end.connects.some((connect) => named.some((block) => covers(block, connect.address)));
}

/** Whether a VPN brings the resolver of the domain that a name is in. */
function resolves({ domains }: Connection, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return domains?.some((domain) => domain.includes('.') && (name === domain || name.endsWith(`.${domain}`))) === true;
}

/** Questions whose answers show that the proxy is out of reach for a reason of its own. */
function whatElseItCouldBe(facts: Case): readonly ProbeRequest[] {
  const path = pathOf(facts);
  if (path.end.at === 'name') return NO_SUCH_NAME.some((kind) => isKind(path, kind)) ? [] : controlLookups(facts);
  const first = path.end.at === 'connect' ? path.end.connects[0] : undefined;
  if (!first || !path.proxy) return [];
  return [
    portsRequest(path.proxy),
    { probe: 'host.ping', host: first.address },
    { probe: 'firewall.rules', host: first.address, port: first.port },
  ];
}

function isKind(path: Path, kind: FailureKind): boolean {
  return path.end.at === 'name' && path.end.lookup.failure?.kind === kind;
}

/** Returns why it is not for the want of a VPN; `null` where nothing else explains the silence. */
function explainedOtherwise(facts: Case, path: Path): Answer | null {
  if (path.end.at === 'name') {
    if (NO_SUCH_NAME.some((kind) => isKind(path, kind))) return null;
    const { lookup } = path.end;
    const others = lookupsOf(facts).filter((other) => other.name !== lookup.name);
    const isResolverFine = others.some(({ failure }) => failure === null || NO_SUCH_NAME.includes(failure.kind));
    return isResolverFine ? null : fails('no-name-resolves', lookup, ...others);
  }
  const first = path.end.at === 'connect' ? path.end.connects[0] : undefined;
  if (!first || !path.proxy) return null;
  const rules = observed(facts, 'firewall.rules').find(
    (reading) => reading.address === first.address && reading.matching.some((rule) => rule.verdict !== 'accept'),
  );
  if (rules) return fails('not-looked-at', rules);
  const ports = portsOf(facts, path.proxy);
  const ping = observed(facts, 'host.ping').find((item) => item.host === first.address && item.interface === undefined);
  const answers = ports?.ports.some(({ failure }) => failure === null || failure.kind === 'connection-refused');
  if (answers === true || ping?.answered === true) return fails('host-answers-elsewhere', ports, ping);
  // Somebody on the way forbids it: that is a filter, not a missing tunnel.
  if (ping?.refusal?.kind === 'prohibited') return fails('not-looked-at', ping);
  const network = observed(facts, 'device.network').at(-1);
  const attached = network && attachedLink(network, first.address);
  if (attached) return fails('no-vpn', network);
  const neighbour = isNetworkHere(facts, first);
  return neighbour ? fails('network-is-here', neighbour) : null;
}

/** A router that has the host's network on a link of its own takes this long to find out that the host is gone. */
const LOOKED_FOR_MS = 2_000;

/**
 * Returns what shows that the proxy's network is reached without any VPN: a router beside the proxy looked for it in
 * vain, or a resolver among its neighbours has answered.
 */
function isNetworkHere(facts: Case, connect: Connect): { readonly id: `o${number}` } | null {
  if (connect.failure?.kind === 'host-unreachable' && connect.tookMs >= LOOKED_FOR_MS) return connect;
  const network = observed(facts, 'device.network').at(-1);
  const [resolver] = network?.nameServers ?? [];
  const answer = lookupsOf(facts).find((lookup) => lookup.server === undefined && lookup.failure === null);
  return resolver !== undefined && answer && areNeighbours(resolver, connect.address) ? answer : null;
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
    const question = ask(
      facts,
      { probe: 'device.network' },
      ...addresses.map((address) => ({ probe: 'device.route-to' as const, address })),
    );
    if (question) return question;
    const network = observed(facts, 'device.network').at(-1);
    const tunnels = upTunnels(network);
    const captured = observed(facts, 'device.route-to').filter(
      (route) => addresses.includes(route.address) && tunnels.some((item) => item.name === route.interface),
    );
    const [route] = captured;
    if (!network || !route?.interface) return fails('no-vpn', network);
    const details: Details = { interface: route.interface, ...proxyOf(path) };
    const near = captured.find(({ address }) => physicalWay(network, address) !== undefined);
    if (near) return holds(0.92, [near, network, ...ends(path)], details);
    // Nothing says that the proxy is on this side of the tunnel; an echo past the tunnel would.
    const link = physicalDefault(network, route.address);
    if (link === undefined) return fails('not-looked-at', route, network);
    const echo = ask(facts, { probe: 'host.ping', host: route.address, interface: link });
    if (echo) return echo;
    const ping = observed(facts, 'host.ping').find((item) => item.host === route.address && item.interface === link);
    if (ping?.answered === true) return holds(0.92, [ping, route, network, ...ends(path)], details);
    return fails('host-answers-nowhere', ping, route);
  },
};

const dnsOverride: Rule = {
  code: 'vpn.dns-override',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'name' || path.end.of !== 'proxy') return fails('name-resolved', ...ends(path));
    const { lookup } = path.end;
    if (lookup.failure?.kind === 'cancelled') return fails('not-looked-at', lookup);
    const first = ask(facts, { probe: 'device.network' });
    if (first) return first;
    const network = observed(facts, 'device.network').at(-1);
    const [tunnel] = upTunnels(network);
    if (!network || !tunnel) return fails('no-vpn', network);
    // A "no" is the word of the first resolver alone; after silence all of them were asked.
    const saidNo = NO_SUCH_NAME.some((kind) => isKind(path, kind));
    const servers = physicalResolvers(network, saidNo ? network.nameServers.slice(0, 1) : network.nameServers);
    if (servers.length === 0) return fails('not-looked-at', network);
    const question = ask(
      facts,
      ...servers.map((server) => ({ probe: 'dns.lookup', name: lookup.name, role: 'proxy', server }) as const),
    );
    if (question) return question;
    const answers = lookupsOf(facts).filter(
      (other) => other.name === lookup.name && other.server !== undefined && servers.includes(other.server),
    );
    const knows = answers.find((other) => other.failure === null && other.addresses.length > 0);
    if (!knows) return fails('name-not-resolved', lookup, ...answers);
    return holds(0.93, [lookup, knows, network], { interface: tunnel.name, ...proxyOf(path) });
  },
};

function proxyOf(path: Path): Details {
  return path.proxy ? { proxyHost: path.proxy.host, proxyPort: path.proxy.port } : {};
}

export const vpnRules: readonly Rule[] = [required, capturesProxyRoute, dnsOverride];
