/** Remembers how each proxy took the credentials of this run, so that a wrong try is made once (cli.md). */
import type { Credentials } from '../auth/credentials.ts';
import type { Secret } from '../base/secret.ts';
import { openPromise } from '../base/open-promise.ts';
import { SharedSignIns, type ProxyAddress } from './shared-sign-ins.ts';

export type ProofState = 'unproven' | 'accepted' | 'rejected';

/** What is known of one proxy's sign-in. */
export interface LedgerEntry {
  state: ProofState;
  /** Looked up once, at the first challenge. */
  credentials: Promise<Credentials | null> | null;
  /** The single try on a control site that all probes wait for. */
  proof: Promise<void> | null;
  /** The header of a Basic sign-in that this proxy has accepted. */
  acceptedBasic: Secret | null;
  /** Refused before this run began: the password stays here, but a ticket may still be shown. */
  wasRefusedBefore: boolean;
}

/** The entries of one run, by `host:port` of the proxy. */
export class SignInLedger {
  readonly shared: SharedSignIns;
  readonly #entries = new Map<string, LedgerEntry>();

  constructor(shared: SharedSignIns = new SharedSignIns()) {
    this.shared = shared;
  }

  of(proxy: ProxyAddress): LedgerEntry {
    const key = `${proxy.host}:${String(proxy.port)}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: LedgerEntry = {
      state: 'unproven',
      credentials: null,
      proof: null,
      acceptedBasic: null,
      wasRefusedBefore: false,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /**
   * Waits for the right to send unproven credentials to a proxy: one way at a time, of all runs that share a memory.
   * Resolves at once where this run knows them, or is over. Call what it returns when the proxy has answered.
   */
  async takeTurn(proxy: ProxyAddress, signal: AbortSignal): Promise<() => void> {
    const entry = this.of(proxy);
    const { promise: over, resolve: stop } = openPromise();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        if (entry.state !== 'unproven' || signal.aborted) return () => undefined;
        const turn = this.shared.turnAt(proxy);
        if (turn === null) return this.shared.beginTurn(proxy);
        await Promise.race([turn, over]);
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
