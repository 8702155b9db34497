import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, commandNow } from './command.ts';
import type { Draw } from './seed.ts';
import { stopAllServersNow } from './server-process.ts';

/** The places of the lab's network, each a network namespace joined to the router by a veth pair. */
export const PLACES = ['client', 'proxy', 'site', 'dns'] as const;
export type Place = (typeof PLACES)[number];

/** A small internet: a computer, an office's proxies, sites, resolvers, and a router with a packet filter between them. */
export interface Network {
  /** Names of the namespaces. */
  readonly namespaces: Readonly<Record<Place | 'router', string>>;
  /** Networks in CIDR form. */
  readonly networks: Readonly<Record<Place, string>>;
  /** The addresses each place has. */
  readonly addresses: Readonly<Record<Place, readonly string[]>>;
  /** The router's address in each network. */
  readonly gateways: Readonly<Record<Place, string>>;
  /** The client's interface. */
  readonly clientInterface: string;
  /** A folder for the run's files, removed at the end; readable by servers that drop their privileges. */
  readonly folder: string;
  /** Addresses that nobody has: in the proxies' network and among the sites. */
  readonly nobody: { readonly proxy: string; readonly site: string };
  /** Puts rules of the router's forward chain in place of those that stand there, one nft rule a line. */
  filter(rules: readonly string[], rewrites?: readonly string[]): Promise<void>;
  /** Gives the client its link, its address and its default route back, and takes its local filter away. */
  restoreClient(): Promise<void>;
  /** Runs a command inside a namespace. */
  inside(place: Place | 'router', argv: readonly string[], input?: string): Promise<string>;
  remove(): void;
}

const PREFIX = 'twlab';
const ADDRESSES_OF: Readonly<Record<Place, number>> = { client: 1, proxy: 12, site: 30, dns: 2 };
const alive = new Set<() => void>();
let watchesExit = false;
let built = 0;

/** Returns why no lab can be built on this machine, or `null` where it can. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux') return 'the lab needs Linux network namespaces';
  if (process.getuid?.() !== 0) return 'the lab needs root to build network namespaces';
  const wanted = ['ip', 'nft', 'nginx', 'dnsmasq', 'squid', 'tinyproxy', 'danted', 'microsocks', 'haproxy', 'privoxy'];
  const missing = wanted.filter((tool) => commandNow('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${tool}`]) === '');
  if (missing.length > 0) return `the lab needs these programs, which are not installed: ${missing.join(', ')}`;
  const trial = `${PREFIX}-${String(process.pid)}-trial`;
  if (
    commandNow('sh', ['-c', `ip netns add ${trial} && ip netns exec ${trial} nft list ruleset && echo works`]) === ''
  ) {
    return 'this machine does not let root create network namespaces';
  }
  commandNow('ip', ['netns', 'del', trial]);
  return null;
}

/** Builds the network with everything drawn; many may stand side by side. */
export async function buildNetwork(draw: Draw): Promise<Network> {
  removeDeadNetworks();
  built += 1;
  const name = `${PREFIX}-${String(process.pid)}-${String(built)}`;
  const names = {
    client: `${name}-client`,
    proxy: `${name}-proxy`,
    site: `${name}-site`,
    dns: `${name}-dns`,
    router: `${name}-router`,
  };
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  await command('chmod', ['0755', folder]);
  const remove = (): void => {
    if (!alive.delete(remove)) return;
    for (const namespace of Object.values(names)) removeNamespace(namespace);
    rmSync(folder, { recursive: true, force: true });
  };
  alive.add(remove);
  removeOnExit();

  const bases = drawBases(draw);
  const hosts = (place: Place): readonly string[] => {
    const first = draw.integer(10, 60);
    return Array.from({ length: ADDRESSES_OF[place] }, (_, index) => `${bases[place]}.${String(first + index * 3)}`);
  };
  const addresses = { client: hosts('client'), proxy: hosts('proxy'), site: hosts('site'), dns: hosts('dns') };
  const gateway = (place: Place): string => `${bases[place]}.${place === 'client' ? '1' : '254'}`;
  const gateways = { client: gateway('client'), proxy: gateway('proxy'), site: gateway('site'), dns: gateway('dns') };
  const clientInterface = draw.one(['eth0', 'enp3s0', 'ens18', 'eno1', 'enp0s31f6']);
  const clientAddress = addresses.client[0] ?? '';

  try {
    for (const namespace of Object.values(names)) await command('ip', ['netns', 'add', namespace]);
    for (const place of PLACES) {
      mkdirSync(`/etc/netns/${names[place]}`, { recursive: true });
      const server = addresses.dns[place === 'client' ? 0 : 1] ?? '';
      writeFileSync(`/etc/netns/${names[place]}/resolv.conf`, `nameserver ${server}\noptions timeout:1 attempts:2\n`);
      writeFileSync(`/etc/netns/${names[place]}/hosts`, '127.0.0.1 localhost\n');
    }
    await command('ip', ['-batch', '-'], joinPlaces(names, clientInterface));
    for (const place of PLACES) {
      const device = place === 'client' ? clientInterface : 'up0';
      await command(
        'ip',
        ['-n', names[place], '-batch', '-'],
        [
          'link set lo up',
          ...addresses[place].map((address) => `addr add ${address}/24 dev ${device}`),
          `link set ${device} up`,
          `route add default via ${gateways[place]}`,
        ].join('\n'),
      );
    }
    await command(
      'ip',
      ['-n', names.router, '-batch', '-'],
      [
        'link set lo up',
        ...PLACES.flatMap((place) => [`addr add ${gateways[place]}/24 dev to-${place}`, `link set to-${place} up`]),
      ].join('\n'),
    );
    // Unlimited ICMP answers: a rate limit would turn "unreachable" into silence when scenarios follow each other fast.
    await command('ip', [
      'netns',
      'exec',
      names.router,
      'sysctl',
      '-qw',
      'net.ipv4.ip_forward=1',
      'net.ipv4.icmp_ratelimit=0',
      'net.ipv4.icmp_msgs_per_sec=100000',
    ]);
  } catch (error) {
    remove();
    throw error;
  }

  const inside = (place: Place | 'router', argv: readonly string[], input?: string): Promise<string> =>
    command('ip', ['netns', 'exec', names[place], ...argv], input);
  const filter = async (rules: readonly string[], rewrites: readonly string[] = []): Promise<void> => {
    await inside('router', ['nft', '-f', '-'], ruleset(rules, rewrites));
  };
  const restoreClient = async (): Promise<void> => {
    await inside('client', ['nft', 'flush', 'ruleset']);
    await command(
      'ip',
      ['-n', names.client, '-batch', '-'],
      [
        `link set ${clientInterface} up mtu 1500`,
        `addr replace ${clientAddress}/24 dev ${clientInterface}`,
        'route flush root 0.0.0.0/0 scope global',
        `route replace default via ${gateways.client}`,
      ].join('\n'),
    );
  };
  await filter([]);
  const networks = {
    client: `${bases.client}.0/24`,
    proxy: `${bases.proxy}.0/24`,
    site: `${bases.site}.0/24`,
    dns: `${bases.dns}.0/24`,
  };
  return {
    namespaces: names,
    networks,
    addresses,
    gateways,
    clientInterface,
    folder,
    nobody: { proxy: `${bases.proxy}.201`, site: `${bases.site}.201` },
    filter,
    restoreClient,
    inside,
    remove,
  };
}

