/** The arithmetic of NTLMv2 ([MS-NLMP] §3.3.2). */
import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';
import type { AvPair } from './ntlm-challenge.ts';

/** Returns the key derived from the password and the account ([MS-NLMP] §3.3.2, NTOWFv2). */
export function ntlmKey(account: { readonly user: string; readonly domain: string }, password: string): Buffer {
  return hmacMd5(md4(utf16(password)), utf16(upperCase(account.user) + account.domain));
}

export interface NtlmResponse {
  readonly nt: Buffer;
  readonly sessionKey: Buffer;
}

/** Returns the response to a server challenge, and the session base key that signs the messages. */
export function ntlmResponse(input: {
  readonly key: Buffer;
  readonly serverChallenge: Buffer;
  readonly clientChallenge: Buffer;
  /** FILETIME, eight bytes. */
  readonly timestamp: Buffer;
  readonly targetInfo: readonly AvPair[];
}): NtlmResponse {
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    input.timestamp,
    input.clientChallenge,
    Buffer.alloc(4),
    encodePairs(input.targetInfo),
    Buffer.alloc(4),
  ]);
  const proof = hmacMd5(input.key, Buffer.concat([input.serverChallenge, blob]));
  return { nt: Buffer.concat([proof, blob]), sessionKey: hmacMd5(input.key, proof) };
}

/** Returns the LMv2 response, used only where the server sends no timestamp. */
export function lmResponse(key: Buffer, serverChallenge: Buffer, clientChallenge: Buffer): Buffer {
  return Buffer.concat([hmacMd5(key, Buffer.concat([serverChallenge, clientChallenge])), clientChallenge]);
}

export function hmacMd5(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function encodePairs(pairs: readonly AvPair[]): Buffer {
  const parts = pairs.map(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

/** Windows maps one code unit to one code unit: `ß` stays, it does not become `SS`. */
function upperCase(text: string): string {
  return text.replace(/\p{Ll}/gu, (char) => (char.toUpperCase().length === char.length ? char.toUpperCase() : char));
}
