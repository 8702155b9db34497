/** The history on disk: numbered files of lines in the data folder, appended to by every face (docs/adr/0012). */
import { randomBytes } from 'node:crypto';
import { open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { HISTORY_VERSION, type HistoryEntry, type HistorySink } from '../../src/watch/history-entry.ts';
import { formatLine } from '../../src/watch/history-line.ts';
import {
  currentSegment,
  droppedSegments,
  isSegment,
  KEEP,
  type Keep,
  type Segment,
} from '../../src/watch/history-segments.ts';
import { matches, type HistoryQuery } from '../../src/watch/history-query.ts';
import { createFolder } from './data-folder.ts';
import { systemCodeOf } from '../../src/base/error-code.ts';

/** Entries that were found, newest first. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** Whether there are more than were asked for. */
  readonly hasMore: boolean;
  /** Lines that could not be read: torn by a crash, or of a later version. */
  readonly unreadable: number;
}

/** The history of this person's computer. */
export interface History extends HistorySink {
  readonly folder: string;
  /** Throws what the file system refuses, except that a history which isn't there is an empty one. */
  list(query: HistoryQuery, most: number): Promise<HistoryPage>;
  get(id: string): Promise<HistoryEntry | null>;
  /** Why the last entry could not be kept, e.g. `EACCES`; `null` where it was. */
  readonly problem: { readonly file: string; readonly code: string } | null;
}

/** A file of the history is never nearly as large; something else that has its name is not read into memory. */
const MOST_BYTES = 4 * 1_024 * 1_024;

/** Opens the history; nothing is touched before the first call. */
export function openHistory(given: {
  readonly folder: string;
  readonly clock: Clock;
  readonly keep?: Keep;
  /** `false` where even the home folder isn't there: then nothing is kept. */
  readonly canCreate?: () => boolean;
}): History {
  const { folder, clock, keep = KEEP } = given;
  let queue: Promise<unknown> = Promise.resolve();
  let problem: History['problem'] = null;

  const append = async (line: string): Promise<void> => {
    if (given.canCreate?.() === false) throw Object.assign(new Error('no home'), { code: 'ENOENT', syscall: 'mkdir' });
    await createFolder(folder);
    const names = await segmentNames(folder);
    const last = names.at(-1);
    const name = currentSegment(last === undefined ? null : await look(folder, last), keep, clock.wallMs());
    await appendLine(path.join(folder, name), line);
    if (name !== last) await drop(folder, keep, clock.wallMs());
  };

  async function* newestFirst(): AsyncGenerator<{
    readonly entries: readonly HistoryEntry[];
    readonly unreadable: number;
  }> {
    // The schema is loaded only by who reads.
    const { parseLines } = await import('../../src/watch/history-schema.ts');
    const oldest = clock.wallMs() - keep.ageMs;
    for (const name of (await segmentNames(folder)).reverse()) {
      const text = await readWhole(path.join(folder, name));
      const { entries, unreadable } = text === null ? { entries: [], unreadable: 1 } : parseLines(text);
      yield { entries: entries.filter((one) => Date.parse(one.at) >= oldest).reverse(), unreadable };
    }
  }

  return {
    folder,
    get problem() {
      return problem;
    },
    note: async (facts) => {
      const id = `${clock.wallMs().toString(36)}-${randomBytes(3).toString('hex')}`;
      const at = new Date(clock.wallMs()).toISOString();
      const line = formatLine({ v: HISTORY_VERSION, id, at, ...facts });
      const done = queue.then(() => append(line));
      queue = done.catch(() => undefined);
      try {
        await done;
        problem = null;
        return id;
      } catch (thrown) {
        const code = systemCodeOf(thrown);
        if (code === null) throw thrown;
        problem = { file: folder, code };
        return null;
      }
    },
    list: async (query, most) => {
      const found: HistoryEntry[] = [];
      let unreadable = 0;
      for await (const part of newestFirst()) {
        unreadable += part.unreadable;
        found.push(...part.entries.filter((entry) => matches(entry, query)));
        if (found.length > most) break;
      }
      // Two programs may have appended in another order than they began.
      found.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
      return { entries: found.slice(0, most), hasMore: found.length > most, unreadable };
    },
    get: async (id) => {
      for await (const { entries } of newestFirst()) {
        const found = entries.find((entry) => entry.id === id);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

/** One write with `O_APPEND`: the kernel keeps those of several programs apart. What a crash left half is closed off first. */
async function appendLine(file: string, line: string): Promise<void> {
  await using handle = await open(file, 'a+', 0o600);
  const { size } = await handle.stat();
  const bytes = Buffer.from(`${(await endsTorn(handle, size)) ? '\n' : ''}${line}`);
  const { bytesWritten } = await handle.write(bytes);
  if (bytesWritten < bytes.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC', syscall: 'write' });
  await handle.datasync();
}

async function endsTorn(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

async function segmentNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(isSegment).sort();
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

async function look(folder: string, name: string): Promise<Segment> {
  const file = path.join(folder, name);
  const { size, mtimeMs } = await stat(file);
  await using handle = await open(file, 'r');
  const { buffer } = await handle.read(Buffer.alloc(128), 0, 128, 0);
  const beganMs = Date.parse(/"at":"([^"]+)"/.exec(buffer.toString('latin1'))?.[1] ?? '');
  return { name, bytes: size, changedMs: mtimeMs, beganMs: Number.isNaN(beganMs) ? null : beganMs };
}

async function drop(folder: string, keep: Keep, nowMs: number): Promise<void> {
  const names = await segmentNames(folder);
  const segments = await Promise.all(
    names.map(async (name) => ({ name, changedMs: (await stat(path.join(folder, name))).mtimeMs })),
  );
  for (const name of droppedSegments(segments, keep, nowMs)) {
    await unlink(path.join(folder, name)).catch((thrown: unknown) => {
      // Another face may have dropped it in the same moment.
      if (systemCodeOf(thrown) !== 'ENOENT') throw thrown;
    });
  }
}

async function readWhole(file: string): Promise<string | null> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    return size > MOST_BYTES ? null : await handle.readFile('utf8');
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}
