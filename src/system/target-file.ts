import type { Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/error-code.ts';

/** As many links as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** A file behind its links: its own path, and what is known about it where it is there. */
export interface TargetFile {
  readonly path: string;
  readonly stats: Stats | null;
}

/** Returns where a path really leads, also where the last link leads to nothing yet. */
export async function fileAt(file: string): Promise<TargetFile> {
  let current = file;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const whole = await orNull(realpath(current));
    if (whole !== null) return { path: whole, stats: await stat(whole) };
    const next = await orNull(readlink(current));
    if (next === null) return { path: current, stats: null };
    current = path.resolve(path.dirname(current), next);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/** Returns the first folder above that is there. */
export async function nearestFolder(folder: string): Promise<string> {
  const there = await orNull(stat(folder));
  if (there !== null || path.dirname(folder) === folder) return folder;
  return await nearestFolder(path.dirname(folder));
}

/** The code of an error of the file system; any other error is thrown on. */
export function errorCode(error: unknown): string {
  const code = codeOf(error);
  if (code === null) throw error;
  return code;
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    // EINVAL: it is there and is no link.
    if (['ENOENT', 'ENOTDIR', 'EINVAL'].includes(errorCode(error))) return null;
    throw error;
  }
}
