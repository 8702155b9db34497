/**
 * What all runs of one assistant know together: whose turn it is at a proxy, and what it has refused. Several URLs checked
 * at once would otherwise each send the same wrong password, and that locks accounts.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Credentials } from '../auth/credentials.ts';
import { openPromise } from '../base/open-promise.ts';

/** Where a sign-in is sent. */
export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
}

/** Nobody has that many wrong passwords; older ones give way. */
const MOST_REFUSALS = 500;

/** Memory of one process; nothing of it is written anywhere. */
export class SharedSignIns {
  readonly #turns = new Map<string, Promise<void>>();
  readonly #refused = new Set<string>();
  /** Makes the fingerprints worthless outside this process. */
  readonly #salt = randomBytes(32);

  /** Settles when the way that sends something unproven to this proxy has its answer; `null` where there is none. */
  turnAt(proxy: ProxyAddress): Promise<void> | null {
    return this.#turns.get(placeOf(proxy)) ?? null;
  }

  /** Takes a turn that is free; returns what ends it. */
  beginTurn(proxy: ProxyAddress): () => void {
    const place = placeOf(proxy);
    const { promise, resolve } = openPromise();
    this.#turns.set(place, promise);
    return () => {
      if (this.#turns.get(place) === promise) this.#turns.delete(place);
      resolve();
    };
  }

  wasRefused(proxy: ProxyAddress, credentials: Credentials): boolean {
    return this.#refused.has(this.#fingerprint(proxy, credentials));
  }

  note(proxy: ProxyAddress, credentials: Credentials, outcome: 'accepted' | 'rejected'): void {
    const fingerprint = this.#fingerprint(proxy, credentials);
    this.#refused.delete(fingerprint);
    if (outcome === 'accepted') return;
    this.#refused.add(fingerprint);
    const [oldest] = this.#refused;
    if (this.#refused.size > MOST_REFUSALS && oldest !== undefined) this.#refused.delete(oldest);
  }

  /** The person insists: everything may be tried once more. */
  forget(): void {
    this.#refused.clear();
  }

  #fingerprint(proxy: ProxyAddress, { user, password }: Credentials): string {
    const parts = JSON.stringify([placeOf(proxy), user, password.open()]);
    return createHmac('sha256', this.#salt).update(parts).digest('base64');
  }
}

function placeOf(proxy: ProxyAddress): string {
  return `${proxy.host}:${String(proxy.port)}`;
}