/** First three octets of each network; the sites' are in ranges that look like the public internet's. */
function drawBases(draw: Draw): Readonly<Record<Place, string>> {
  const second = draw.integer(1, 60);
  const third = (): string => String(draw.integer(1, 250));
  return {
    client: `10.${String(second)}.${third()}`,
    proxy: `10.${String(second + 80)}.${third()}`,
    dns: `172.${String(draw.integer(16, 31))}.${third()}`,
    site: `${String(draw.one([23, 45, 81, 93, 151, 185, 198]))}.${String(draw.integer(30, 160))}.${third()}`,
  };
}

function joinPlaces(names: Network['namespaces'], clientInterface: string): string {
  return PLACES.map(
    (place) =>
      `link add ${place === 'client' ? clientInterface : 'up0'} netns ${names[place]} type veth peer name to-${place} netns ${names.router}`,
  ).join('\n');
}

function ruleset(rules: readonly string[], rewrites: readonly string[]): string {
  return [
    'table inet lab',
    'flush ruleset',
    'table inet lab {',
    '  chain forward { type filter hook forward priority 0; policy accept;',
    ...rules.map((rule) => `    ${rule}`),
    '  }',
    '  chain rewrite { type nat hook prerouting priority -100; policy accept;',
    ...rewrites.map((rule) => `    ${rule}`),
    '  }',
    '}',
    '',
  ].join('\n');
}

function removeNamespace(namespace: string): void {
  for (const pid of commandNow('ip', ['netns', 'pids', namespace]).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  commandNow('ip', ['netns', 'del', namespace]);
  rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true });
}

/** Removes what runs left behind that were killed before they could clean up. */
function removeDeadNetworks(): void {
  for (const line of commandNow('ip', ['netns', 'list']).split('\n')) {
    const namespace = line.split(' ')[0] ?? '';
    const pid = new RegExp(`^${PREFIX}-(\\d+)-`).exec(namespace)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeNamespace(namespace);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function removeOnExit(): void {
  if (watchesExit) return;
  watchesExit = true;
  const removeAll = (): void => {
    stopAllServersNow();
    for (const remove of [...alive]) remove();
  };
  process.on('exit', removeAll);
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      removeAll();
      process.exit(status);
    });
  }
}

/** Returns why a scenario that wants this program can't be played here, `null` where it can. */
export function whyNoProgram(program: string | undefined): string | null {
  const isThere =
    program === undefined || commandNow('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]) !== '';
  return isThere ? null : `the lab wants ${program} here (Debian package ${program})`;
}

/** The same of several programs. */
export function whyNoPrograms(programs: readonly string[]): string | null {
  return programs.map(whyNoProgram).find((why) => why !== null) ?? null;
}
