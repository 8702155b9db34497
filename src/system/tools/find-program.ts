import type { SystemTools } from '../system-tools.ts';
import type { Where } from '../../tools/tool.ts';

/** Folders of a search path that are looked into; real ones have some dozens. */
const MAX_FOLDERS = 200;

/** Tells which programs can be started by name. */
export type FindPrograms = (names: readonly string[]) => boolean;

/** Lists every folder of the search path once, all at the same time. No program is started. */
export async function openPrograms(tools: Pick<SystemTools, 'listFolder'>, where: Where): Promise<FindPrograms> {
  const isWindows = where.platform === 'windows';
  const text = where.env['PATH'] ?? where.env['Path'] ?? '';
  const folders = [...new Set(text.split(isWindows ? ';' : ':'))].filter((folder) => folder !== '');
  // The administrator's programs (dockerd) are often not in a person's search path.
  const all = isWindows ? folders : [...folders, '/usr/local/sbin', '/usr/sbin', '/sbin'];
  const lists = await Promise.all(all.slice(0, MAX_FOLDERS).map((folder) => tools.listFolder(folder)));
  const names = new Set<string>();
  for (const list of lists) {
    if (list.state !== 'read') continue;
    for (const name of list.value)
      names.add(isWindows ? name.toLowerCase().replace(/\.(?:exe|cmd|bat|com)$/u, '') : name);
  }
  return (wanted) => wanted.some((name) => names.has(name));
}
