/**
 * Signatures of preset files: detached Ed25519 (RFC 8032) over the bytes of the file as they are, so that
 * `openssl pkeyutl -sign -rawin` and `-verify` make and check the same ones.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ok, refuse, type Result } from '../base/result.ts';

const SIGNATURE_BYTES = 64;
/** A signature in base64 with line breaks, and no more. */
const MAX_SIGNATURE_TEXT = 400;
const MAX_KEY_TEXT = 8_192;

export type KeyProblem = 'unreadable' | 'not-ed25519';

/** A public key and the short text by which people compare it. */
export interface PublicKey {
  readonly key: KeyObject;
  /** `SHA256:` and the digest of its SubjectPublicKeyInfo in base64, as OpenSSH writes fingerprints. */
  readonly fingerprint: string;
}

/** Returns the public key of a PEM text; that of a private key is taken from it only where it is asked for. */
export function readPublicKey(pem: string): Result<PublicKey, KeyProblem> {
  if (pem.length > MAX_KEY_TEXT || !pem.includes('BEGIN PUBLIC KEY')) return refuse('unreadable');
  return publicKeyOf(() => createPublicKey(pem));
}

/** Returns the private key of a PEM text without a passphrase, and the public one that belongs to it. */
export function readPrivateKey(pem: string): Result<PublicKey & { readonly private: KeyObject }, KeyProblem> {
  const found = pem.length > MAX_KEY_TEXT ? null : attempt(() => createPrivateKey(pem));
  if (found === null) return refuse('unreadable');
  const own = publicKeyOf(() => createPublicKey(found));
  return own.ok ? ok({ ...own.value, private: found }) : own;
}

function publicKeyOf(make: () => KeyObject): Result<PublicKey, KeyProblem> {
  const key = attempt(make);
  if (key === null) return refuse('unreadable');
  if (key.asymmetricKeyType !== 'ed25519') return refuse('not-ed25519');
  const digest = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  return ok({ key, fingerprint: `SHA256:${digest.replace(/=+$/u, '')}` });
}

/** OpenSSL says what is wrong with a key only in words of its own, which change. */
function attempt(make: () => KeyObject): KeyObject | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** Returns the 64 bytes of a signature file, raw or in base64; `null` where it holds none. */
export function readSignature(bytes: Uint8Array): Buffer | null {
  if (bytes.length === SIGNATURE_BYTES) return Buffer.from(bytes);
  if (bytes.length > MAX_SIGNATURE_TEXT) return null;
  const text = Buffer.from(bytes).toString('latin1').replace(/\s+/gu, '');
  if (!/^[A-Za-z0-9+/]{86}(?:==)?$/u.test(text)) return null;
  return Buffer.from(text, 'base64');
}

/** Returns the signature of the bytes of a file. */
export function signBytes(bytes: Uint8Array, key: KeyObject): Buffer {
  return sign(null, bytes, key);
}

/** Whether the signature is this key's, over exactly these bytes. */
export function isSignedBy(bytes: Uint8Array, signature: Uint8Array, { key }: PublicKey): boolean {
  return verify(null, bytes, key, signature);
}

/** What a signature says about a file. */
export type SignatureState =
  | { readonly state: 'trusted'; readonly fingerprint: string }
  | { readonly state: 'unsigned' }
  /** The signature file holds no Ed25519 signature. */
  | { readonly state: 'no-signature' }
  /** There is no key to check it with. */
  | { readonly state: 'no-trusted-key' }
  /** It is good, and made with a key that nobody here trusts. */
  | { readonly state: 'wrong-key'; readonly fingerprint: string }
  /** It belongs neither to these bytes and a trusted key, nor to these bytes and another key at hand. */
  | { readonly state: 'changed' };

/**
 * Judges a signature. An Ed25519 signature doesn't name its key: `others`, keys at hand that nobody trusts, tell a
 * changed file from one that somebody else has signed.
 */
export function judgeSignature(given: {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array | null;
  readonly trusted: readonly PublicKey[];
  readonly others: readonly PublicKey[];
}): SignatureState {
  const { bytes, trusted, others } = given;
  if (given.signature === null) return { state: 'unsigned' };
  const signature = readSignature(given.signature);
  if (signature === null) return { state: 'no-signature' };
  const signer = trusted.find((key) => isSignedBy(bytes, signature, key));
  if (signer !== undefined) return { state: 'trusted', fingerprint: signer.fingerprint };
  const stranger = others.find((key) => isSignedBy(bytes, signature, key));
  if (trusted.length === 0 && (stranger !== undefined || others.length === 0)) return { state: 'no-trusted-key' };
  return stranger === undefined ? { state: 'changed' } : { state: 'wrong-key', fingerprint: stranger.fingerprint };
}
