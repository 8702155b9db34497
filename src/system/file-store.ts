/** A whole file as a place of settings: read byte by byte, replaced at once, its mode, owner and links kept. */
import { constants } from 'node:fs';
import { access, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { Store, StoreAccess, StoreProblem } from '../change/store.ts';
import type { CarriesRights } from './file-rights.ts';
import { fileTraits, parseFileTraits } from './file-traits.ts';
import { removeFile, replaceFile } from './replace-file.ts';
import { errorCode, fileAt, nearestFolder } from './target-file.ts';

/** A file of settings has some kilobytes; what is larger is something else. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Returns the place that a file is. Symbolic links are followed: what they lead to is written, the link stays. Without
 * `carriesRights`, only mode and owner go over to the new file.
 */
export function createFileStore(file: string, carriesRights: CarriesRights | null = null): Store {
  return {
    read: () => readBytes(file),
    traits: async () => await fileTraits(file),
    write: async (text, signal, traits) => {
      if (signal.aborted) return refuse({ kind: 'refused', detail: 'interrupted' });
      const given = parseFileTraits(traits ?? null);
      return await orProblem(async () => {
        if (text === null) await removeFile(file, given);
        else {
          const isKept = carriesRights !== null && (await carriesRights(file, signal));
          await replaceFile(file, Buffer.from(text, 'latin1'), { given, isKept });
        }
      });
    },
    access: () => accessOf(file),
  };
}

async function readBytes(file: string): Promise<Reading<string>> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > MAX_FILE_BYTES) return unreadable('larger than 1 MB');
    return read(await readAll(handle));
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? ABSENT : unreadable(code);
  }
}

async function readAll(handle: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(MAX_FILE_BYTES);
  let length = 0;
  while (length < MAX_FILE_BYTES) {
    const { bytesRead } = await handle.read(buffer, length, MAX_FILE_BYTES - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.toString('latin1', 0, length);
}

/** Asks the system without writing: opening for writing tells more than mode bits (lists of rights, read-only disks). */
async function accessOf(file: string): Promise<StoreAccess> {
  try {
    const there = await fileAt(file);
    if (there.stats === null) {
      await access(await nearestFolder(path.dirname(there.path)), constants.W_OK | constants.X_OK);
      return { state: 'allowed' };
    }
    if (!there.stats.isFile()) return { state: 'impossible', why: 'not a regular file' };
    const handle = await open(there.path, 'r+');
    await handle.close();
    return { state: 'allowed' };
  } catch (error) {
    const code = errorCode(error);
    return code === 'EACCES' || code === 'EPERM'
      ? { state: 'needs-administrator' }
      : { state: 'impossible', why: code };
  }
}

async function orProblem(work: () => Promise<void>): Promise<Result<void, StoreProblem>> {
  try {
    await work();
    return ok(undefined);
  } catch (error) {
    const code = errorCode(error);
    return code === 'EACCES' || code === 'EPERM'
      ? refuse({ kind: 'needs-administrator' })
      : refuse({ kind: 'refused', detail: code });
  }
}
