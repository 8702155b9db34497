/** Node prints a value by this method; named by symbol so that the file also loads in a page. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

const SHOWN = '‹secret›';

/**
 * A value that must not be seen: it prints as `‹secret›` everywhere (string, JSON, `util.inspect`)
 * and is opened only where the header or the handshake message is made.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Opens the secret. Call this only where the bytes for the wire are built. */
  open(): string {
    return this.#value;
  }

  /** Whether there is anything inside. */
  get isEmpty(): boolean {
    return this.#value === '';
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [INSPECT](): string {
    return SHOWN;
  }
}
