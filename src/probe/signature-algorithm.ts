/** Reads by which algorithm a certificate is signed; Node 20 does not tell (RFC 5280 section 4.1.1.2, X.690 for DER). */

/** Returns the object identifier in dotted form, `null` where the bytes are no certificate. */
export function signatureAlgorithm(der: Uint8Array): string | null {
  const certificate = elementAt(der, 0);
  const signed = certificate === null ? null : elementAt(der, certificate.from);
  const algorithm = signed === null ? null : elementAt(der, signed.to);
  const identifier = algorithm === null ? null : elementAt(der, algorithm.from);
  if (identifier?.tag !== 0x06) return null;
  return dotted(der.subarray(identifier.from, identifier.to));
}

/** One element: its tag, and where its content begins and ends. */
interface Element {
  readonly tag: number;
  readonly from: number;
  readonly to: number;
}

function elementAt(der: Uint8Array, at: number): Element | null {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) return null;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 3) return null;
  const length =
    lengthBytes === 0 ? first : der.subarray(at + 2, at + 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const from = at + 2 + lengthBytes;
  return from + length > der.length ? null : { tag, from, to: from + length };
}

function dotted(bytes: Uint8Array): string | null {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first, ...rest] = arcs;
  if (first === undefined) return null;
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - top * 40, ...rest].join('.');
}
