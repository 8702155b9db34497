/** Fixes around a VPN: switching it on, and trying once without it to tell what has to change in it. */
import { ok } from '../base/result.ts';
import type { Observation, ObservationOf } from '../observation/observation.ts';
import { covers, type Network, physicalDefault, physicalWay } from '../verdict/links.ts';
import type { Details } from '../verdict/rule.ts';
import type { FixSituation, FixStep } from './fix-flow.ts';
import type { Planned } from './plan-servers.ts';

type Connection = ObservationOf<'vpn.connections'>['connections'][number];

/** Switched on by the program that runs it, where one can; else by the person, and watched. */
export function planConnectVpn(details: Details, { observations }: FixSituation): Planned {
  const profile = connectionsOf(observations).find((one) => !one.isUp && isMeant(one, details));
  const name = profile?.name ?? details.product ?? details.interface ?? null;
  return ok([switchVpn(profile, name, 'up'), { kind: 'verify', as: null, isByHand: false }]);
}

/** Off, diagnosed, on again; then the exact change that keeps both the VPN and the proxy. */
export function planCompareWithoutVpn(details: Details, situation: FixSituation): Planned {
  const connection = connectionsOf(situation.observations).find((one) => one.isUp && isMeant(one, details));
  const name = connection?.name ?? details.product ?? details.interface ?? null;
  const advice = splitTunnel(details, situation) ?? chooseDns(details, situation);
  const isOurs = connection?.by !== undefined;
  return ok([
    switchVpn(connection, name, 'down'),
    { kind: 'compare' },
    isOurs ? { kind: 'put-back' } : switchVpn(connection, name, 'up'),
    ...(advice === null ? [] : [advice]),
    { kind: 'verify', as: null, isByHand: false },
  ]);
}

function switchVpn(connection: Connection | undefined, name: string | null, state: 'up' | 'down'): FixStep {
  const program = connection?.by;
  if (connection !== undefined && program !== undefined)
    return {
      kind: 'set-place',
      ref: { kind: 'vpn', program, name: connection.name },
      to: state,
      what: connection.name,
    };
  return {
    kind: 'guide',
    guide: state === 'up' ? 'connect-vpn' : 'disconnect-vpn',
    args: name === null ? {} : { name },
    watch: { on: 'vpn', name, state },
  };
}

function isMeant(one: Connection, details: Details): boolean {
  const names = [one.name, one.interface, one.product];
  if (details.interface !== undefined && names.includes(details.interface)) return true;
  if (details.product !== undefined && names.includes(details.product)) return true;
  return details.interface === undefined && details.product === undefined;
}

function connectionsOf(observations: readonly Observation[]): readonly Connection[] {
  return observations.findLast((one) => one.probe === 'vpn.connections')?.connections ?? [];
}

/** The route past the tunnel to exactly the proxy's address. */
function splitTunnel(details: Details, { observations, platform }: FixSituation): FixStep | null {
  const captured = observations.find(
    (one) => one.probe === 'device.route-to' && one.interface === details.interface && details.interface !== undefined,
  );
  const network = observations.findLast((one) => one.probe === 'device.network');
  if (captured?.probe !== 'device.route-to' || network === undefined) return null;
  const { address } = captured;
  const link = physicalWay(network, address) ?? physicalDefault(network, address);
  if (link === undefined) return null;
  const gateway = gatewayOn(network, link, address);
  const length = address.includes(':') ? '128' : '32';
  const command = {
    linux: `ip route add ${address}/${length}${gateway === undefined ? '' : ` via ${gateway}`} dev ${link}`,
    macos: `route -n add -host ${address} ${gateway ?? `-interface ${link}`}`,
    windows: `New-NetRoute -DestinationPrefix ${address}/${length} -InterfaceAlias "${link}" -NextHop ${gateway ?? '0.0.0.0'}`,
  }[platform];
  const args = { name: details.interface ?? '', address: `${address}/${length}`, interface: link, command };
  return { kind: 'guide', guide: 'split-tunnel', args, watch: null };
}

/** The gateway of the link's own most exact route to an address; none where it is a neighbour. */
function gatewayOn({ routes }: Network, link: string, address: string): string | undefined {
  const lengthOf = (destination: string): number => Number(destination.split('/')[1] ?? 0);
  const fitting = routes.filter((route) => route.interface === link && covers(route.destination, address));
  return fitting.toSorted((a, b) => lengthOf(b.destination) - lengthOf(a.destination))[0]?.gateway;
}

/** The resolver that knows the proxy's name, asked for its domain alone. */
function chooseDns(details: Details, { observations, platform }: FixSituation): FixStep | null {
  const host = details.proxyHost ?? '';
  const answer = observations.find(
    (one) => one.probe === 'dns.lookup' && one.name === host && one.server !== undefined && one.addresses.length > 0,
  );
  const network = observations.findLast((one) => one.probe === 'device.network');
  if (answer?.probe !== 'dns.lookup' || answer.server === undefined || network === undefined) return null;
  const { server } = answer;
  const domain = host.split('.').slice(1).join('.');
  const zone = domain === '' ? host : domain;
  const link = physicalWay(network, server) ?? physicalDefault(network, server) ?? '';
  const command = {
    linux: `resolvectl dns ${link} ${server} && resolvectl domain ${link} '~${zone}'`,
    macos: `echo nameserver ${server} | sudo tee /etc/resolver/${zone}`,
    windows: `Add-DnsClientNrptRule -Namespace ".${zone}" -NameServers ${server}`,
  }[platform];
  const args = { name: details.interface ?? '', server, address: zone, interface: link, command };
  return { kind: 'guide', guide: 'choose-dns', args, watch: null };
}
