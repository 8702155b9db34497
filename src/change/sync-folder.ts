import { open } from 'node:fs/promises';

/**
 * Makes sure that what was renamed or created in a folder is still there after a power cut. Windows and some file systems
 * have no such call; they order it themselves.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string' || !['EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'EACCES', 'ENOTSUP'].includes(code))
      throw error;
  }
}
