/** Where the bytes of a list come from: a file that can be read twice, or a stream of which only the beginning is kept. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** So much is read before the first URL is asked for: some hundred thousand URLs, in less than a second. */
const MOST_AHEAD_BYTES = 16 * 1024 * 1024;
/** A program that writes a short list is done by then; one that writes for hours is not waited for. */
const MOST_WAIT_MS = 500;

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ListSource {
  /** The beginning; any number of times. */
  ahead(): Chunks;
  /** Whether the beginning is all. */
  readonly isWhole: boolean;
  /** Everything, once. */
  all(): Chunks;
}

/** Returns the source for bytes that are at hand. */
export function sourceOf(text: string): ListSource {
  const chunks = [Buffer.from(text)];
  return { ahead: () => chunks, isWhole: true, all: () => chunks };
}

/** Opens a file, or a pipe that has a name. Throws the system's error where it can't be read. */
export async function openFile(file: string, signal: AbortSignal): Promise<ListSource> {
  const about = await stat(file);
  if (!about.isFile()) return openStream(createReadStream(file), signal);
  const isWhole = about.size <= MOST_AHEAD_BYTES;
  return {
    ahead: () => createReadStream(file, isWhole ? {} : { end: MOST_AHEAD_BYTES - 1 }),
    isWhole,
    all: () => createReadStream(file),
  };
}

/** Reads the beginning of a stream: as much as comes before the end, the limit, or a pause behind the first line. */
export async function openStream(stream: Readable, signal: AbortSignal): Promise<ListSource> {
  const kept: Buffer[] = [];
  const over = new AbortController();
  const pieces = piecesOf(stream, AbortSignal.any([signal, over.signal]));
  let size = 0;
  let hasLine = false;
  let late: Promise<'late'> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let next = pieces.next();
  for (;;) {
    const got: IteratorResult<Buffer, void> | 'late' = await (hasLine && late !== null
      ? Promise.race([next, late])
      : next);
    if (got === 'late') break;
    if (got.done === true) {
      clearTimeout(timer);
      return { ahead: () => kept, isWhole: true, all: () => kept };
    }
    kept.push(got.value);
    size += got.value.length;
    hasLine ||= got.value.includes(LF);
    next = pieces.next();
    if (size >= MOST_AHEAD_BYTES) break;
    late ??= new Promise((resolve) => {
      timer = setTimeout(() => {
        resolve('late');
      }, MOST_WAIT_MS);
    });
  }
  clearTimeout(timer);
  return {
    ahead: () => kept,
    isWhole: false,
    async *all() {
      try {
        yield* kept.splice(0);
        for (;;) {
          const got = await next;
          if (got.done === true) return;
          yield got.value;
          next = pieces.next();
        }
      } finally {
        over.abort();
      }
    },
  };
}

const LF = 10;

/** Ends with the stream, and when nobody wants more. */
async function* piecesOf(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const stop = (): void => {
    stream.destroy();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of stream) {
      const given: unknown = piece;
      yield Buffer.isBuffer(given) ? given : Buffer.from(String(given));
    }
  } catch (thrown) {
    // What was destroyed complains of its early end.
    if (!signal.aborted) throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
