import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  isSignedBy,
  judgeSignature,
  readPrivateKey,
  readPublicKey,
  readSignature,
  signBytes,
} from '../../../src/presets/signature.ts';

function keyPair() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = readPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  if (!key.ok) throw new Error('no key');
  return key.value;
}

const bytes = Buffer.from('{"proxies": "http://proxy.example:8080"}\n');
const own = keyPair();
const stranger = keyPair();
const signature = signBytes(bytes, own.private);

describe('a signature', () => {
  it('is good for exactly these bytes and this key', () => {
    expect(isSignedBy(bytes, signature, own)).toBe(true);
    expect(isSignedBy(bytes, signature, stranger)).toBe(false);
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(isSignedBy(changed, signature, own)).toBe(false);
    }
  });

  it('is read raw, and in base64 with line breaks', () => {
    const base64 = signature.toString('base64');
    expect(readSignature(signature)).toEqual(signature);
    expect(readSignature(Buffer.from(`${base64.slice(0, 64)}\n${base64.slice(64)}\n`))).toEqual(signature);
    expect(readSignature(Buffer.from('not a signature'))).toBeNull();
    expect(readSignature(Buffer.alloc(10_000))).toBeNull();
  });

  it.each([
    ['trusted', { signature, trusted: [own], others: [] }],
    ['unsigned', { signature: null, trusted: [own], others: [] }],
    ['no-signature', { signature: Buffer.from('x'), trusted: [own], others: [] }],
    ['wrong-key', { signature, trusted: [stranger], others: [own] }],
    ['changed', { signature, trusted: [stranger], others: [] }],
    ['changed', { signature: signBytes(Buffer.from('other'), own.private), trusted: [own], others: [own, stranger] }],
    ['no-trusted-key', { signature, trusted: [], others: [] }],
    ['no-trusted-key', { signature, trusted: [], others: [own] }],
    ['changed', { signature, trusted: [], others: [stranger] }],
  ] as const)('is %s: case %#', (state, given) => {
    expect(judgeSignature({ bytes, ...given }).state).toBe(state);
  });
});

describe('a key', () => {
  it('of another kind, or of none, is refused by name', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(readPublicKey(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toEqual({
      ok: false,
      problem: 'not-ed25519',
    });
    expect(readPublicKey('-----BEGIN PUBLIC KEY-----\nxx\n-----END PUBLIC KEY-----')).toMatchObject({ ok: false });
    expect(readPrivateKey('nothing')).toEqual({ ok: false, problem: 'unreadable' });
  });

  it('that is private is never taken for a public one', () => {
    const pem = own.private.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(readPublicKey(pem)).toEqual({ ok: false, problem: 'unreadable' });
  });
});
