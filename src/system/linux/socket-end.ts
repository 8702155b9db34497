/** One end of a TCP connection, and its address as bytes. */

/** An address as text, and a port. */
export interface SocketEnd {
  readonly address: string;
  readonly port: number;
}

/** The four bytes of an IPv4 address, also of one that is written into an IPv6 address; `null` for others. */
export function ipv4Bytes(address: string): Buffer | null {
  const plain = address.replace(/^::ffff:/i, '');
  return /^[0-9.]+$/.test(plain) ? Buffer.from(plain.split('.').map(Number)) : null;
}

/** An IPv4 address stands in the second table as ::ffff:a.b.c.d, where a program reaches it over an IPv6 socket. */
export function ipv6Bytes(address: string): Buffer | null {
  const v4 = ipv4Bytes(address);
  if (v4 !== null) return Buffer.concat([Buffer.alloc(10), Buffer.from([255, 255]), v4]);
  const [left = '', right] = address.replace(/%.*$/, '').split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  if (head.length + tail.length > 8) return null;
  const bytes = Buffer.alloc(16);
  head.forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  tail.forEach((group, index) => bytes.writeUInt16BE(group, 16 - (tail.length - index) * 2));
  return bytes;
}
