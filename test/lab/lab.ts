import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certified } from './certificates.ts';
import { Resolver } from './names.ts';
import { buildNetwork, type Network } from './network.ts';
import { drawFrom, type Draw } from './seed.ts';
import type { ServerProcess } from './server-process.ts';
import { startFilteringProxy, type FilteringProxy, type FilteringProxyRules } from './servers/filtering-proxy.ts';
import { startHaproxy } from './servers/haproxy.ts';
import { startMisbehaving, type Behaviour, type Misbehaving } from './servers/misbehaving.ts';
import { startNginx } from './servers/nginx.ts';
import { startOddSocks, type OddSocksRules } from './servers/odd-socks.ts';
import { startPrivoxy } from './servers/privoxy.ts';
import { startDante, startMicrosocks } from './servers/socks.ts';
import { startSquid, type SquidOptions, type SquidServer } from './servers/squid.ts';
import { startStunnel } from './servers/stunnel.ts';
import { startTunnel } from './servers/tunnel.ts';
import { startTinyproxy, type TinyproxyServer } from './servers/tinyproxy.ts';
import { namedSites, startSites, type Site, type Sites } from './sites.ts';

/** Where a proxy of a scenario stands; `url` takes the userinfo, as it is. */
export interface Spot {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  url(scheme?: string, userinfo?: string): string;
}

/** How computers of the client's network reach the sites without a proxy. */
export type DirectWay = 'open' | 'dropped' | 'reset' | 'prohibited';

/** A network with sites and resolvers, which scenarios change and which is put right again after each. */
export class Lab {
  readonly draw: Draw;
  readonly network: Network;
  readonly sites: Sites;
  /** What this computer asks. */
  readonly resolver: Resolver;
  /** What the proxies ask. */
  readonly officeResolver: Resolver;
  /** A user of this run; the password is the canary that may appear nowhere. */
  readonly user: { readonly name: string; readonly password: string };
  /** A password that is wrong, and a canary likewise. */
  readonly wrongPassword: string;
  readonly #cleanups: (() => Promise<void> | void)[] = [];
  #rules: string[] = [];
  #rewrites: string[] = [];
  #spots = 0;
  #folders = 0;

  private constructor(draw: Draw, network: Network, sites: Sites) {
    this.draw = draw;
    this.network = network;
    this.sites = sites;
    const base = new Map(namedSites(sites).map((site) => [site.name, [site.address]]));
    this.resolver = new Resolver(network, 0, base);
    this.officeResolver = new Resolver(network, 1, base);
    this.wrongPassword = `stale${draw.word()}${draw.word()}${String(draw.integer(100_000, 999_999))}`;
    this.user = {
      name: draw.word(),
      password: `canary${draw.word()}${draw.word()}${String(draw.integer(100_000, 999_999))}`,
    };
  }

  static async build(seed: string): Promise<Lab> {
    const draw = drawFrom(seed);
    const network = await buildNetwork(draw);
    try {
      const lab = new Lab(draw, network, await startSites(network, draw));
      await lab.settle();
      return lab;
    } catch (error) {
      network.remove();
      throw error;
    }
  }

