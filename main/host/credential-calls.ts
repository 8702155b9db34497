/** The contract's calls on sign-ins: tested at the proxy before they are saved, and never sent twice. */
import { ok, refuse } from '../../src/base/result.ts';
import type { CredentialKey, CredentialStore } from '../../src/auth/credential-store.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { CredentialTest } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { ProxyKind } from '../../src/settings/proxy-server.ts';
import type { Host } from './compose.ts';
import { trySignIn } from './try-sign-in.ts';
import type { SignInTried } from './try-sign-in.ts';

export interface CredentialCallsTools {
  readonly store: CredentialStore;
  /** The address with which a sign-in is tried: the one that was checked last. */
  readonly testUrl: () => Promise<string>;
  readonly hostFor: (url: string) => Host;
  /** Control sites that the person chose; empty for the usual ones. */
  readonly controlUrls: () => Promise<readonly string[]>;
}

type CredentialHandlers = Pick<Handlers, Extract<keyof Handlers, `credentials.${string}`>>;

/** The same limit as for a whole check; a sign-in takes one round trip. */
const TEST_MS = 15_000;

/** Returns the handlers. */
export function createCredentialCalls(tools: CredentialCallsTools): CredentialHandlers {
  const { store } = tools;
  return {
    'credentials.list': async () => {
      const listed = await store.list();
      return listed.ok ? ok({ records: listed.value }) : refuse({ kind: 'keychain', problem: listed.problem.kind });
    },
    'credentials.lint': async ({ password, ...key }) => ok({ refusedBefore: await store.wasRejected(key, password) }),
    'credentials.save': async ({ kind, password, test, ...key }) => {
      const tried = test ? await tryOnce(tools, { key, kind, password }) : NOT_TRIED;
      if (test && tried.outcome !== 'accepted') return ok({ test: testOf(tried), saved: false });
      // The realm as the proxy names it: by that name the sign-in is looked for in the next check.
      const place = { ...key, realm: tried.realm === '' ? key.realm : tried.realm };
      const saved = await store.save(place, password, { untested: !test });
      if (!saved.ok) return refuse({ kind: 'keychain', problem: saved.problem.kind });
      return ok({ test: testOf(tried), saved: true });
    },
    'credentials.test': async ({ kind, ...key }) => {
      const found = await store.find(key);
      if (!found.ok) return refuse({ kind: 'keychain', problem: found.problem.kind });
      if (found.value === null) return refuse({ kind: 'not-found' });
      return ok(testOf(await tryOnce(tools, { key, kind, password: found.value.password })));
    },
    'credentials.delete': async (key) => {
      const deleted = await store.delete(key);
      return deleted.ok ? ok({ deleted: deleted.value }) : refuse({ kind: 'keychain', problem: deleted.problem.kind });
    },
  };
}

type Tried = Pick<SignInTried, 'realm' | 'why'> & { readonly outcome: CredentialTest['outcome'] };

const NOT_TRIED: Tried = { outcome: 'not-tried', realm: '' };

function testOf({ outcome, why }: Tried): CredentialTest {
  return { outcome, ...(why === undefined ? {} : { why }) };
}

async function tryOnce(
  tools: CredentialCallsTools,
  given: { readonly key: CredentialKey; readonly kind: ProxyKind; readonly password: Secret },
): Promise<Tried> {
  const { key, kind, password } = given;
  if (await tools.store.wasRejected(key, password)) return { outcome: 'refused-before', realm: key.realm };
  const url = await tools.testUrl();
  const controlUrls = await tools.controlUrls();
  const host = tools.hostFor(url);
  const tried = await trySignIn(host, {
    proxy: { kind, host: key.host, port: key.port },
    user: key.user,
    password,
    url,
    ...(controlUrls.length === 0 ? {} : { controlUrls }),
    timeoutMs: TEST_MS,
    insist: false,
    signal: AbortSignal.timeout(TEST_MS + 1_000),
  });
  // What the proxy said is being written down beside the keychain; the next question may ask for it.
  await host.assistant.close();
  return tried;
}
