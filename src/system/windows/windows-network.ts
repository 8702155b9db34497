import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import { isIP } from '../linux/is-ip.ts';
import { routeFor } from '../linux/proc-routes.ts';
import { networkFromRuntime } from '../network-from-runtime.ts';
import type { EchoReading, NetworkReading, RouteToReading } from '../system.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { NETWORK_SCRIPT, parseNetworkJson, parseRoutePrint } from './parse-network.ts';
import { parsePhoneBook, parseVpnConnections, VPN_SCRIPT } from './parse-vpn.ts';

/** Runs a script; its objects are the same in every language of Windows. */
export function powershell(tools: SystemTools, script: string, signal: AbortSignal): Promise<CommandOutcome> {
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script];
  return tools.run('powershell.exe', args, { signal, deadline: 'powershell' });
}

/** Reads links, routes and resolvers; where PowerShell gives no answer, addresses and the routes of `route print`. */
export async function readWindowsNetwork(tools: SystemTools, signal: AbortSignal): Promise<NetworkReading> {
  const [script, print] = await Promise.all([
    powershell(tools, NETWORK_SCRIPT, signal),
    tools.run('route.exe', ['print', '-4'], { signal }),
  ]);
  const known = script.state === 'done' ? parseNetworkJson(script.stdout) : null;
  if (known === null) {
    const bare = networkFromRuntime(tools);
    const routes = print.state === 'done' ? parseRoutePrint(print.stdout, tools.interfaceAddresses()) : [];
    return { ...bare, routes, unreadable: script.state === 'failed' ? script.why : 'PowerShell gave no answer' };
  }
  const first = routeFor('192.0.2.1', known.routes)?.interface ?? routeFor('2001:db8::1', known.routes)?.interface;
  // Windows asks the resolvers of the link that it prefers first; a VPN's link mostly has the smallest metric.
  const nameServers = known.linkNameServers.find((one) => one.interface === first)?.servers ?? [];
  return { ...known, nameServers };
}

/** Returns which link carries an address: the longest match, then the smallest metric (route and link together). */
export async function routeToOnWindows(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
): Promise<Reading<RouteToReading>> {
  if (!isIP(address)) return unreadable('not an address');
  const { routes, unreadable: why } = await readWindowsNetwork(tools, signal);
  if (routes.length === 0) return unreadable(why ?? 'no routes');
  const route = routeFor(address.replace(/%.*$/u, ''), routes);
  if (route === null) return read({ covered: false, why: 'network-unreachable' });
  return read({
    covered: true,
    interface: route.interface,
    ...(route.gateway === undefined ? {} : { gateway: route.gateway }),
  });
}

/** One echo. `ping.exe` ends with 0 for "unreachable" too, and its words are translated: only an answer has a time and a TTL. */
export async function pingOnWindows(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
): Promise<Reading<EchoReading>> {
  if (!isIP(address)) return unreadable('not an address');
  const outcome = await tools.run('ping.exe', ['-n', '1', '-w', '1000', address], { signal });
  if (outcome.state === 'missing') return ABSENT;
  if (outcome.state === 'failed') return unreadable(outcome.why);
  const time = /[=<] ?(\d+) ?ms(?: TTL=\d+)?\s*$/mu.exec(outcome.stdout.split(/\r?\n/u).slice(0, 4).join('\n'))?.[1];
  return read({ rttMs: time === undefined ? null : Number(time) });
}

/** Returns the VPN connections of Windows' own client, and links of other clients. */
export async function vpnConnectionsOnWindows(
  tools: SystemTools,
  signal: AbortSignal,
): Promise<Reading<ObservationOf<'vpn.connections'>['connections']>> {
  const roaming = tools.env['APPDATA'] ?? '';
  const [script, network, book] = await Promise.all([
    powershell(tools, VPN_SCRIPT, signal),
    readWindowsNetwork(tools, signal),
    tools.readFile(`${roaming}\\Microsoft\\Network\\Connections\\Pbk\\rasphone.pbk`),
  ]);
  const listed = script.state === 'done' ? parseVpnConnections(script.stdout) : null;
  const links = network.interfaces.flatMap(({ name, kind, isUp, vpn }) =>
    vpn === undefined || kind === 'ppp' ? [] : [{ name, kind, isUp, interface: name, product: vpn }],
  );
  if (listed !== null) return read([...listed, ...links]);
  if (book.state !== 'read') return unreadable(script.state === 'failed' ? script.why : 'PowerShell gave no answer');
  const up = new Set(network.interfaces.map(({ name }) => name));
  return read([...parsePhoneBook(book.value).map((name) => ({ name, kind: 'ras', isUp: up.has(name) })), ...links]);
}
