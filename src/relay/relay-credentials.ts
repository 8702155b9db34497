/** Where the relay gets a sign-in for a proxy, and what it remembers of refusals. */
import type { Credentials } from '../auth/credentials.ts';
import type { CredentialStore } from '../auth/credential-store.ts';
import { DEADLINES } from '../base/deadline.ts';
import { SharedSignIns } from '../probe/shared-sign-ins.ts';
import type { UriCredentials } from '../settings/proxy-settings.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { Place } from './upstream-link.ts';

/** The legs of one answer, in whose name a proxy asks, and what its address carried. */
export interface AskedOn {
  readonly legs: readonly Leg[];
  readonly credentials?: UriCredentials;
}

export interface RelayCredentials {
  /** Returns what may be sent to this proxy; `null` where there is nothing. */
  find(proxy: Place, realm: string, route: AskedOn): Promise<Credentials | null>;
  /** Whether this proxy has refused exactly these before. */
  wasRefused(proxy: Place, realm: string, credentials: Credentials): Promise<boolean>;
  note(proxy: Place, realm: string, noted: { readonly credentials: Credentials; readonly accepted: boolean }): void;
}

/**
 * Returns the sign-ins of one relay: the option's, else those in the proxy's own address, else the keychain's.
 * The option's belong to the proxies of the answer in whose name the first one asked, and to no others: a script may
 * name a stranger's proxy for another address.
 */
export function createRelayCredentials(given: {
  readonly option: Pick<Credentials, 'user' | 'password'> | null;
  readonly store: CredentialStore | null;
  /** Where others sign in at the same proxies, they know each other's refusals by it. */
  readonly memory?: SharedSignIns;
}): RelayCredentials {
  const { option, store, memory = new SharedSignIns() } = given;
  let ownProxies: ReadonlySet<string> | null = null;

  return {
    async find(proxy, realm, route) {
      if (option !== null) {
        ownProxies ??= new Set(route.legs.flatMap((leg) => (leg.kind === 'direct' ? [] : [textOf(leg)])));
        if (ownProxies.has(textOf(proxy))) return { ...option, from: 'option' };
      }
      if (route.credentials !== undefined) return { ...route.credentials, from: 'uri' };
      const found = store === null ? null : await unlessSlow(store.find({ ...addressOf(proxy), realm }), null);
      if (found?.ok !== true || found.value === null) return null;
      return { user: found.value.key.user, password: found.value.password, from: 'keychain' };
    },
    async wasRefused(proxy, realm, credentials) {
      if (memory.wasRefused(proxy, credentials)) return true;
      // What the person gives to this very relay may be right again where an older note says no.
      if (store === null || credentials.from === 'option') return false;
      const key = { ...addressOf(proxy), realm, user: credentials.user };
      return unlessSlow(store.wasRejected(key, credentials.password), false);
    },
    note(proxy, realm, { credentials, accepted }) {
      const outcome = accepted ? 'accepted' : 'rejected';
      memory.note(proxy, credentials, outcome);
      const key = { ...addressOf(proxy), realm, user: credentials.user };
      // The note serves the next run; a keychain that fails here changes nothing now.
      store?.note(key, credentials.password, outcome).catch(() => undefined);
    },
  };
}

function addressOf({ host, port }: Place): Place {
  return { host, port };
}

function textOf({ host, port }: Place): string {
  return `${host}:${String(port)}`;
}

/** A keychain that hangs or fails counts as having said nothing. */
async function unlessSlow<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(otherwise);
    }, DEADLINES.keychain.ms);
  });
  try {
    return await Promise.race([asked.catch(() => otherwise), limit]);
  } finally {
    clearTimeout(timer);
  }
}
