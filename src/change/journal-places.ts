import path from 'node:path';

/** Where the journal of changes lies in the folder of our own data, and the lock of who is changing something. */
export function journalPlaces(dataFolder: string): { readonly folder: string; readonly lockFile: string } {
  const folder = path.join(dataFolder, 'changes');
  return { folder, lockFile: path.join(folder, 'lock') };
}
