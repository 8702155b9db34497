/** What WinINET and WinHTTP keep as one binary value for a connection. */
export interface ConnectionSettings {
  /** Which layout it is: 0x46 since Internet Explorer 7, 0x3c before and for phone-book entries, 0x18 and 0x28 for WinHTTP. */
  readonly version: number;
  /** Grows with every change; running programs look at it. */
  readonly counter: number;
  /** PROXY_TYPE_* of wininet.h, see `PROXY_TYPE`. */
  readonly flags: number;
  /** The three texts in the computer's ANSI code page, read as Latin-1 so that no byte is lost. */
  readonly servers: string;
  readonly bypass: string;
  readonly pacUrl: string;
  /** What follows, in hex: what automatic detection found, and when. */
  readonly tail: string;
}

/** Flags of the value (wininet.h). */
export const PROXY_TYPE = { direct: 0x1, proxy: 0x2, pac: 0x4, autoDetect: 0x8 } as const;

/** A list of exceptions that is longer is none. */
const MOST_BYTES = 64 * 1024;

/** Bytes behind the texts in a value that Windows makes anew. */
const EMPTY_TAIL = '00'.repeat(32);

/**
 * Returns the value `DefaultConnectionSettings` (or `SavedLegacySettings`, or that of a VPN's own name, or
 * `WinHttpSettings`), as `reg query` prints it: 4 bytes of version, of a counter and of flags, then three texts, each
 * with its length before it (4 bytes, little-endian). `null` where it is cut short or no such value. WinHTTP leaves out
 * the third text.
 */
export function parseConnectionSettings(hex: string): ConnectionSettings | null {
  const clean = hex.replace(/\s+/gu, '');
  if (clean.length > MOST_BYTES * 2 || !/^(?:[0-9a-f]{2}){12,}$/iu.test(clean)) return null;
  const bytes = Buffer.from(clean, 'hex');
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
    version: bytes.readUInt32LE(0),
    counter: bytes.readUInt32LE(4),
    flags: bytes.readUInt32LE(8),
    ...{ servers, bypass, pacUrl },
    tail: bytes.subarray(at).toString('hex'),
  };
}

/** Returns the value's bytes in hex, as `reg add` takes them. */
export function formatConnectionSettings(settings: ConnectionSettings): string {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(settings.version, 0);
  head.writeUInt32LE(settings.counter, 4);
  head.writeUInt32LE(settings.flags, 8);
  const texts = [settings.servers, settings.bypass, settings.pacUrl].map((text) => {
    const bytes = Buffer.from(text, 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  return Buffer.concat([head, ...texts]).toString('hex') + settings.tail;
}

/** A value as Windows makes it where there was none. */
export const NEW_CONNECTION_SETTINGS: ConnectionSettings = {
  version: 0x46,
  counter: 0,
  flags: PROXY_TYPE.direct,
  servers: '',
  bypass: '',
  pacUrl: '',
  tail: EMPTY_TAIL,
};
