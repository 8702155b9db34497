import type { LinkNameServers, RouteFact } from '../../observation/observation.ts';
import type { SystemTools } from '../system-tools.ts';
import { isIP } from './is-ip.ts';
import { routeFor } from './proc-routes.ts';

/** More links or servers than this add nothing. */
const MOST_LINKS = 32;
const MOST_SERVERS = 6;
const MOST_LINES = 20_000;

/** Where DHCP clients keep what they were given, and what its files are called. */
const LEASE_FOLDERS = ['/var/lib/dhcp', '/var/lib/dhclient', '/var/lib/NetworkManager'] as const;

/** What is known of the links before: names by number (systemd names its files by number), and the routes. */
export interface KnownLinks {
  readonly indexes: ReadonlyMap<string, string>;
  readonly routes: readonly RouteFact[];
  /** Resolvers that this computer asks now. */
  readonly inUse: readonly string[];
}

/**
 * Returns the resolvers that each link brought along: as systemd-resolved and NetworkManager tell, from the files of
 * systemd-networkd, resolvconf and the DHCP clients, and by the routes to those in use. The first that knows a link counts.
 */
export async function readLinkNameServers(
  tools: SystemTools,
  known: KnownLinks,
  signal: AbortSignal,
): Promise<readonly LinkNameServers[]> {
  const names = [...known.indexes.values()].slice(0, MOST_LINKS);
  const [resolvectl, nmcli, networkd, resolvconf, leases] = await Promise.all([
    tools.run('resolvectl', ['dns'], { signal }),
    tools.run('nmcli', ['-t', '-f', 'GENERAL.DEVICE,IP4.DNS,IP6.DNS', 'device', 'show'], { signal }),
    readNetworkd(tools, known),
    readResolvconf(tools, names),
    readLeases(tools),
  ]);
  const found = [
    ...(resolvectl.state === 'done' && resolvectl.exitCode === 0 ? parseResolvectlDns(resolvectl.stdout) : []),
    ...(nmcli.state === 'done' && nmcli.exitCode === 0 ? parseNmcliDns(nmcli.stdout) : []),
    ...networkd,
    ...resolvconf,
    ...leases.filter((one) => names.includes(one.interface)),
    ...byRoute(known),
  ];
  const byLink = new Map<string, LinkNameServers>();
  for (const one of found) {
    const before = byLink.get(one.interface);
    const servers = [...new Set([...(before?.servers ?? []), ...one.servers.filter(isIP)])].slice(0, MOST_SERVERS);
    if (servers.length > 0) byLink.set(one.interface, { ...one, from: before?.from ?? one.from, servers });
  }
  return [...byLink.values()].slice(0, MOST_LINKS);
}

/** Returns the servers by link of `resolvectl dns`: `Link 2 (eth0): 192.0.2.53 2001:db8::53`. */
export function parseResolvectlDns(text: string): readonly LinkNameServers[] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .flatMap((line) => {
      const [, name, rest = ''] = /^Link \d+ \(([^)\s]+)\):(.*)$/u.exec(line) ?? [];
      // DNS over TLS puts the server's name behind its address: `192.0.2.53#dns.example`.
      const servers = rest
        .split(' ')
        .map((word) => word.replace(/#.*$/u, ''))
        .filter(isIP);
      return name === undefined || servers.length === 0 ? [] : [{ interface: name, servers, from: 'resolvectl' }];
    });
}

/** Returns the servers by device of `nmcli -t -f GENERAL.DEVICE,IP4.DNS,IP6.DNS device show`. */
export function parseNmcliDns(text: string): readonly LinkNameServers[] {
  const found = new Map<string, string[]>();
  let device = '';
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const [, key = '', value = ''] = /^([A-Z0-9.]+)(?:\[\d+\])?:(.*)$/u.exec(line) ?? [];
    const plain = value.replaceAll('\\:', ':').trim();
    if (key === 'GENERAL.DEVICE') device = plain;
    else if ((key === 'IP4.DNS' || key === 'IP6.DNS') && device !== '' && isIP(plain)) {
      found.set(device, [...(found.get(device) ?? []), plain]);
    }
  }
  return [...found].map(([name, servers]) => ({ interface: name, servers, from: 'nmcli' }));
}

