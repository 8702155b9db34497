/** Whether only administrators can change a file, by the owner and mode of it and of every folder above it. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';

const WRITABLE_BY_OTHERS = 0o022;

/** Returns `false` also for what isn't there, and for links: they may lead anywhere. */
export async function isAdminOnly(file: string): Promise<boolean> {
  const above: string[] = [];
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    above.push(folder);
    if (folder === path.dirname(folder)) break;
  }
  const looks = await Promise.all([file, ...above].map(look));
  return looks.every((one, index) => one !== null && one.uid === 0 && !one.isOpen && one.isFile === (index === 0));
}

async function look(
  file: string,
): Promise<{ readonly uid: number; readonly isOpen: boolean; readonly isFile: boolean } | null> {
  try {
    const stat = await lstat(file);
    if (stat.isSymbolicLink()) return null;
    return { uid: stat.uid, isOpen: (stat.mode & WRITABLE_BY_OTHERS) !== 0, isFile: stat.isFile() };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
