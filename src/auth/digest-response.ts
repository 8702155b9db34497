/** The arithmetic of Digest (RFC 7616 §3.4), bytes in and hexadecimal out. */
import { createHash } from 'node:crypto';

const HASHES = {
  md5: 'md5',
  'sha-256': 'sha256',
  'sha-512-256': 'sha512-256',
} as const satisfies Record<string, string>;

/** An algorithm of a challenge, taken apart. */
export interface DigestAlgorithm {
  readonly hash: keyof typeof HASHES;
  readonly isSession: boolean;
}

/** From weak to strong. */
const BY_STRENGTH: readonly DigestAlgorithm['hash'][] = ['md5', 'sha-256', 'sha-512-256'];

/** Returns a challenge's algorithm (MD5 where it names none), or `null` for one that nobody here knows. */
export function parseDigestAlgorithm(text: string | undefined): DigestAlgorithm | null {
  const name = (text ?? 'MD5').toLowerCase();
  const isSession = name.endsWith('-sess');
  const base = isSession ? name.slice(0, -'-sess'.length) : name;
  const hash = BY_STRENGTH.find((known) => known === base);
  return hash === undefined ? null : { hash, isSession };
}

/** Returns a number that grows with the strength of a challenge's algorithm; 0 for an unknown one. */
export function digestStrength(text: string | undefined): number {
  const algorithm = parseDigestAlgorithm(text);
  return algorithm === null ? 0 : 1 + BY_STRENGTH.indexOf(algorithm.hash);
}

/** Everything that goes into one response. Texts are bytes already, quotes and escapes undone. */
export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  readonly user: Uint8Array;
  readonly realm: Uint8Array;
  readonly password: Uint8Array;
  readonly nonce: string;
  readonly cnonce: string;
  /** Eight hexadecimal digits. */
  readonly nonceCount: string;
  /** `null` is RFC 2069: no count, no client nonce. */
  readonly qop: 'auth' | 'auth-int' | null;
  readonly method: string;
  readonly uri: string;
  readonly body: Uint8Array;
}

/** Returns the `response` parameter. @see RFC 7616 §3.4.1 to §3.4.3 */
export function digestResponse(input: DigestInput): string {
  const hash = hasher(input.algorithm);
  const account = hash(input.user, ':', input.realm, ':', input.password);
  const ha1 = input.algorithm.isSession ? hash(account, ':', input.nonce, ':', input.cnonce) : account;
  const ha2 =
    input.qop === 'auth-int'
      ? hash(input.method, ':', input.uri, ':', hash(input.body))
      : hash(input.method, ':', input.uri);
  return input.qop === null
    ? hash(ha1, ':', input.nonce, ':', ha2)
    : hash(ha1, ':', input.nonce, ':', input.nonceCount, ':', input.cnonce, ':', input.qop, ':', ha2);
}

/** Returns the user name as `userhash=true` wants it. @see RFC 7616 §3.4.4 */
export function digestUserHash(algorithm: DigestAlgorithm, user: Uint8Array, realm: Uint8Array): string {
  return hasher(algorithm)(user, ':', realm);
}

function hasher(algorithm: DigestAlgorithm): (...parts: readonly (string | Uint8Array)[]) => string {
  return (...parts) => {
    const hash = createHash(HASHES[algorithm.hash]);
    for (const part of parts) hash.update(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    return hash.digest('hex');
  };
}
