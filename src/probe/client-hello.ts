/** Writes a ClientHello of a wanted size by hand, to see which sizes pass (RFC 8446 section 4.1.2, padding: RFC 7685). */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

/** Small enough for every link of 576 bytes. */
export const SHORT_HELLO_BYTES = 300;
/** Fills a link of 1500 bytes and a little more: what today's browsers send with post-quantum key shares. */
export const PADDED_HELLO_BYTES = 1_700;

/**
 * Returns one TLS record that holds a ClientHello for TLS 1.2 and 1.3, padded to `sizeBytes` where it is shorter.
 * @param to.isHopeless whether it offers no cipher that any server has, so that the answer is an alert of seven bytes
 */
export function clientHello(to: {
  readonly serverName: string;
  readonly sizeBytes: number;
  readonly isHopeless?: boolean;
}): Buffer {
  const suites = to.isHopeless === true ? NO_SUITES : SUITES;
  const plain = record(to.serverName, suites, 0);
  // The padding extension itself costs four bytes.
  const padding = to.sizeBytes - plain.length - 4;
  return padding > 0 ? record(to.serverName, suites, padding) : plain;
}

const SUITES = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009c, 0x002f];
/** Reserved values that nobody implements (RFC 8701 section 2). */
const NO_SUITES = [0x0a0a, 0x1a1a];
const GROUPS = [0x001d, 0x0017, 0x0018];
const SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];

function record(serverName: string, suites: readonly number[], padding: number): Buffer {
  const extensions = Buffer.concat([
    ...(isIP(serverName) === 0
      ? [extension(0, sized(2, Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(serverName, 'latin1'))])))]
      : []),
    extension(10, sized(2, words(GROUPS))),
    extension(11, sized(1, Buffer.from([0]))),
    extension(13, sized(2, words(SIGNATURES))),
    extension(16, sized(2, sized(1, Buffer.from('http/1.1')))),
    extension(43, sized(1, words([0x0304, 0x0303]))),
    extension(51, sized(2, Buffer.concat([words([0x001d]), sized(2, randomBytes(32))]))),
    ...(padding > 0 ? [extension(21, Buffer.alloc(padding))] : []),
  ]);
  const body = Buffer.concat([
    words([0x0303]),
    randomBytes(32),
    sized(1, randomBytes(32)),
    sized(2, words(suites)),
    sized(1, Buffer.from([0])),
    sized(2, extensions),
  ]);
  const handshake = Buffer.concat([Buffer.from([1]), sized(3, body)]);
  return Buffer.concat([Buffer.from([22, 3, 1]), sized(2, handshake)]);
}

function extension(type: number, body: Buffer): Buffer {
  return Buffer.concat([words([type]), sized(2, body)]);
}

/** The bytes behind their length, which takes `width` bytes. */
function sized(width: 1 | 2 | 3, body: Buffer): Buffer {
  const length = Buffer.alloc(width);
  length.writeUIntBE(body.length, 0, width);
  return Buffer.concat([length, body]);
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}
