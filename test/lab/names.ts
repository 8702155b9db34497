import type { Network } from './network.ts';
import { startDnsmasq, startFailingResolver, type DnsError } from './servers/dnsmasq.ts';
import type { ServerProcess } from './server-process.ts';
import { join } from 'node:path';

/** A resolver whose records a scenario changes; the changes count from the next `settle`. */
export class Resolver {
  readonly #hosts = new Map<string, readonly string[]>();
  readonly #addressless = new Set<string>();
  readonly #failing = new Map<string, DnsError>();
  readonly #base: ReadonlyMap<string, readonly string[]>;
  #failsAll: DnsError | null = null;
  #wildcard: string | null = null;
  #settled = '';
  #servers: ServerProcess[] = [];
  readonly #network: Network;
  readonly #address: string;
  readonly #folder: string;

  constructor(network: Network, index: 0 | 1, base: ReadonlyMap<string, readonly string[]>) {
    this.#network = network;
    this.#address = network.addresses.dns[index] ?? '';
    this.#folder = join(network.folder, `resolver-${String(index)}`);
    this.#base = base;
    this.reset();
  }

  get address(): string {
    return this.#address;
  }

  /** Back to the sites of the lab. */
  reset(): void {
    this.#hosts.clear();
    for (const [name, addresses] of this.#base) this.#hosts.set(name, addresses);
    this.#addressless.clear();
    this.#failing.clear();
    this.#failsAll = null;
    this.#wildcard = null;
  }

  know(name: string, ...addresses: readonly string[]): void {
    this.#hosts.set(name, addresses);
  }

  /** From now on the name does not exist. */
  forget(name: string): void {
    this.#hosts.delete(name);
  }

  forgetAll(): void {
    this.#hosts.clear();
  }

  /** The name exists and has no address. */
  knowWithoutAddress(name: string): void {
    this.#hosts.delete(name);
    this.#addressless.add(name);
  }

  failFor(name: string, error: DnsError): void {
    this.#hosts.delete(name);
    this.#failing.set(name, error);
  }

  /** Every name that does not exist gets this address, as with resolvers that show a search page. */
  answerAllWith(address: string): void {
    this.#wildcard = address;
  }

  failForAll(error: DnsError): void {
    this.#failsAll = error;
  }

  /** Starts the server anew where anything has changed. */
  async settle(): Promise<void> {
    const wanted = JSON.stringify([
      [...this.#hosts],
      [...this.#addressless],
      [...this.#failing],
      this.#failsAll,
      this.#wildcard,
    ]);
    if (wanted === this.#settled) return;
    await this.stop();
    const place = { namespace: this.#network.namespaces.dns, folder: this.#folder };
    if (this.#failsAll !== null) {
      this.#servers = [
        await startFailingResolver({ ...place, address: this.#address, error: this.#failsAll, port: 53 }),
      ];
    } else {
      for (const error of new Set(this.#failing.values())) {
        this.#servers.push(await startFailingResolver({ ...place, address: '127.0.0.1', error }));
      }
      const records = {
        hosts: this.#hosts,
        addressless: this.#addressless,
        failing: this.#failing,
        wildcard: this.#wildcard,
      };
      this.#servers.push(await startDnsmasq({ ...place, address: this.#address, records }));
    }
    this.#settled = wanted;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers.splice(0)) await server.stop();
    this.#settled = '';
  }
}
