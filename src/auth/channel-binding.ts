/** Channel binding to a TLS server's certificate: `tls-server-end-point` (RFC 5929 §4) as GSS-API hashes it (RFC 4121 §4.1.1.2). */
import { createHash } from 'node:crypto';

/** Hash of the certificate by its signature algorithm (content bytes of the OID, hexadecimal); MD5 and SHA-1 become SHA-256. */
const HASH_BY_SIGNATURE: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

/** RSASSA-PSS names its hash in the parameters. */
const RSA_PSS = '2a864886f70d01010a';
const PSS_HASHES: readonly (readonly [oid: string, hash: string])[] = [
  ['608648016503040201', 'sha256'],
  ['608648016503040202', 'sha384'],
  ['608648016503040203', 'sha512'],
];

/**
 * Returns the 16 bytes that NTLM carries as its channel binding, or `null` where RFC 5929 defines none for this
 * certificate (e.g. Ed25519) or it can't be read.
 */
export function channelBindingHash(certificateDer: Uint8Array): Buffer | null {
  const algorithm = signatureHash(Buffer.from(certificateDer));
  if (algorithm === null) return null;
  const data = Buffer.concat([
    Buffer.from('tls-server-end-point:', 'latin1'),
    createHash(algorithm).update(certificateDer).digest(),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  // Four empty fields (address types and lengths of initiator and acceptor), then the application data.
  return createHash('md5').update(Buffer.alloc(16)).update(length).update(data).digest();
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OID, parameters }, signature } (RFC 5280 §4.1) */
function signatureHash(der: Buffer): string | null {
  const certificate = readElement(der, 0);
  const signed = certificate === null ? null : readElement(der, certificate.start);
  const algorithm = signed === null ? null : readElement(der, signed.end);
  const oid = algorithm === null ? null : readElement(der, algorithm.start);
  if (algorithm === null || oid === null || oid.tag !== 0x06) return null;
  const name = der.subarray(oid.start, oid.end).toString('hex');
  if (name !== RSA_PSS) return HASH_BY_SIGNATURE[name] ?? null;
  const parameters = der.subarray(oid.end, algorithm.end).toString('hex');
  return PSS_HASHES.find(([hashOid]) => parameters.includes(hashOid))?.[1] ?? 'sha256';
}

function readElement(
  der: Buffer,
  at: number,
): { readonly tag: number; readonly start: number; readonly end: number } | null {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) return null;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  if (lengthBytes > 4 || start > der.length) return null;
  const end = start + (lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes));
  return end > der.length ? null : { tag, start, end };
}
