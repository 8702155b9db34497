/** Puts other bytes into a file so that nobody ever sees half of them, also after a power cut. */
import { chown, type FileHandle, open, rename, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createFolder } from '../change/create-folder.ts';
import { syncFolder } from '../change/sync-folder.ts';
import type { FileTraits } from './file-traits.ts';
import { errorCode, fileAt, type TargetFile } from './target-file.ts';

/** What a new file of settings may be read by, unless told otherwise. */
const NEW_FILE_MODE = 0o644;
const NEW_FOLDER_MODE = 0o755;

/** Why a file can't be replaced by another one: it is mounted by itself, or the folder is closed to us. */
const NOT_REPLACEABLE = ['EBUSY', 'EXDEV', 'EACCES', 'EPERM'];

/**
 * Writes a file beside the old one and moves it there; where that can't be (several hard links, another owner, a closed
 * folder), or must not be (`isKept`), it is written where it is.
 */
export async function replaceFile(
  file: string,
  bytes: Buffer,
  { given, isKept }: { readonly given: FileTraits | null; readonly isKept: boolean },
): Promise<void> {
  const target = await fileAt(file);
  const traits = traitsOf(target) ?? (given !== null && 'mode' in given ? given : null);
  const folder = path.dirname(target.path);
  if (target.stats === null) await createFolder(folder, NEW_FOLDER_MODE);
  if (target.stats !== null && (isKept || target.stats.nlink > 1)) {
    await writeInPlace(target.path, bytes);
    return;
  }
  const beside = besideOf(target.path);
  try {
    await removeIfThere(beside);
    await writeBeside(beside, bytes, traits);
    await rename(beside, target.path);
  } catch (error) {
    const code = errorCode(error);
    await removeIfThere(beside, NOT_REPLACEABLE);
    if (target.stats === null || !NOT_REPLACEABLE.includes(code)) throw error;
    await writeInPlace(target.path, bytes);
    return;
  }
  await syncFolder(folder);
}

/** Takes a file away, with the folders that were made for it as far as they are empty. */
export async function removeFile(file: string, given: FileTraits | null): Promise<void> {
  const { path: target } = await fileAt(file);
  await removeIfThere(besideOf(target));
  await removeIfThere(target);
  const top = given !== null && 'missingFolder' in given ? given.missingFolder : null;
  let folder = path.dirname(target);
  await syncFolderIfThere(folder);
  while (top !== null && (folder === top || folder.startsWith(top + path.sep))) {
    if (!(await removeIfEmpty(folder))) return;
    folder = path.dirname(folder);
  }
}

/** One name for each file, so that what a killed process leaves behind goes with the next write. */
function besideOf(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.throughway`);
}

function traitsOf({ stats }: TargetFile): Extract<FileTraits, { readonly mode: number }> | null {
  return stats === null ? null : { mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
}

async function writeBeside(
  beside: string,
  bytes: Buffer,
  traits: Extract<FileTraits, { readonly mode: number }> | null,
): Promise<void> {
  // Nobody else may read it before it has the rights of the old one.
  await using handle = await open(beside, 'wx', 0o600);
  await handle.writeFile(bytes);
  if (traits !== null) await keepOwner(handle, beside, traits);
  await handle.chmod(traits?.mode ?? NEW_FILE_MODE);
  await handle.sync();
}

async function keepOwner(
  handle: FileHandle,
  beside: string,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const made = await handle.stat();
  if (made.uid !== uid || made.gid !== gid) await chown(beside, uid, gid);
}

async function writeInPlace(file: string, bytes: Buffer): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.write(bytes, 0, bytes.length, 0);
  await handle.truncate(bytes.length);
  await handle.sync();
}

async function removeIfThere(file: string, alsoFine: readonly string[] = []): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', ...alsoFine].includes(errorCode(error))) throw error;
  }
}

/** Whether the folder is gone; it may never have been made, where a process was killed. */
async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return true;
    if (['ENOTEMPTY', 'EEXIST', 'EACCES', 'EPERM', 'EBUSY'].includes(code)) return false;
    throw error;
  }
}

async function syncFolderIfThere(folder: string): Promise<void> {
  try {
    await syncFolder(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error))) throw error;
  }
}
