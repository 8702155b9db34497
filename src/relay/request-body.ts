/** A client's request body on its way: streamed, and kept as long as it is small, so that it can be sent again after a 407. */
import type { Socket } from 'node:net';
import { createBodyScanner, type BodyScanner } from './body-scanner.ts';
import type { Framing } from './framing.ts';
import { write, type Inlet } from './inlet.ts';
import { RELAY_LIMITS } from './limits.ts';

/** How sending ended. `cut`: the client ended too early; `malformed`: no chunks; `stopped`: nobody wants the rest. */
export type BodySent = 'sent' | 'cut' | 'malformed' | 'stopped';

export class RequestBody {
  readonly #client: Inlet;
  readonly #scanner: BodyScanner;
  #kept: Buffer[] | null = [];
  #keptBytes = 0;
  #isStopped = false;
  #isMalformed = false;
  #hasBegun = false;

  constructor(client: Inlet, framing: Framing) {
    this.#client = client;
    this.#scanner = createBodyScanner(framing);
  }

  /** Whether the client's whole body has been taken. */
  get isDone(): boolean {
    return this.#scanner.isDone;
  }

  /** Whether anything of it has been sent. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get isMalformed(): boolean {
    return this.#isMalformed;
  }

  /** Whether all that was sent so far can be sent again. */
  get canReplay(): boolean {
    return this.#kept !== null && !this.#isMalformed;
  }

  /** Sends the body from its beginning. A second call needs `canReplay`, and the first one to have ended. */
  async send(to: Socket): Promise<BodySent> {
    this.#isStopped = false;
    this.#hasBegun = true;
    for (const piece of this.#kept ?? []) await write(to, piece);
    while (!this.#scanner.isDone) {
      const piece = await this.#client.read();
      if (this.#wasStopped()) {
        if (piece !== null) this.#client.unread(piece);
        return 'stopped';
      }
      if (piece === null) return 'cut';
      const taken = this.#scanner.feed(piece);
      if (taken < 0) {
        this.#isMalformed = true;
        return 'malformed';
      }
      if (taken < piece.length) this.#client.unread(piece.subarray(taken));
      const mine = piece.subarray(0, taken);
      this.#keep(mine);
      if (to.destroyed) return 'stopped';
      await write(to, mine);
    }
    return 'sent';
  }

  /** Stops sending; what the client sends from now on stays with the client's inlet. */
  stop(): void {
    if (this.#scanner.isDone) return;
    this.#isStopped = true;
    this.#client.interrupt();
  }

  #wasStopped(): boolean {
    return this.#isStopped;
  }

  #keep(piece: Buffer): void {
    this.#keptBytes += piece.length;
    if (this.#keptBytes > RELAY_LIMITS.keptBodyBytes) this.#kept = null;
    this.#kept?.push(piece);
  }
}
