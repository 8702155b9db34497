import { read, type Reading, unreadable } from '../../base/reading.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import { isIP } from '../linux/is-ip.ts';
import { readPing } from '../linux/ping.ts';
import { networkFromRuntime } from '../network-from-runtime.ts';
import type { EchoReading, NetworkReading, RouteToReading } from '../system.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { macosInterface, parseIfconfig } from './parse-ifconfig.ts';
import { parseNetworkExtensions } from './parse-system-extensions.ts';
import { matchPfRules } from './parse-pf.ts';
import { parseNetstatRoutes, parseRouteGet } from './parse-routes.ts';
import { parseScutilDns, parseScutilNc } from './parse-scutil-network.ts';

/** Reads interfaces, routes and resolvers of a Mac, four commands at the same time. */
export async function readMacosNetwork(tools: SystemTools, signal: AbortSignal): Promise<NetworkReading> {
  const [ifconfig, netstat, dns, ports] = await Promise.all([
    tools.run('/sbin/ifconfig', [], { signal }),
    tools.run('/usr/sbin/netstat', ['-rn'], { signal }),
    tools.run('/usr/sbin/scutil', ['--dns'], { signal }),
    tools.run('/usr/sbin/networksetup', ['-listallhardwareports'], { signal }),
  ]);
  if (ifconfig.state !== 'done') return { ...networkFromRuntime(tools), unreadable: why(ifconfig) };
  const wifi = wifiDevices(textOf(ports));
  const resolvers = parseScutilDns(textOf(dns));
  return {
    interfaces: parseIfconfig(ifconfig.stdout).map((one) => macosInterface(one, wifi)),
    routes: parseNetstatRoutes(textOf(netstat)),
    nameServers: resolvers.nameServers,
    linkNameServers: resolvers.linkNameServers,
    ...(netstat.state === 'done' ? {} : { unreadable: why(netstat) }),
  };
}

/** Returns the devices of ports called Wi-Fi in `networksetup -listallhardwareports`; that command speaks English always. */
function wifiDevices(text: string): readonly string[] {
  return [...text.slice(0, 100_000).matchAll(/^Hardware Port: (?:Wi-Fi|AirPort)\nDevice: (\S+)$/gmu)].map(
    ([, name = '']) => name,
  );
}

/** Returns which interface carries an address (`route -n get`). */
export async function routeToOnMacos(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
): Promise<Reading<RouteToReading>> {
  if (!isIP(address)) return unreadable('not an address');
  const family = address.includes(':') ? ['-inet6'] : [];
  const outcome = await tools.run('/sbin/route', ['-n', 'get', ...family, address], { signal });
  if (outcome.state !== 'done') return unreadable(why(outcome));
  const answer = parseRouteGet(outcome.stdout, outcome.stderr);
  return answer === null ? unreadable('unknown output of route') : read(answer);
}

/** One echo; `-W` counts milliseconds here, and `-b` binds to an interface (ping(8) of macOS). */
export async function pingOnMacos(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
  options: { readonly interface?: string } = {},
): Promise<Reading<EchoReading>> {
  if (!isIP(address)) return unreadable('not an address');
  const bound = options.interface === undefined ? [] : ['-b', options.interface];
  const outcome = address.includes(':')
    ? await tools.run('/sbin/ping6', ['-n', '-c', '1', address], { signal })
    : await tools.run('/sbin/ping', ['-n', '-c', '1', '-W', '1000', ...bound, address], { signal });
  // Here 2 means "sent, and no answer"; other errors have numbers of sysexits(3).
  const asElsewhere = outcome.state === 'done' && outcome.exitCode === 2 ? { ...outcome, exitCode: 1 } : outcome;
  return readPing(asElsewhere);
}

/** Returns the VPN services of the network settings, and tunnels that belong to none. */
export async function vpnConnectionsOnMacos(
  tools: SystemTools,
  signal: AbortSignal,
): Promise<Reading<ObservationOf<'vpn.connections'>['connections']>> {
  const [services, network] = await Promise.all([
    tools.run('/usr/sbin/scutil', ['--nc', 'list'], { signal }),
    readMacosNetwork(tools, signal),
  ]);
  if (services.state !== 'done') return unreadable(why(services));
  const listed = parseScutilNc(services.stdout);
  const isKnown = listed.some((one) => one.isUp);
  const tunnels = network.interfaces.filter((one) => one.vpn !== undefined);
  const loose = isKnown ? [] : tunnels.map(({ name, kind, isUp }) => ({ name, kind, isUp, interface: name }));
  return read([...listed, ...loose]);
}

/** Returns the rule of pf that decides; only an administrator may look. The application firewall filters what comes in only. */
export async function firewallRulesOnMacos(
  tools: SystemTools,
  to: { readonly address: string; readonly port: number },
  signal: AbortSignal,
): Promise<Reading<ObservationOf<'firewall.rules'>['matching']>> {
  if (!isIP(to.address)) return unreadable('not an address');
  const [rules, route, extensions] = await Promise.all([
    tools.run('/sbin/pfctl', ['-sr'], { signal }),
    routeToOnMacos(tools, to.address, signal),
    tools.run('/usr/bin/systemextensionsctl', ['list'], { signal }),
  ]);
  // Their rules are known to nobody but themselves.
  const filters = parseNetworkExtensions(textOf(extensions));
  const also = filters.length === 0 ? '' : `; network extensions that may decide: ${filters.slice(0, 5).join(', ')}`;
  if (rules.state !== 'done') return unreadable(why(rules) + also);
  if (rules.exitCode !== 0)
    return unreadable(`pfctl: ${rules.stderr.trim().split('\n').at(-1)?.slice(0, 160) ?? ''}${also}`);
  const link = route.state === 'read' && route.value.covered ? { interface: route.value.interface } : {};
  return read(matchPfRules(rules.stdout, { ...to, ...link }));
}

function textOf(outcome: CommandOutcome): string {
  return outcome.state === 'done' ? outcome.stdout : '';
}

function why(outcome: CommandOutcome): string {
  return outcome.state === 'failed' ? outcome.why : outcome.state;
}
