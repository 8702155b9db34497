/** Looks up the credentials for a proxy, once in a run, and notes how the proxy took them. */
import type { Credentials } from '../auth/credentials.ts';
import { DEADLINES } from '../base/deadline.ts';
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
  if (store === null || told.credentials === null) return;
  const { user, password } = told.credentials;
  const key = { host: proxy.host, port: proxy.port, realm: proxy.realm, user };
  // The note serves the next run; a keychain that fails here changes nothing that was measured.
  state.later(store.note(key, password, told.outcome));
}

async function lookUp(run: ProbeRun, proxy: ProxyPlace): Promise<Credentials | null> {
  const emit = startWatch(run);
  const place = `${proxy.host}:${String(proxy.port)}`;
  const credentials = await unlessSlow(run.context.credentialsFor(proxy), null);
  const problem = run.context.keychainProblem?.() ?? null;
  if (credentials === null) {
    emit({ probe: 'credentials.look-up', from: 'none', proxy: place, ...(problem === null ? {} : { problem }) });
    return null;
  }
  const wasRejected = await wasRejectedBefore(run, proxy, credentials);
  if (wasRejected) run.context.state.ledger.of(proxy).state = 'rejected';
  const text = credentials.user + credentials.password.open();
  emit({
    probe: 'credentials.look-up',
    from: credentials.from,
    proxy: place,
    ...(problem === null ? {} : { problem }),
    ...(wasRejected ? { rejectedBefore: true } : {}),
    nonAscii: /[^\x20-\x7e]/.test(text),
  });
  return credentials;
}

async function wasRejectedBefore(run: ProbeRun, proxy: ProxyPlace, credentials: Credentials): Promise<boolean> {
  const { store } = run.context;
  if (store === null) return false;
  const key = { host: proxy.host, port: proxy.port, realm: proxy.realm, user: credentials.user };
  return unlessSlow(store.wasRejected(key, credentials.password), false);
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
