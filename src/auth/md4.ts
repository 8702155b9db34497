/** MD4 (RFC 1320). NTLM rests on it, and OpenSSL 3 no longer offers it. Of no use for anything else. */

const BLOCK_BYTES = 64;

const ROUNDS = [
  {
    mix: (x: number, y: number, z: number): number => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x: number, y: number, z: number): number => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x: number, y: number, z: number): number => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
] as const;

/** Returns the 16 bytes of the MD4 of `message`. @see RFC 1320 §3 */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);

  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < padded.length; block += BLOCK_BYTES) {
    const [a0, b0, c0, d0] = [a, b, c, d];
    for (const { mix, constant, order, shifts } of ROUNDS) {
      order.forEach((word, step) => {
        const sum = (a + mix(b, c, d) + padded.readUInt32LE(block + 4 * word) + constant) >>> 0;
        const shift = shifts[step % 4] ?? 0;
        const turned = ((sum << shift) | (sum >>> (32 - shift))) >>> 0;
        [a, b, c, d] = [d, turned, b, c];
      });
    }
    a = (a + a0) >>> 0;
    b = (b + b0) >>> 0;
    c = (c + c0) >>> 0;
    d = (d + d0) >>> 0;
  }

  const digest = Buffer.alloc(16);
  [a, b, c, d].forEach((word, index) => digest.writeUInt32LE(word >>> 0, 4 * index));
  return digest;
}
