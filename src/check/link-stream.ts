/** A connection of the pool as a stream, so that TLS to the site can be spoken inside a tunnel. */
import { Duplex } from 'node:stream';
import { write, type Inlet } from '../relay/inlet.ts';

export class LinkStream extends Duplex {
  readonly #below: Inlet;
  #isReading = false;

  constructor(below: Inlet) {
    super({ allowHalfOpen: false });
    this.#below = below;
    // Its end is seen by whoever reads; an error without a listener would end the program.
    this.on('error', () => undefined);
  }

  override _read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    void this.#take();
  }

  async #take(): Promise<void> {
    const piece = await this.#below.read();
    this.#isReading = false;
    if (!this.destroyed) this.push(piece);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { socket } = this.#below;
    if (socket.destroyed) {
      done(new Error('the connection is closed'));
      return;
    }
    const waiting = write(socket, chunk);
    if (waiting === null) done();
    else {
      void waiting.then(() => {
        done();
      });
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.#below.socket.destroy();
    done(null);
  }
}
