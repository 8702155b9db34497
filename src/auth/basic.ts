/** Basic (RFC 7617): the password in base64, which hides nothing. */
import { ok, refuse } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { Credentials } from './credentials.ts';
import type { SignIn } from './sign-in.ts';

/** Returns a Basic sign-in that answers once; a second challenge is a rejection, because nothing else can be said. */
export function createBasicSignIn(credentials: Credentials): SignIn {
  let sent = false;
  let header: Secret | null = null;
  return {
    scheme: 'basic',
    boundToConnection: false,
    get hasSentCredentials() {
      return sent;
    },
    answer: (challenge) => {
      if (challenge.scheme !== 'basic') return Promise.resolve(refuse('bad-challenge'));
      if (sent) return Promise.resolve(ok(null));
      // RFC 7617 §2: a colon would end the name early, and the peer would read another name and password.
      if (credentials.user.includes(':')) return Promise.resolve(refuse('no-credentials'));
      sent = true;
      const isUtf8 = challenge.params['charset']?.toLowerCase() === 'utf-8';
      header = basicHeader(credentials, { isUtf8 });
      return Promise.resolve(ok(header));
    },
    again: () => header,
  };
}

/**
 * Returns the header value of Basic credentials in UTF-8, which is what `charset="UTF-8"` asks for and what browsers
 * send where nothing is asked for (RFC 7617 §2.1 leaves that open).
 * @param options.isUtf8 the challenge asked for UTF-8, so the text is normalised first (RFC 7617 §2.1, RFC 8265 §4.2)
 */
export function basicHeader(credentials: Credentials, options: { readonly isUtf8: boolean }): Secret {
  const text = `${credentials.user}:${credentials.password.open()}`;
  const bytes = Buffer.from(options.isUtf8 ? text.normalize('NFC') : text, 'utf8');
  return new Secret(`Basic ${bytes.toString('base64')}`);
}
