import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';
import { parseChallenges } from '../../../src/auth/challenge.ts';
import { createDigestSignIn } from '../../../src/auth/digest.ts';
import {
  digestResponse,
  digestUserHash,
  parseDigestAlgorithm,
  type DigestAlgorithm,
} from '../../../src/auth/digest-response.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const algorithm = (text: string): DigestAlgorithm => parseDigestAlgorithm(text) ?? { hash: 'md5', isSession: false };

/** RFC 7616 §3.9.1 */
const EXAMPLE = {
  user: bytes('Mufasa'),
  realm: bytes('http-auth@example.org'),
  password: bytes('Circle of Life'),
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  nonceCount: '00000001',
  qop: 'auth',
  method: 'GET',
  uri: '/dir/index.html',
  body: new Uint8Array(),
} as const;

const context: SignInContext = {
  method: 'GET',
  requestUri: '/dir/index.html',
  host: 'p.test',
  port: 8080,
  to: 'proxy',
};

const first = (line: string) => parseChallenges([line]).challenges[0] ?? { scheme: '', params: {} };
const signInOf = (user: string, password = 'secret') =>
  createDigestSignIn(
    { user, password: new Secret(password), from: 'option' },
    { randomBytes: (count) => new Uint8Array(count).fill(0xab) },
  );

/** Returns the header that a sign-in answers with, opened. */
async function header(user: string, line: string): Promise<string> {
  const answer = await signInOf(user).answer(first(line), context);
  return answer.ok ? (answer.value?.open() ?? 'rejected') : answer.problem;
}

describe('digestResponse', () => {
  test('gives the responses of RFC 7616 §3.9.1', () => {
    expect(digestResponse({ ...EXAMPLE, algorithm: algorithm('MD5') })).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(digestResponse({ ...EXAMPLE, algorithm: algorithm('SHA-256') })).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  test('gives the user hash of RFC 7616 §3.9.2, and the response with the hash that its erratum 4897 corrects', () => {
    const user = bytes('Jäsøn Doe');
    const realm = bytes('api@example.org');
    expect(digestUserHash(algorithm('SHA-512-256'), user, realm)).toBe(
      '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
    );
    expect(
      digestResponse({
        ...EXAMPLE,
        algorithm: algorithm('SHA-512-256'),
        user,
        realm,
        password: bytes('Secret, or not?'),
        nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
        cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
        uri: '/doe.json',
      }),
    ).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
  });

  test('gives the response of RFC 2617 §3.5', () => {
    expect(
      digestResponse({
        ...EXAMPLE,
        algorithm: algorithm('MD5'),
        realm: bytes('testrealm@host.com'),
        password: bytes('Circle Of Life'),
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        cnonce: '0a4f113b',
      }),
    ).toBe('6629fae49393a05397450978507c4ef1');
  });
});

describe('a Digest sign-in', () => {
  test('answers with everything that the challenge asks for', async () => {
    expect(
      await header('bob', 'Digest realm="a \\"b\\"", nonce="n", qop="auth,auth-int", opaque="o", algorithm=SHA-256'),
    ).toMatch(
      /^Digest username="bob", realm="a \\"b\\"", nonce="n", uri="\/dir\/index.html", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="(?:ab){16}", response="[0-9a-f]{64}", opaque="o"$/,
    );
  });

  test('answers a server without qop as RFC 2069 wants it', async () => {
    expect(await header('bob', 'Digest realm="r", nonce="n"')).toMatch(
      /^Digest username="bob", realm="r", nonce="n", uri="\/dir\/index.html", response="[0-9a-f]{32}"$/,
    );
  });

  test('names a Japanese user as the challenge allows', async () => {
    const base = 'Digest realm="r", nonce="n", qop="auth"';
    expect(await header('山田', base)).toContain(`username="${bytes('山田').toString('latin1')}"`);
    expect(await header('山田', `${base}, charset=UTF-8`)).toContain("username*=UTF-8''%E5%B1%B1%E7%94%B0");
    expect(await header('山田', `${base}, charset=UTF-8, userhash=true`)).toMatch(
      /username="[0-9a-f]{32}", userhash=true/,
    );
  });

  test.each([
    ['an unknown algorithm', 'Digest realm="r", nonce="n", algorithm=SHA-3'],
    ['an unknown qop', 'Digest realm="r", nonce="n", qop="conf"'],
    ['no nonce', 'Digest realm="r"'],
    ['no realm', 'Digest nonce="n"'],
  ])('refuses a challenge with %s', async (_, line) => {
    expect(await header('bob', line)).toBe('bad-challenge');
  });

  test('refuses a name that would end the header line', async () => {
    expect(await header('bob\r\nX-Other: 1', 'Digest realm="r", nonce="n"')).toBe('no-credentials');
  });

  test('takes a second challenge as a rejection, unless only the nonce was stale', async () => {
    const signIn = signInOf('bob');
    const answer = async (line: string): Promise<string | null | undefined> => {
      const given = await signIn.answer(first(line), context);
      return given.ok ? given.value?.open().replace(/^.*nonce="(n\d)".*nc=(\d+).*$/, '$1 $2') : given.problem;
    };
    expect(signIn.again?.(context)).toBeNull();
    expect(await answer('Digest realm="r", nonce="n1", qop="auth"')).toBe('n1 00000001');
    expect(signIn.again?.(context)?.open()).toContain('nc=00000002');
    expect(await answer('Digest realm="r", nonce="n2", qop="auth", stale=TRUE')).toBe('n2 00000001');
    expect(await answer('Digest realm="r", nonce="n2", qop="auth", stale=true')).toBeUndefined();
    expect(await answer('Digest realm="r", nonce="n3", qop="auth"')).toBeUndefined();
    expect(signIn.hasSentCredentials).toBe(true);
  });

  test('does not follow a server that calls every nonce stale', async () => {
    const signIn = signInOf('bob');
    let answers = 0;
    for (let round = 0; round < 10; round += 1) {
      const given = await signIn.answer(first(`Digest realm="r", nonce="${String(round)}", stale=true`), context);
      if (given.ok && given.value !== null) answers += 1;
    }
    expect(answers).toBe(4);
  });
});
