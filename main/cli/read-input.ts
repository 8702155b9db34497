/** Standard input, read whole. */
import type { Terminal } from './terminal.ts';

/** Returns what standard input holds; `null` where it is longer than `mostBytes`. Ends when `signal` aborts. */
export async function readInput(terminal: Terminal, signal: AbortSignal, mostBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => {
    terminal.input.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of terminal.input) {
      const given: unknown = chunk;
      const bytes = Buffer.isBuffer(given) ? given : Buffer.from(String(given));
      size += bytes.length;
      if (size > mostBytes) return null;
      chunks.push(bytes);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks).toString('utf8');
}
