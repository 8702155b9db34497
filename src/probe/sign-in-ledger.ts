/** Remembers how each proxy took the credentials of this run, so that a wrong try is made once (cli.md). */
import type { Credentials } from '../auth/credentials.ts';
import type { Secret } from '../base/secret.ts';

export type ProofState = 'unproven' | 'accepted' | 'rejected';

/** What is known of one proxy's sign-in. */
export interface LedgerEntry {
  state: ProofState;
  /** Looked up once, at the first challenge. */
  credentials: Promise<Credentials | null> | null;
  /** The single try on a control site that all probes wait for. */
  proof: Promise<void> | null;
  /** Set while one way sends what is still unproven: the others wait until the proxy has answered. */
  turn: Promise<void> | null;
  /** The header of a Basic sign-in that this proxy has accepted. */
  acceptedBasic: Secret | null;
}

/** The entries of one run, by `host:port` of the proxy. */
export class SignInLedger {
  readonly #entries = new Map<string, LedgerEntry>();

  of(proxy: { readonly host: string; readonly port: number }): LedgerEntry {
    const key = `${proxy.host}:${String(proxy.port)}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: LedgerEntry = { state: 'unproven', credentials: null, proof: null, turn: null, acceptedBasic: null };
    this.#entries.set(key, entry);
    return entry;
  }
}

/** Waits for the right to send unproven credentials; resolves at once where they are known. Call what it returns when done. */
export async function takeTurn(entry: LedgerEntry): Promise<() => void> {
  while (entry.state === 'unproven' && entry.turn !== null) await entry.turn;
  if (entry.state !== 'unproven') return () => undefined;
  const { promise, resolve } = openPromise();
  entry.turn = promise;
  return () => {
    if (entry.turn === promise) entry.turn = null;
    resolve();
  };
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
