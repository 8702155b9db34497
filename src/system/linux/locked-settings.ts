/** Whether IT has fixed the settings of a desktop, so that what a person writes does not count. */
import type { SystemTools } from '../system-tools.ts';
import { kdeFiles } from './kde-files.ts';
import { KIOSLAVERC_SECTION } from './kioslaverc.ts';

const DCONF_FOLDER = '/etc/dconf/db';
const MOST_FILES = 50;

/** Whether one of the system's files of KDE marks the proxy settings with `[$i]`: the file, the section or the type. */
export async function isKdeLocked(tools: SystemTools): Promise<boolean> {
  const files = await Promise.all(kdeFiles(tools).system.map((path) => tools.readFile(path)));
  return files.some((file) => file.state === 'read' && isImmutable(file.value));
}

function isImmutable(text: string): boolean {
  let isInside = false;
  for (const line of text.split(/\r?\n/u)) {
    if (line.startsWith('[$i]')) return true;
    if (line.startsWith('[')) isInside = line.startsWith(KIOSLAVERC_SECTION);
    if (isInside && /^(?:\[Proxy Settings\]|ProxyType)\[\$[a-z]*i[a-z]*\]/u.test(line)) return true;
  }
  return false;
}

/** Whether a lock of dconf names GNOME's choice between no proxy, a manual one and a script. */
export async function isGnomeLocked(tools: SystemTools): Promise<boolean> {
  const databases = await tools.listFolder(DCONF_FOLDER);
  if (databases.state !== 'read') return false;
  const folders = databases.value.filter((name) => name.endsWith('.d')).map((name) => `${DCONF_FOLDER}/${name}/locks`);
  const locks = await Promise.all(folders.map(async (folder) => ({ folder, names: await tools.listFolder(folder) })));
  const paths = locks.flatMap(({ folder, names }) =>
    names.state === 'read' ? names.value.map((name) => `${folder}/${name}`) : [],
  );
  const files = await Promise.all(paths.slice(0, MOST_FILES).map((path) => tools.readFile(path)));
  return files.some((file) => file.state === 'read' && /^\s*\/system\/proxy\/(?:mode)?\s*$/mu.test(file.value));
}
