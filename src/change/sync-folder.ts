import { open } from 'node:fs/promises';
import { codeOf } from '../base/error-code.ts';

/**
 * Makes sure that what was renamed or created in a folder is still there after a power cut. Windows and some file systems
 * have no such call; they order it themselves.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !['EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'EACCES', 'ENOTSUP'].includes(code)) throw error;
  }
}
