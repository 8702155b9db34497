/** The memory that one socket is read into, used again for every read: a fresh piece for each costs more than the reading. */

/** Large enough that a fast sender fills it with few reads; pages that are never filled take no memory. */
const CELL_BYTES = 128 * 1024;

export class ReadCell {
  /** Gets what was read; the bytes are good until it returns, longer where it calls `keep`. */
  take: (bytes: Buffer) => void = () => undefined;
  #memory: Buffer = Buffer.allocUnsafeSlow(CELL_BYTES);

  /** What Node's `onread` wants (net.connect). */
  readonly onread = {
    buffer: (): Buffer => this.#memory,
    callback: (count: number, memory: Uint8Array): boolean => {
      this.take(Buffer.from(memory.buffer, memory.byteOffset, count));
      return true;
    },
  };

  /** The bytes just taken are still needed: the next read goes elsewhere. */
  keep(): void {
    this.#memory = Buffer.allocUnsafeSlow(CELL_BYTES);
  }
}
