/** The one place where the command line meets its three streams. */
import type { Writable, Readable } from 'node:stream';

/** Standard output and error as the commands see them. Writing never throws: a reader that has gone away ends the output. */
export interface Terminal {
  /** Writes one line to standard output. */
  print(line: string): void;
  /** Writes bytes to standard output as they are. */
  printBytes(bytes: Uint8Array): void;
  /** Writes one line to standard error. */
  complain(line: string): void;
  /** Shows a passing line on a terminal in place of the last one; does nothing where standard error is no terminal. */
  showProgress(line: string): void;
  clearProgress(): void;
  readonly canPrompt: boolean;
  /** Whether standard error is a terminal that can show passing lines. */
  readonly hasProgress: boolean;
  /** Width of standard output in columns, or `null` where it is no terminal. */
  readonly columns: number | null;
  /** Whether standard output is a terminal. */
  readonly isColorTerminal: boolean;
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?: (on: boolean) => unknown };
  /** Ends when everything written has left the process. */
  flush(): Promise<void>;
}

interface Streams {
  readonly input: Terminal['input'];
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly errors: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Returns the terminal over the given streams. */
export function createTerminal({ input, output, errors }: Streams): Terminal {
  let shown = '';
  // EPIPE and the like: whoever read our output has gone; there is nobody left to tell.
  const ignore = (): void => undefined;
  output.on('error', ignore);
  errors.on('error', ignore);
  const hasProgress = errors.isTTY === true;
  const clear = (): void => {
    if (shown !== '') errors.write('\r\u001b[2K');
    shown = '';
  };
  const write = (stream: Writable, text: string | Uint8Array): void => {
    if (!stream.destroyed && stream.writable) stream.write(text);
  };
  return {
    print(line) {
      clear();
      write(output, `${line}\n`);
    },
    printBytes(bytes) {
      clear();
      write(output, bytes);
    },
    complain(line) {
      clear();
      write(errors, `${line}\n`);
    },
    showProgress(line) {
      if (!hasProgress || line === shown) return;
      write(errors, `\r\u001b[2K${line}`);
      shown = line;
    },
    clearProgress: clear,
    canPrompt: input.isTTY === true && errors.isTTY === true,
    hasProgress,
    columns: output.isTTY === true ? (output.columns ?? null) : null,
    isColorTerminal: output.isTTY === true,
    input,
    async flush() {
      clear();
      await Promise.all([drained(output), drained(errors)]);
    },
  };
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) {
      resolve();
      return;
    }
    stream.write('', () => {
      resolve();
    });
  });
}
