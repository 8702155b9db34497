/** Every file of a home and what it holds, for comparing before and after. */
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** The records of changes and of what was seen grow by design, and dconf lays its file out anew with every write. */
const NOT_COMPARED = /(?:^|\/)(?:changes(?:\/|$)|changes\.key$|dconf(?:\/|$)|data$|history(?:\/|$)|\.cache(?:\/|$))/u;

/** Returns mode and bytes by name. */
export async function homePicture(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => !NOT_COMPARED.test(name));
  const entries = names.map(async (name) => {
    const file = path.join(folder, name);
    const stats = await lstat(file);
    if (stats.isSymbolicLink()) return [name, await readlink(file)] as const;
    const mode = (stats.mode & 0o7777).toString(8);
    return [name, `${mode} ${stats.isFile() ? await readFile(file, 'latin1') : ''}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
