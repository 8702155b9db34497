/** Passwords enter the command line here, and are `Secret` from the first moment. Never by argument or environment. */
import { createInterface } from 'node:readline';
import { Secret } from '../../src/base/secret.ts';
import type { Terminal } from './terminal.ts';

const MOST_BYTES = 64 * 1024;

/** Returns what standard input holds, without one final line break; `null` where it is empty or longer than any password. */
export async function readPasswordFromInput(terminal: Terminal, signal: AbortSignal): Promise<Secret | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => {
    terminal.input.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of terminal.input) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > MOST_BYTES) return null;
      chunks.push(bytes);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  return text === '' ? null : new Secret(text);
}

/** Asks for one line that may be seen (a user name); `null` where nobody can be asked, or the person gives up. */
export async function promptLine(terminal: Terminal, question: string): Promise<string | null> {
  const { input } = terminal;
  if (!terminal.canPrompt) return null;
  terminal.showProgress(question);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line === '' ? null : line;
    return null;
  } finally {
    lines.close();
    terminal.clearProgress();
  }
}

/** Asks on the terminal without showing what is typed; `null` when the person gives up (Ctrl+C, Ctrl+D, empty). */
export async function promptPassword(terminal: Terminal, question: string): Promise<Secret | null> {
  const { input } = terminal;
  if (!terminal.canPrompt || input.setRawMode === undefined) return null;
  terminal.showProgress(question);
  input.setRawMode(true);
  try {
    return await typed(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    terminal.clearProgress();
  }
}

function typed(input: Terminal['input']): Promise<Secret | null> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    const end = (result: Secret | null): void => {
      input.off('data', take);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      for (const sign of decoder.decode(chunk, { stream: true })) {
        if (sign === '\r' || sign === '\n') {
          end(text === '' ? null : new Secret(text));
          return;
        }
        if (sign === '\u0003' || sign === '\u0004') {
          end(null);
          return;
        }
        if (sign === '\u007f' || sign === '\b') text = [...text].slice(0, -1).join('');
        else if (text.length < MOST_BYTES) text += sign;
      }
    };
    input.on('data', take);
    input.resume();
  });
}