/** Returns the servers of every lease in a dhclient lease file, the newest (last) of each interface. */
export function parseDhclientLeases(text: string): readonly LinkNameServers[] {
  const found = new Map<string, readonly string[]>();
  let name = '';
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    name = /^\s*interface "([^"]+)";/u.exec(line)?.[1] ?? name;
    const listed = /^\s*option (?:domain-name-servers|dhcp6\.name-servers) ([^;]+);/u.exec(line)?.[1];
    if (listed !== undefined && name !== '')
      found.set(
        name,
        listed
          .split(',')
          .map((one) => one.trim())
          .filter(isIP),
      );
    if (line.trim() === '}') name = '';
  }
  return [...found].map(([link, servers]) => ({ interface: link, servers, from: 'dhclient' }));
}

/** systemd-networkd: `/run/systemd/netif/links/2` holds `DNS=…`, the lease of the same number too. */
async function readNetworkd(tools: SystemTools, known: KnownLinks): Promise<readonly LinkNameServers[]> {
  const read = [...known.indexes].slice(0, MOST_LINKS).map(async ([index, name]) => {
    const files = await Promise.all(
      ['links', 'leases'].map((folder) => tools.readFile(`/run/systemd/netif/${folder}/${index}`)),
    );
    const servers = files.flatMap((file) => (file.state === 'read' ? assignedServers(file.value) : []));
    return servers.length === 0 ? [] : [{ interface: name, servers, from: 'systemd-networkd' }];
  });
  return (await Promise.all(read)).flat();
}

function assignedServers(text: string): readonly string[] {
  const value = /^DNS=(.*)$/mu.exec(text)?.[1] ?? '';
  return value
    .split(/\s+/u)
    .map((word) => word.replace(/#.*$/u, ''))
    .filter(isIP);
}

/** resolvconf and openresolv keep one resolv.conf for each link and program, e.g. `eth0.dhclient`, `tun.wg0`; dhcpcd does likewise. */
async function readResolvconf(tools: SystemTools, names: readonly string[]): Promise<readonly LinkNameServers[]> {
  const folders = ['/run/resolvconf/interfaces', '/run/resolvconf/interface', '/run/dhcpcd/resolv.conf'];
  const read = folders.map(async (folder) => {
    const files = await tools.listFolder(folder);
    if (files.state !== 'read') return [];
    const own = files.value.slice(0, MOST_LINKS).map(async (file) => {
      const name = names.find((one) => file === one || file.startsWith(`${one}.`) || file === `tun.${one}`);
      const text = name === undefined ? null : await tools.readFile(`${folder}/${file}`);
      if (name === undefined || text?.state !== 'read') return [];
      const servers = [...text.value.slice(0, 10_000).matchAll(/^nameserver[ \t]+(\S+)/gmu)].map(([, one = '']) => one);
      return [{ interface: name, servers, from: 'resolvconf' }];
    });
    return (await Promise.all(own)).flat();
  });
  return (await Promise.all(read)).flat();
}

/** Leases of dhclient, and NetworkManager's own (`internal-UUID-eth0.lease`, with `DNS=`). */
async function readLeases(tools: SystemTools): Promise<readonly LinkNameServers[]> {
  const read = LEASE_FOLDERS.map(async (folder) => {
    const files = await tools.listFolder(folder);
    if (files.state !== 'read') return [];
    const leases = files.value.filter((file) => /\.leases?$/u.test(file)).slice(0, MOST_LINKS);
    const own = leases.map(async (file) => {
      const text = await tools.readFile(`${folder}/${file}`);
      if (text.state !== 'read') return [];
      const internal = /^internal-[0-9a-f-]{36}-(.+)\.lease$/u.exec(file)?.[1];
      if (internal === undefined) return parseDhclientLeases(text.value);
      return [{ interface: internal, servers: assignedServers(text.value), from: 'NetworkManager' }];
    });
    return (await Promise.all(own)).flat();
  });
  return (await Promise.all(read)).flat();
}

/** A resolver in use belongs to the link that carries it. */
function byRoute(known: KnownLinks): readonly LinkNameServers[] {
  return known.inUse.flatMap((server) => {
    const name = routeFor(server.replace(/%.*$/u, ''), known.routes)?.interface;
    return name === undefined ? [] : [{ interface: name, servers: [server], from: 'route' }];
  });
}
