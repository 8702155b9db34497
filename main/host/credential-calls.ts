/** The contract's calls on sign-ins: tested at the proxy before they are saved, and never sent twice. */
import { ok, refuse } from '../../src/base/result.ts';
import type { CredentialKey, CredentialStore } from '../../src/auth/credential-store.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { CredentialTest } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { ProxyKind } from '../../src/settings/proxy-server.ts';
import type { Host } from './compose.ts';
import { signInOutcome } from './sign-in-outcome.ts';

export interface CredentialCallsTools {
  readonly store: CredentialStore;
  /** The address with which a sign-in is tried: the one that was checked last. */
  readonly testUrl: () => Promise<string>;
  readonly hostFor: (url: string) => Host;
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
      const outcome = test ? await tryOnce(tools, { key, kind, password }) : NOT_TRIED;
      if (test && outcome.outcome !== 'accepted') return ok({ test: outcome, saved: false });
      const saved = await store.save(key, password, { untested: !test });
      if (!saved.ok) return refuse({ kind: 'keychain', problem: saved.problem.kind });
      return ok({ test: outcome, saved: true });
    },
    'credentials.test': async ({ kind, ...key }) => {
      const found = await store.find(key);
      if (!found.ok) return refuse({ kind: 'keychain', problem: found.problem.kind });
      if (found.value === null) return refuse({ kind: 'not-found' });
      return ok(await tryOnce(tools, { key, kind, password: found.value.password }));
    },
    'credentials.delete': async (key) => {
      const deleted = await store.delete(key);
      return deleted.ok ? ok({ deleted: deleted.value }) : refuse({ kind: 'keychain', problem: deleted.problem.kind });
    },
  };
}

const NOT_TRIED: CredentialTest = { outcome: 'not-tried' };

async function tryOnce(
  tools: CredentialCallsTools,
  given: { readonly key: CredentialKey; readonly kind: ProxyKind; readonly password: Secret },
): Promise<CredentialTest> {
  const { key, kind, password } = given;
  if (await tools.store.wasRejected(key, password)) return { outcome: 'refused-before' };
  const url = await tools.testUrl();
  const host = key.host.includes(':') ? `[${key.host}]` : key.host;
  const document = await tools.hostFor(url).assistant.diagnose(
    {
      url,
      lang: 'en',
      proxy: `${kind}://${host}:${String(key.port)}`,
      credentials: { user: key.user, password, from: 'prompt' },
      timeoutMs: TEST_MS,
    },
    { signal: AbortSignal.timeout(TEST_MS + 1_000) },
  );
  const outcome = signInOutcome(document);
  if (outcome.outcome === 'accepted' || outcome.outcome === 'rejected') {
    await tools.store.note(key, password, outcome.outcome);
  }
  return outcome;
}
