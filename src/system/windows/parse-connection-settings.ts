/** What WinINET and WinHTTP keep as one binary value for a connection. */
export interface ConnectionSettings {
  readonly isManual: boolean;
  readonly isPac: boolean;
  readonly isAutoDetect: boolean;
  readonly servers: string;
  readonly bypass: string;
  readonly pacUrl: string;
}

/** Flags of the value (wininet.h, PROXY_TYPE_*). */
const PROXY_TYPE_PROXY = 0x2;
const PROXY_TYPE_AUTO_PROXY_URL = 0x4;
const PROXY_TYPE_AUTO_DETECT = 0x8;

/** A list of exceptions that is longer is none. */
const MOST_BYTES = 64 * 1024;

/**
 * Returns the value `DefaultConnectionSettings` (or that of a VPN's own name, or `WinHttpSettings`), as `reg query`
 * prints it: 4 bytes of version, of a counter and of flags, then three texts, each with its length before it (4 bytes,
 * little-endian). `null` where it is cut short or no such value. WinHTTP leaves out the third text.
 */
export function parseConnectionSettings(hex: string): ConnectionSettings | null {
  const clean = hex.replace(/\s+/gu, '');
  if (!/^(?:[0-9a-f]{2}){12,}$/iu.test(clean) || clean.length > MOST_BYTES * 2) return null;
  const bytes = Buffer.from(clean, 'hex');
  const flags = bytes.readUInt32LE(8);
  const texts: string[] = [];
  let at = 12;
  while (texts.length < 3 && at + 4 <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    if (at + 4 + length > bytes.length) return null;
    texts.push(bytes.subarray(at + 4, at + 4 + length).toString('latin1'));
    at += 4 + length;
  }
  const [servers = '', bypass = '', pacUrl = ''] = texts;
  return {
    isManual: (flags & PROXY_TYPE_PROXY) !== 0,
    isPac: (flags & PROXY_TYPE_AUTO_PROXY_URL) !== 0,
    isAutoDetect: (flags & PROXY_TYPE_AUTO_DETECT) !== 0,
    servers,
    bypass,
    pacUrl,
  };
}
