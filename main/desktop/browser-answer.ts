/** What Chromium's own network stack makes of an address with this computer's settings: shown beside our result. */
import { net, session } from 'electron';
import type { AuthInfo } from 'electron';
import type { BrowserAnswer } from '../../src/contract/api.ts';

/** A name and password for a proxy, or `null` where none is known. */
export type AnswerLogin = (proxy: Pick<AuthInfo, 'host' | 'port' | 'realm' | 'isProxy'>) => Promise<{
  readonly user: string;
  readonly password: string;
} | null>;

/** Browsers wait much longer; a person who looks at our result does not. */
const LIMIT_MS = 10_000;

/** Asks Chromium once, in a session that keeps nothing. */
export async function askBrowser(
  url: string,
  options: { readonly signal: AbortSignal; readonly answerLogin: AnswerLogin },
): Promise<BrowserAnswer> {
  const own = session.fromPartition(`ask-${crypto.randomUUID()}`);
  await own.setProxy({ mode: 'system' });
  const route = await own.resolveProxy(url);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LIMIT_MS)]);
  return new Promise((done) => {
    const request = net.request({ url, session: own, redirect: 'follow', useSessionCookies: false });
    const end = (answer: Omit<BrowserAnswer, 'route'>): void => {
      signal.removeEventListener('abort', abort);
      done({ route, ...answer });
    };
    const abort = (): void => {
      request.abort();
      end({ status: null, failure: 'ERR_TIMED_OUT' });
    };
    signal.addEventListener('abort', abort, { once: true });
    let hasAnsweredLogin = false;
    request.on('login', (info, answer) => {
      // Once: Chromium asks again after a rejection, and a second try with the same password locks accounts.
      if (hasAnsweredLogin || !info.isProxy) {
        answer();
        return;
      }
      hasAnsweredLogin = true;
      void options.answerLogin(info).then((known) => {
        if (known === null) answer();
        else answer(known.user, known.password);
      });
    });
    request.on('response', (response) => {
      end({ status: response.statusCode, failure: null });
      request.abort();
    });
    request.on('error', (failure) => {
      end({ status: null, failure: failureName(failure.message) });
    });
    request.end();
  });
}

/** Chromium's message is `net::ERR_…`; anything else may hold private text and is not passed on. */
export function failureName(message: string): string {
  return /\bERR_[A-Z0-9_]+/u.exec(message)?.[0] ?? 'ERR_FAILED';
}
