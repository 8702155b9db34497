/** A connected socket read chunk by chunk, with bounds: nothing is buffered that nobody asked for. */
import type { Duplex } from 'node:stream';
import { ProbeFailure } from './failure.ts';

/** How many first bytes are kept for the record. */
const KEPT_BYTES = 64;

interface Waiter {
  readonly resolve: (chunk: Buffer | null) => void;
  readonly reject: (reason: unknown) => void;
}

/** Reads and writes one connection. The socket is paused whenever nobody reads. */
export class Wire {
  readonly #socket: Duplex;
  readonly #chunks: Buffer[] = [];
  #ended = false;
  #failure: unknown = null;
  #waiter: Waiter | null = null;
  #first: Buffer = Buffer.alloc(0);
  #received = 0;

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    socket.on('end', () => {
      this.#end();
    });
    socket.on('error', (error) => {
      this.#failure ??= error;
      this.#end();
    });
    socket.on('close', () => {
      this.#end();
    });
    this.#failure = socket.errored;
    this.#ended = socket.destroyed || socket.readableEnded;
    socket.pause();
  }

  /** First bytes since the last `mark`, hex, at most 64 bytes. */
  get firstBytes(): string {
    return this.#first.toString('hex');
  }

  /** Bytes received since the last `mark`. */
  get bytesReceived(): number {
    return this.#received;
  }

  /** Whether the other side has ended, or the connection broke. */
  get isOver(): boolean {
    return this.#ended || this.#socket.destroyed;
  }

  /** Starts counting anew: the next layer's bytes are its own. */
  mark(): void {
    this.#first = Buffer.alloc(0);
    this.#received = 0;
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Returns the next chunk, or `null` at the end; throws what the socket failed with, or the signal's reason. */
  read(signal: AbortSignal): Promise<Buffer | null> {
    const next = this.#chunks.shift();
    if (next !== undefined) return Promise.resolve(this.#count(next));
    if (signal.aborted) return Promise.reject(asError(signal.reason));
    if (this.#failure !== null) return Promise.reject(asError(this.#failure));
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiter = null;
        this.#socket.pause();
        reject(asError(signal.reason));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (): void => {
        signal.removeEventListener('abort', onAbort);
      };
      this.#waiter = {
        resolve: (chunk) => {
          settle();
          resolve(chunk === null ? null : this.#count(chunk));
        },
        reject: (reason) => {
          settle();
          reject(asError(reason));
        },
      };
      this.#socket.resume();
    });
  }

  /** Returns exactly `size` bytes; throws `closed-early` when the other side ends before that. */
  async readExactly(size: number, signal: AbortSignal): Promise<Buffer> {
    const parts: Buffer[] = [];
    let have = 0;
    while (have < size) {
      const chunk = await this.read(signal).catch((thrown: unknown) => {
        // Whoever waits a second time begins where this one stopped.
        if (have > 0) this.unread(Buffer.concat(parts));
        throw thrown;
      });
      if (chunk === null) throw new ProbeFailure({ kind: 'closed-early' });
      parts.push(chunk);
      have += chunk.length;
    }
    const all = Buffer.concat(parts);
    if (all.length > size) this.unread(all.subarray(size));
    return all.subarray(0, size);
  }

  /** Puts bytes back that belong to the next layer. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks.unshift(bytes);
    this.#received = Math.max(0, this.#received - bytes.length);
    this.#first = this.#first.subarray(0, Math.min(this.#first.length, this.#received));
  }

  close(): void {
    this.#chunks.length = 0;
    this.#socket.destroy();
  }

  #count(chunk: Buffer): Buffer {
    if (this.#first.length < KEPT_BYTES) {
      this.#first = Buffer.concat([this.#first, chunk.subarray(0, KEPT_BYTES - this.#first.length)]);
    }
    this.#received += chunk.length;
    return chunk;
  }

  #take(chunk: Buffer): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    this.#socket.pause();
    if (waiter === null) this.#chunks.push(chunk);
    else waiter.resolve(chunk);
  }

  #end(): void {
    this.#ended = true;
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter === null) return;
    if (this.#failure === null) waiter.resolve(null);
    else waiter.reject(this.#failure);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new ProbeFailure({ kind: 'cancelled' });
}