  /** A folder of its own for one server. */
  folder(): string {
    this.#folders += 1;
    const folder = join(this.network.folder, `server-${String(this.#folders)}`);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** A fresh address in the proxies' network, with a name both resolvers know. */
  spot(port = this.draw.port()): Spot {
    const address = this.network.addresses.proxy[this.#spots];
    if (address === undefined) throw new Error('no address left in the network of the proxies');
    this.#spots += 1;
    return this.spotAt(address, port);
  }

  /** Like `spot`, with an address of one's own choice. */
  spotAt(
    address: string,
    port: number,
    name = `${this.draw.one(['proxy', 'gw', 'webgate', 'cache'])}.${this.draw.word()}.example`,
  ): Spot {
    this.resolver.know(name, address);
    this.officeResolver.know(name, address);
    return spotOf(name, address, port);
  }

  /** A port of a site, for a server of the scenario's own. */
  siteSpot(site: Site, port = this.draw.port()): Spot {
    return spotOf(site.name, site.address, port);
  }

  /** The same host, another port. */
  otherPort(spot: Spot, port = this.draw.port()): Spot {
    return spotOf(spot.name, spot.address, port);
  }

  /** Adds rules to the router's forward chain. */
  async filter(...rules: readonly string[]): Promise<void> {
    this.#rules.push(...rules);
    await this.network.filter(this.#rules, this.#rewrites);
  }

  /** Adds rules to the router's chain for rewriting destinations. */
  async rewrite(...rules: readonly string[]): Promise<void> {
    this.#rewrites.push(...rules);
    await this.network.filter(this.#rules, this.#rewrites);
  }

  /** Decides what happens to packets from this computer to the sites. */
  async direct(way: DirectWay): Promise<void> {
    const match = `ip saddr ${this.network.networks.client} ip daddr ${this.network.networks.site}`;
    if (way === 'dropped') await this.filter(`${match} drop`);
    if (way === 'prohibited') await this.filter(`${match} reject with icmp type admin-prohibited`);
    if (way === 'reset') await this.filter(`${match} meta l4proto tcp reject with tcp reset`, `${match} drop`);
  }

  /** User and password as the userinfo of a URL. */
  get userinfo(): string {
    return `${this.user.name}:${this.user.password}`;
  }

  get wrongUserinfo(): string {
    return `${this.user.name}:${this.wrongPassword}`;
  }

  /** Has the clean-up after this scenario do something more. */
  afterwards(cleanup: () => Promise<void> | void): void {
    this.#cleanups.push(cleanup);
  }

  /** Names and filters as the scenario wants them. */
  async settle(): Promise<void> {
    await this.resolver.settle();
    await this.officeResolver.settle();
  }

  /** Puts everything right for the next scenario. */
  async reset(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
    this.#rules = [];
    this.#rewrites = [];
    this.#spots = 0;
    this.resolver.reset();
    this.officeResolver.reset();
    await this.network.filter([]);
    await this.network.restoreClient();
  }

  async squid(
    spot: Spot,
    options: Partial<Pick<SquidOptions, 'auth' | 'accessRules' | 'configLines'>> = {},
  ): Promise<Squid> {
    const triesFile = join(this.folder(), 'tries.log');
    writeFileSync(triesFile, '');
    chmodSync(triesFile, 0o666);
    const server = await startSquid({
      ...options,
      host: spot.address,
      port: spot.port,
      prefix: ['ip', 'netns', 'exec', this.network.namespaces.proxy],
      nameServers: [this.officeResolver.address],
      configLines: [
        'connect_timeout 3 seconds',
        'dns_timeout 3 seconds',
        'logformat lab %rm %ru %>Hs %{Proxy-Authorization}>h',
        `access_log stdio:${triesFile} lab`,
        ...(options.configLines ?? []),
      ],
    });
    this.afterwards(() => server.stop());
    const requests = (): readonly string[] => readFileSync(triesFile, 'utf8').split('\n').filter(Boolean);
    return { ...server, spot, requests, signedTries: () => requests().filter((line) => !line.endsWith(' -')) };
  }

  /** Squid that wants the lab's user, by Basic. */
  squidWithBasic(spot: Spot, options: Parameters<Lab['squid']>[1] = {}): Promise<Squid> {
    const users = [{ user: this.user.name, password: this.user.password }];
    return this.squid(spot, { auth: [{ scheme: 'basic', realm: 'office', users }], ...options });
  }

  async tinyproxy(
    spot: Spot,
    options: { readonly withUser?: boolean; readonly configLines?: readonly string[] } = {},
  ): Promise<TinyproxyServer> {
    const server = await startTinyproxy({
      host: spot.address,
      port: spot.port,
      prefix: ['ip', 'netns', 'exec', this.network.namespaces.proxy],
      configLines: options.configLines ?? [],
      ...(options.withUser === true ? { users: [{ user: this.user.name, password: this.user.password }] } : {}),
    });
    this.afterwards(() => server.stop());
    return server;
  }

  microsocks(spot: Spot, options: { readonly withUser?: boolean } = {}): Promise<ServerProcess> {
    return this.#keep(
      startMicrosocks({ ...this.#at(spot), ...(options.withUser === true ? { user: this.user } : {}) }),
    );
  }

  dante(
    spot: Spot,
    options: { readonly deny?: readonly string[]; readonly denyClients?: readonly string[] } = {},
  ): Promise<ServerProcess> {
    return this.#keep(startDante({ ...this.#at(spot), external: spot.address, ...options }));
  }

  /** A SOCKS proxy of few words, for what no free one can be configured for. */
  oddSocks(spot: Spot, rules: OddSocksRules): Promise<ServerProcess> {
    return this.#keep(startOddSocks({ ...this.#at(spot), rules }));
  }

  haproxy(
    spot: Spot,
    backend: Spot,
    tls?: { readonly cert: string; readonly key: string },
    mode: 'tcp' | 'http' = 'tcp',
    more: Pick<Parameters<typeof startHaproxy>[0], 'lines' | 'clientCa' | 'ciphers'> = {},
  ): Promise<ServerProcess> {
    return this.#keep(
      startHaproxy({
        ...this.#at(spot),
        ...more,
        mode,
        backend: { host: backend.address, port: backend.port },
        ...(tls === undefined ? {} : { tls }),
      }),
    );
  }

  privoxy(
    spot: Spot,
    options: Pick<Parameters<typeof startPrivoxy>[0], 'configLines' | 'actions'> = {},
  ): Promise<ServerProcess> {
    return this.#keep(startPrivoxy({ ...this.#at(spot), ...options }));
  }

  misbehaving(spot: Spot, behaviour: Behaviour, place: 'proxy' | 'site' | 'client' = 'proxy'): Promise<Misbehaving> {
    return this.#keep(startMisbehaving({ ...this.#at(spot), namespace: this.network.namespaces[place], behaviour }));
  }

  /** A VPN on this computer that is on and leads nowhere. */
  tunnel(name: string): Promise<ServerProcess> {
    return this.#keep(startTunnel({ namespace: this.network.namespaces.client, folder: this.folder(), name }));
  }

  /** stunnel, which speaks TLS towards the client and passes on to a proxy what it hears. */
  stunnel(spot: Spot, backend: Spot, tls: Certified): Promise<ServerProcess> {
    return this.#keep(startStunnel({ ...this.#at(spot), backend: { host: backend.address, port: backend.port }, tls }));
  }

  /** nginx with one page, or what the lines say, where a proxy should be. */
  webServer(
    spot: Spot,
    lines: readonly string[] = ['location / { return 200 "<html><body>Welcome to nginx!</body></html>"; }'],
  ): Promise<ServerProcess> {
    const { namespace, folder, address, port } = this.#at(spot);
    return this.#keep(startNginx({ namespace, folder, sites: [{ address, port, names: ['_'], lines }] }));
  }

  filteringProxy(spot: Spot, rules: FilteringProxyRules): Promise<FilteringProxy> {
    return this.#keep(startFilteringProxy({ ...this.#at(spot), rules }));
  }

  async remove(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
    await this.resolver.stop();
    await this.officeResolver.stop();
    await this.sites.nginx.stop();
    this.network.remove();
  }

  #at(spot: Spot): {
    readonly namespace: string;
    readonly folder: string;
    readonly address: string;
    readonly port: number;
  } {
    return { namespace: this.network.namespaces.proxy, folder: this.folder(), address: spot.address, port: spot.port };
  }

  async #keep<S extends ServerProcess>(starting: Promise<S>): Promise<S> {
    const server = await starting;
    this.afterwards(() => server.stop());
    return server;
  }
}

/** A squid of a scenario with what it saw. */
export interface Squid extends SquidServer {
  readonly spot: Spot;
  /** One line a request: method, URL, status, and the sign-in header or `-`. */
  requests(): readonly string[];
  /** Those that carried a sign-in. */
  signedTries(): readonly string[];
}

function spotOf(name: string, address: string, port: number): Spot {
  return {
    name,
    address,
    port,
    url: (scheme = 'http', userinfo = '') =>
      `${scheme}://${userinfo === '' ? '' : `${userinfo}@`}${name}:${String(port)}`,
  };
}
