/** Passwords enter the command line here, and are `Secret` from the first moment. Never by argument or environment. */
import { createInterface } from 'node:readline';
import { Secret } from '../../src/base/secret.ts';
import { Interrupted } from './interruption.ts';
import { readInput } from './read-input.ts';
import type { Terminal } from './terminal.ts';

const MOST_BYTES = 64 * 1024;

/** Returns what standard input holds, without one final line break; `null` where it is empty or longer than any password. */
export async function readPasswordFromInput(terminal: Terminal, signal: AbortSignal): Promise<Secret | null> {
  const given = await readInput(terminal, signal, MOST_BYTES);
  const text = given?.replace(/\r?\n$/, '') ?? '';
  return text === '' ? null : new Secret(text);
}

/** Asks for one line that may be seen (a user name); `null` where nobody can be asked, or the person gives up. */
export async function promptLine(terminal: Terminal, question: string, signal: AbortSignal): Promise<string | null> {
  const { input } = terminal;
  if (!terminal.canPrompt) return null;
  terminal.showProgress(question);
  const lines = createInterface({ input, signal });
  try {
    for await (const line of lines) return line === '' ? null : line;
    return null;
  } finally {
    lines.close();
    terminal.clearProgress();
  }
}

/**
 * Asks on the terminal without showing what is typed; `null` when the person gives up (Ctrl+D, empty). Throws
 * `Interrupted` on Ctrl+C, which a raw terminal hands over as a sign instead of a signal.
 */
export async function promptPassword(
  terminal: Terminal,
  question: string,
  signal: AbortSignal,
): Promise<Secret | null> {
  const { input } = terminal;
  if (!terminal.canPrompt || input.setRawMode === undefined) return null;
  terminal.showProgress(question);
  input.setRawMode(true);
  try {
    return await typed(input, signal);
  } finally {
    input.setRawMode(false);
    input.pause();
    terminal.clearProgress();
  }
}

function typed(input: Terminal['input'], signal: AbortSignal): Promise<Secret | null> {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder();
    let text = '';
    const release = (): void => {
      input.off('data', take);
      signal.removeEventListener('abort', interrupt);
    };
    const end = (result: Secret | null): void => {
      release();
      resolve(result);
    };
    const interrupt = (): void => {
      release();
      reject(new Interrupted());
    };
    const take = (chunk: Buffer): void => {
      for (const sign of decoder.decode(chunk, { stream: true })) {
        if (sign === '\r' || sign === '\n') {
          end(text === '' ? null : new Secret(text));
          return;
        }
        if (sign === '\u0003') {
          interrupt();
          return;
        }
        if (sign === '\u0004') {
          end(null);
          return;
        }
        if (sign === '\u007f' || sign === '\b') text = Array.from(text).slice(0, -1).join('');
        else if (text.length < MOST_BYTES) text += sign;
      }
    };
    signal.addEventListener('abort', interrupt, { once: true });
    input.on('data', take);
    input.resume();
  });
}
