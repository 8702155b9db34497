import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/error-code.ts';

/**
 * Creates a folder and those above it, for this person alone unless told otherwise. Not by `recursive`: Node then tries
 * without end where the system says that a folder does not exist and lets nobody create it, as below /proc (seen with
 * Node 20.20).
 */
export async function createFolder(folder: string, mode = 0o700): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST') return;
    const above = path.dirname(folder);
    if (code !== 'ENOENT' || above === folder) throw thrown;
    await createFolder(above, mode);
    await mkdir(folder, { mode });
  }
}
