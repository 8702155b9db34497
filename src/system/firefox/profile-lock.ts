/** Whether a Firefox runs with a profile: it would write its own preferences over ours when it ends. */
import { readlink, stat } from 'node:fs/promises';
import type { SystemTools } from '../system-tools.ts';
import { errorCode } from '../target-file.ts';
import { inFolder, type Platform } from './firefox-places.ts';

/**
 * Returns whether the profile is taken. Firefox holds a lock on a file as long as it runs; the files themselves stay
 * behind when it has ended.
 * @see toolkit/profile/nsProfileLock.cpp of Firefox
 */
export async function isProfileInUse(
  tools: SystemTools,
  { folder, platform }: { readonly folder: string; readonly platform: Platform },
  signal: AbortSignal,
): Promise<boolean> {
  switch (platform) {
    case 'linux':
      return (await isLockedHere(tools, `${folder}/.parentlock`)) || (await isLinked(tools, `${folder}/lock`));
    case 'macos': {
      const outcome = await tools.run('/usr/sbin/lsof', ['-t', '--', `${folder}/.parentlock`], { signal });
      return outcome.state === 'done' && /^[0-9]+$/mu.test(outcome.stdout);
    }
    case 'windows':
      // Opened so that nobody else can, and gone once it is closed.
      return (await tools.readFile(inFolder(folder, 'parent.lock', platform))).state === 'unreadable';
  }
}

/** Locks of files as the kernel lists them (proc_locks(5)), by device and inode. */
async function isLockedHere(tools: SystemTools, file: string): Promise<boolean> {
  const inode = await statOrNull(file);
  if (inode === null) return false;
  const locks = await tools.readFile('/proc/locks');
  if (locks.state !== 'read') return false;
  for (const line of locks.value.split('\n')) {
    const [, id, device, found] =
      /^\d+: (?:POSIX|OFDLCK)\s+\S+\s+WRITE\s+(-?\d+) ([0-9a-f]+:[0-9a-f]+):(\d+) /u.exec(line) ?? [];
    if (found !== String(inode.ino)) continue;
    if (device === deviceText(inode.dev)) return true;
    // File systems of several layers show another device than their files have: then the process says who it is.
    const comm = await tools.readFile(`/proc/${id ?? ''}/comm`);
    if (comm.state !== 'read' || /firefox|GeckoMain/u.test(comm.value)) return true;
  }
  return false;
}

/**
 * The link names address and process. With a `+` the other lock was there as well, and without it now the link was left
 * behind.
 */
async function isLinked(tools: SystemTools, file: string): Promise<boolean> {
  const [, id] = /^[0-9.]+:(\d+)$/u.exec((await linkOrNull(file)) ?? '') ?? [];
  return id !== undefined && (await tools.readFile(`/proc/${id}/comm`)).state === 'read';
}

/** As the kernel writes a device: both parts in hexadecimal digits, two of each at least. */
function deviceText(device: number): string {
  const part = (value: number): string => value.toString(16).padStart(2, '0');
  return `${part((device >> 8) & 0xfff)}:${part((device & 0xff) | ((device >> 12) & 0xfff00))}`;
}

async function statOrNull(file: string): Promise<{ readonly ino: number; readonly dev: number } | null> {
  try {
    return await stat(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  }
}

async function linkOrNull(file: string): Promise<string | null> {
  try {
    return await readlink(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EINVAL'].includes(errorCode(error))) return null;
    throw error;
  }
}
