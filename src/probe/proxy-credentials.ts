/** Looks up the credentials for a proxy, once in a run, and notes how the proxy took them. */
import type { Credentials } from '../auth/credentials.ts';
import { DEADLINES } from '../base/deadline.ts';
import type { Fact } from '../observation/observation.ts';
import { startWatch, type ProbeRun } from './probe-run.ts';

interface ProxyPlace {
  readonly host: string;
  readonly port: number;
  readonly realm: string;
}

/** Returns the credentials, `null` where there are none; emits `credentials.look-up` the first time. */
export function credentialsOf(run: ProbeRun, proxy: ProxyPlace): Promise<Credentials | null> {
  const entry = run.context.state.ledger.of(proxy);
  entry.credentials ??= lookUp(run, proxy);
  return entry.credentials;
}

/** Notes the outcome in the ledger and, without waiting, beside the keychain. */
export function noteOutcome(
  run: ProbeRun,
  proxy: ProxyPlace,
  told: { readonly credentials: Credentials | null; readonly outcome: 'accepted' | 'rejected' },
): void {
  const { state, store } = run.context;
  state.ledger.of(proxy).state = told.outcome;
  if (told.credentials === null) return;
  state.ledger.shared.note(proxy, told.credentials, told.outcome);
  if (store === null) return;
  const { user, password } = told.credentials;
  const key = { host: proxy.host, port: proxy.port, realm: proxy.realm, user };
  // The note serves the next run; a keychain that fails here changes nothing that was measured.
  state.later(store.note(key, password, told.outcome));
}

/** Whether nothing may be sent: refused in this run, or meanwhile in another run of this program, which is then noted. */
export function isWithheld(run: ProbeRun, proxy: ProxyPlace, credentials: Credentials | null): boolean {
  const { ledger } = run.context.state;
  const entry = ledger.of(proxy);
  if (entry.state === 'unproven' && credentials !== null && ledger.shared.wasRefused(proxy, credentials)) {
    entry.state = 'rejected';
    entry.wasRefusedBefore = true;
    startWatch(run)(factOf(proxy, credentials, { rejectedBefore: true }));
  }
  return entry.state === 'rejected';
}

async function lookUp(run: ProbeRun, proxy: ProxyPlace): Promise<Credentials | null> {
  const emit = startWatch(run);
  const keychain: { isSlow: boolean } = { isSlow: false };
  const credentials = await unlessSlow(run.context.credentialsFor(proxy), null, () => {
    keychain.isSlow = true;
  });
  const problem = keychain.isSlow ? 'keychain-timed-out' : (run.context.keychainProblem?.() ?? null);
  const wasRejected = credentials !== null && (await wasRejectedBefore(run, proxy, credentials));
  if (wasRejected) Object.assign(run.context.state.ledger.of(proxy), { state: 'rejected', wasRefusedBefore: true });
  emit(
    factOf(proxy, credentials, {
      ...(problem === null ? {} : { problem }),
      ...(wasRejected ? { rejectedBefore: true } : {}),
    }),
  );
  return credentials;
}

type LookUp = Extract<Fact, { readonly probe: 'credentials.look-up' }>;

function factOf(
  proxy: ProxyPlace,
  credentials: Credentials | null,
  more: Pick<LookUp, 'problem' | 'rejectedBefore'>,
): LookUp {
  return {
    probe: 'credentials.look-up',
    from: credentials?.from ?? 'none',
    proxy: `${proxy.host}:${String(proxy.port)}`,
    realm: proxy.realm,
    ...more,
    ...(credentials === null ? {} : { nonAscii: /[^\x20-\x7e]/.test(credentials.user + credentials.password.open()) }),
  };
}

async function wasRejectedBefore(run: ProbeRun, proxy: ProxyPlace, credentials: Credentials): Promise<boolean> {
  const { store, insists } = run.context;
  if (run.context.state.ledger.shared.wasRefused(proxy, credentials)) return true;
  if (store === null || insists === true) return false;
  const key = { host: proxy.host, port: proxy.port, realm: proxy.realm, user: credentials.user };
  return unlessSlow(store.wasRejected(key, credentials.password), false, () => undefined);
}

/** A keychain that hangs or fails counts as having said nothing. */
async function unlessSlow<T>(asked: Promise<T>, otherwise: T, onSlow: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      onSlow();
      resolve(otherwise);
    }, DEADLINES.keychain.ms);
  });
  try {
    return await Promise.race([asked.catch(() => otherwise), limit]);
  } finally {
    clearTimeout(timer);
  }
}
