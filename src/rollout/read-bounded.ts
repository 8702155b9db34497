/** Reads the bytes of a file that a person or a link names: whatever it is, it takes no longer and no more than a preset. */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { codeOf } from '../base/error-code.ts';

/** As much as a place of settings may hold; real ones have some kilobytes. */
const MAX_BYTES = 1_000_000;

/** Returns the bytes of a regular file. Pipes and devices are not opened for waiting: they are unreadable. */
export async function readBounded(path: string): Promise<Reading<Buffer>> {
  try {
    // A pipe without a writer would hold up the opening itself; Windows has neither the pipe nor the flag.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return unreadable('EISFILE');
      if (stat.size > MAX_BYTES) return unreadable('EFBIG');
      const buffer = Buffer.alloc(Math.min(stat.size, MAX_BYTES) + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return length > stat.size ? unreadable('EBUSY') : read(buffer.subarray(0, length));
    } finally {
      await file.close();
    }
  } catch (error) {
    return readingOf(error);
  }
}

/** Names in a folder, sorted; `absent` where there is none. */
export async function listFolder(path: string): Promise<Reading<readonly string[]>> {
  try {
    return read((await readdir(path)).sort());
  } catch (error) {
    return readingOf(error);
  }
}

function readingOf(error: unknown): Reading<never> {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return ABSENT;
  if (code !== null) return unreadable(code);
  throw error;
}
