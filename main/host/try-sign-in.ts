/** Tries one sign-in at one proxy, and stops as soon as the proxy has said what it thinks of it. */
import type { CredentialKey } from '../../src/auth/credential-store.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { Observation, ReplyFact } from '../../src/observation/observation.ts';
import { formatProxyServer } from '../../src/settings/parse-proxy-uri.ts';
import type { ProxyServer } from '../../src/settings/proxy-server.ts';
import type { Host } from './compose.ts';
import { signInOutcome } from './sign-in-outcome.ts';

export interface SignInTry {
  readonly proxy: ProxyServer;
  readonly user: string;
  readonly password: Secret;
  /** What is asked of the proxy. */
  readonly url: string;
  readonly controlUrls?: readonly string[];
  readonly timeoutMs: number;
  /** Sends it although this proxy has refused it before. */
  readonly insist: boolean;
  readonly signal: AbortSignal;
}

export interface SignInTried {
  readonly outcome: 'accepted' | 'rejected' | 'refused-before' | 'not-asked-for' | 'not-testable';
  /** As the proxy names it; empty where it names none or was not reached. */
  readonly realm: string;
  /** The cause code where the proxy could not be asked. */
  readonly why?: string;
}

/** Tries it. What the proxy says is noted beside the keychain by the run itself; `host.assistant.close()` waits for that. */
export async function trySignIn(host: Host, given: SignInTry): Promise<SignInTried> {
  const decided = new AbortController();
  const seen: { realm: string; outcome: SignInTried['outcome'] | null } = { realm: '', outcome: null };
  const take = (one: Observation): void => {
    if (one.probe === 'credentials.look-up') seen.realm = one.realm ?? seen.realm;
    seen.outcome ??= decisionOf(one, seen.realm);
    if (seen.outcome !== null) decided.abort(new Error('the proxy has decided'));
  };
  const document = await host.assistant.diagnose(
    {
      url: given.url,
      lang: 'en',
      proxy: formatProxyServer(given.proxy),
      credentials: { user: given.user, password: given.password, from: 'prompt' },
      timeoutMs: given.timeoutMs,
      insist: given.insist,
      ...(given.controlUrls === undefined ? {} : { controlUrls: given.controlUrls }),
    },
    {
      signal: AbortSignal.any([given.signal, decided.signal]),
      onProgress: (progress) => {
        if (progress.kind === 'observation') take(progress.observation);
      },
    },
  );
  const { realm } = seen;
  if (seen.outcome !== null) return { outcome: seen.outcome, realm };
  const { outcome, why } = signInOutcome(document);
  // A ticket that opens the door says nothing of the password.
  if (outcome === 'accepted' || outcome === 'not-tried') return { outcome: 'not-asked-for', realm };
  return { outcome, realm, ...(why === undefined ? {} : { why }) };
}

/** What one observation says of the password; `null` where it says nothing. */
function decisionOf(one: Observation, realm: string): SignInTried['outcome'] | null {
  if (one.probe === 'credentials.look-up') return one.rejectedBefore === true ? 'refused-before' : null;
  if (one.probe !== 'proxy.handshake' && one.probe !== 'http.exchange') return null;
  if (one.signIn.sent === null || one.signIn.from === 'ticket' || one.failure !== null) return null;
  if (one.probe === 'proxy.handshake' && one.socks !== undefined) {
    if (one.socks.auth === undefined) return null;
    return one.socks.auth === 0 ? 'accepted' : 'rejected';
  }
  if (one.reply === null) return null;
  const { status } = one.reply;
  const isRefusal =
    status === 407 || (status === 401 && (one.probe === 'proxy.handshake' || isMisnamed(one.reply, realm)));
  return isRefusal ? 'rejected' : 'accepted';
}

/** tinyproxy answers a wrong sign-in with 401 and its own realm (field notes, case 9); a site's 401 has passed the proxy. */
function isMisnamed(reply: ReplyFact, realm: string): boolean {
  return reply.siteChallenges.some((challenge) => (challenge.realm ?? '') === realm);
}

/** The place in the keychain for a sign-in that was tried (or not) at a proxy. */
export function credentialKey(proxy: ProxyServer, realm: string, user: string): CredentialKey {
  return { host: proxy.host, port: proxy.port, realm, user };
}
