/** Finds where a body ends in the bytes that come, however they are cut into pieces. */
import type { Framing } from './framing.ts';

/** Reads along a body. */
export interface BodyScanner {
  /** Whether the last byte of the body has been seen. */
  readonly isDone: boolean;
  /** Whether the end of the connection is the end of the body. */
  readonly endsWithConnection: boolean;
  /**
   * Takes the next bytes; returns how many of them belong to the body, -1 where they are no chunks.
   * @param onPayload gets what the chunks carry, without their framing
   */
  feed(bytes: Buffer, onPayload?: (payload: Buffer) => void): number;
}

/** Returns a scanner for one body. */
export function createBodyScanner(framing: Framing): BodyScanner {
  switch (framing.is) {
    case 'none':
      return { isDone: true, endsWithConnection: false, feed: () => 0 };
    case 'length':
      return new LengthScanner(framing.bytes);
    case 'chunked':
      return new ChunkedScanner();
    case 'until-close':
      return {
        isDone: false,
        endsWithConnection: true,
        feed: (bytes, onPayload) => {
          onPayload?.(bytes);
          return bytes.length;
        },
      };
  }
}

class LengthScanner implements BodyScanner {
  readonly endsWithConnection = false;
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  feed(bytes: Buffer, onPayload?: (payload: Buffer) => void): number {
    const taken = Math.min(bytes.length, this.#left);
    this.#left -= taken;
    onPayload?.(taken === bytes.length ? bytes : bytes.subarray(0, taken));
    return taken;
  }
}

const CR = 13;
const LF = 10;
/** Size, extensions and trailer fields of one body; more is an attack on whoever reads behind us. */
const MOST_LINE_BYTES = 4_096;
const MOST_TRAILER_BYTES = 16 * 1024;

type ChunkState = 'size' | 'extension' | 'size-lf' | 'data' | 'data-cr' | 'data-lf' | 'trailer' | 'trailer-lf' | 'done';

/** RFC 9112 section 7.1, strictly: CRLF only, no blanks before or in the size, at most 13 digits. */
class ChunkedScanner implements BodyScanner {
  readonly endsWithConnection = false;
  #state: ChunkState = 'size';
  #size = 0;
  #digits = 0;
  #lineBytes = 0;
  #trailerBytes = 0;

  get isDone(): boolean {
    return this.#state === 'done';
  }

  feed(bytes: Buffer, onPayload?: (payload: Buffer) => void): number {
    let at = 0;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#size);
        onPayload?.(bytes.subarray(at, end));
        this.#size -= end - at;
        at = end;
        if (this.#size === 0) this.#state = 'data-cr';
        continue;
      }
      if (!this.#takeByte(bytes[at] ?? 0)) return -1;
      at += 1;
    }
    return at;
  }

  #takeByte(byte: number): boolean {
    switch (this.#state) {
      case 'size':
        return this.#takeSize(byte);
      case 'extension':
        this.#lineBytes += 1;
        if (byte === CR) this.#state = 'size-lf';
        return this.#lineBytes <= MOST_LINE_BYTES && byte !== LF && byte !== 0;
      case 'size-lf':
        this.#state = this.#size === 0 ? 'trailer' : 'data';
        this.#lineBytes = 0;
        return byte === LF;
      case 'data-cr':
        this.#state = 'data-lf';
        return byte === CR;
      case 'data-lf':
        this.#state = 'size';
        this.#digits = 0;
        return byte === LF;
      case 'trailer':
        return this.#takeTrailer(byte);
      case 'trailer-lf':
        this.#state = this.#lineBytes === 0 ? 'done' : 'trailer';
        this.#lineBytes = 0;
        return byte === LF;
      case 'data':
      case 'done':
        return false;
    }
  }

  #takeSize(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      if (this.#digits === 0) this.#size = 0;
      this.#digits += 1;
      this.#size = this.#size * 16 + digit;
      return this.#digits <= 13;
    }
    if (this.#digits === 0) return false;
    this.#lineBytes = 0;
    this.#state = byte === CR ? 'size-lf' : 'extension';
    return byte === CR || byte === 0x3b;
  }

  #takeTrailer(byte: number): boolean {
    this.#trailerBytes += 1;
    if (byte === CR) this.#state = 'trailer-lf';
    else this.#lineBytes += 1;
    return byte !== LF && byte !== 0 && this.#trailerBytes <= MOST_TRAILER_BYTES;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
