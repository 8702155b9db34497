/** `net.request`, as far as the program uses it: a GET, its status or Chromium's name of the failure. */
import { EventEmitter } from 'node:events';

const NAMES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
};

export class StandInRequest extends EventEmitter {
  readonly #url: string;
  readonly #controller = new AbortController();

  constructor(url: string) {
    super();
    this.#url = url;
  }
  end(): void {
    fetch(this.#url, { signal: this.#controller.signal }).then(
      (response) => this.emit('response', { statusCode: response.status }),
      (thrown: unknown) => {
        if (!this.#controller.signal.aborted) this.emit('error', new Error(`net::${nameOf(thrown)}`));
      },
    );
  }
  abort(): void {
    this.#controller.abort();
  }
}

function nameOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : null;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return NAMES[code] ?? 'ERR_FAILED';
}
