/** The arithmetic of NTLMv2 ([MS-NLMP] §3.3.2). */
import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';
import type { AvPair } from './ntlm-challenge.ts';

/** Returns the key derived from the password and the account ([MS-NLMP] §3.3.2, NTOWFv2). */
export function ntlmKey(account: { readonly user: string; readonly domain: string }, password: string): Buffer {
  return hmacMd5(md4(utf16(password)), utf16(upperCase(account.user) + account.domain));
}

/** Versions of the response, and six bytes that are reserved ([MS-NLMP] §2.2.2.7). */
const BLOB_BEGIN = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
const FOUR_ZEROS = Buffer.alloc(4);

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
    BLOB_BEGIN,
    input.timestamp,
    input.clientChallenge,
    FOUR_ZEROS,
    encodePairs(input.targetInfo),
    FOUR_ZEROS,
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
  // The end mark is a pair of zeros.
  const bytes = Buffer.alloc(pairs.reduce((size, { value }) => size + 4 + value.length, 4));
  let at = 0;
  for (const { id, value } of pairs) {
    bytes.writeUInt16LE(id, at);
    bytes.writeUInt16LE(value.length, at + 2);
    value.copy(bytes, at + 4);
    at += 4 + value.length;
  }
  return bytes;
}

/** Windows maps one code unit to one code unit: `ß` stays, it does not become `SS`. */
function upperCase(text: string): string {
  return text.replace(/\p{Ll}/gu, (char) => (char.toUpperCase().length === char.length ? char.toUpperCase() : char));
}
