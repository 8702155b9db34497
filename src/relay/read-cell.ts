/** The memory that one socket is read into, used again for every read: a fresh piece for each costs more than the reading. */

/** Enough for the heads of a handshake: most connections never carry more at once, and large pieces keep the collector busy. */
const FIRST_BYTES = 8 * 1024;
/** Where a read filled the first: large enough that a fast sender needs few reads. */
const FULL_BYTES = 128 * 1024;

export class ReadCell {
  /** Gets what was read; the bytes are good until it returns, longer where it calls `keep`. */
  take: (bytes: Buffer) => void = () => undefined;
  #memory: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);

  /** What Node's `onread` wants (net.connect). */
  readonly onread = {
    buffer: (): Buffer => this.#memory,
    callback: (count: number, memory: Uint8Array): boolean => {
      this.take(Buffer.from(memory.buffer, memory.byteOffset, count));
      if (count === FIRST_BYTES && this.#memory.length === FIRST_BYTES)
        this.#memory = Buffer.allocUnsafeSlow(FULL_BYTES);
      return true;
    },
  };

  /** The bytes just taken are still needed: the next read goes elsewhere. */
  keep(): void {
    this.#memory = Buffer.allocUnsafeSlow(this.#memory.length);
  }
}
