/** The readable side of a connection, taken piece by piece; nobody who dawdles makes us hold more than the limit. */
import type { Socket } from 'node:net';
import { RELAY_LIMITS } from './limits.ts';
import type { ReadCell } from './read-cell.ts';

/** Reads a socket. It flows while somebody waits, and stops when enough is held that nobody has taken. */
export class Inlet {
  readonly socket: Socket;
  /** Where the socket is read into, if it was opened that way: then it emits no `data`. */
  readonly cell: ReadCell | null;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #waiter: ((piece: Buffer | null) => void) | null = null;
  #isOver = false;
  #isBroken = false;

  constructor(socket: Socket, cell: ReadCell | null = null) {
    this.socket = socket;
    this.cell = cell;
    if (cell === null) socket.on('data', this.#onData);
    else {
      cell.take = (bytes) => {
        this.#onData(Buffer.from(bytes));
      };
    }
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onEnd);
    this.#isOver = socket.destroyed;
  }

  /** Whether the other side has ended and everything it sent has been taken. */
  get isOver(): boolean {
    return this.#isOver && this.#held.length === 0;
  }

  /** Whether the connection ended with an error, so that its end is nobody's last word. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Whether nothing has come and nothing ended: the state of a connection that waits for a question. */
  get isQuiet(): boolean {
    return !this.#isOver && this.#held.length === 0 && !this.socket.destroyed;
  }

  /** Returns the next piece, `null` at the end. Only one reader at a time. */
  read(): Buffer | null | Promise<Buffer | null> {
    const next = this.#held.shift();
    if (next !== undefined) {
      this.#heldBytes -= next.length;
      if (this.#held.length === 0 && !this.#isOver) this.socket.resume();
      return next;
    }
    if (this.#isOver) return null;
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  /** Puts bytes back that belong to what comes next. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#held.unshift(bytes);
    this.#heldBytes += bytes.length;
  }

  /** Lets whoever waits go with nothing, as at the end; what comes later is held for the next reader. */
  interrupt(): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    waiter?.(null);
  }

  /** Stops reading for good and returns what is held: the socket is somebody else's from now on. */
  detach(): readonly Buffer[] {
    const { socket } = this;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('error', this.#onError);
    socket.off('close', this.#onEnd);
    socket.pause();
    return this.#held.splice(0);
  }

  readonly #onData = (piece: Buffer): void => {
    const waiter = this.#waiter;
    if (waiter !== null) {
      this.#waiter = null;
      waiter(piece);
      return;
    }
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes >= RELAY_LIMITS.readAheadBytes) this.socket.pause();
  };

  readonly #onEnd = (): void => {
    this.#isOver = true;
    const waiter = this.#waiter;
    this.#waiter = null;
    waiter?.(null);
  };

  readonly #onError = (): void => {
    this.#isBroken = true;
    this.#onEnd();
  };
}

/** Writes, and resolves when the socket takes more: at once, after its `drain`, or when it has closed. */
export function write(socket: Socket, bytes: Buffer | string): Promise<void> | null {
  if (socket.destroyed || socket.writableEnded) return null;
  if (typeof bytes === 'string' ? socket.write(bytes, 'latin1') : socket.write(bytes)) return null;
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
