/** Where KDE keeps its proxy settings: the person's file, over those of the system. */
import { ABSENT, read, type Reading } from '../../base/reading.ts';
import type { SystemTools } from '../system-tools.ts';
import { parseKioslaverc } from './kioslaverc.ts';

const MOST_SYSTEM_FOLDERS = 10;

/** Returns the paths; of the system's the first one goes before the others. */
export function kdeFiles({ env, home }: Pick<SystemTools, 'env' | 'home'>): {
  readonly own: string;
  readonly system: readonly string[];
} {
  const own =
    env['KDEHOME'] !== undefined && env['KDEHOME'] !== ''
      ? `${env['KDEHOME']}/share/config/kioslaverc`
      : `${env['XDG_CONFIG_HOME'] ?? `${home}/.config`}/kioslaverc`;
  const system = (env['XDG_CONFIG_DIRS'] ?? '/etc/xdg')
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .slice(0, MOST_SYSTEM_FOLDERS)
    .map((folder) => `${folder}/kioslaverc`);
  return { own, system };
}

/** Returns the keys that count; `absent` where no file has any. */
export async function readKdeValues(tools: SystemTools): Promise<Reading<ReadonlyMap<string, string>>> {
  const { own, system } = kdeFiles(tools);
  const [first = ABSENT, ...others] = await Promise.all([own, ...system].map((path) => tools.readFile(path)));
  if (first.state === 'unreadable') return first;
  const values = new Map<string, string>();
  for (const file of [...others.toReversed(), first]) {
    if (file.state !== 'read') continue;
    for (const [key, value] of parseKioslaverc(file.value)) values.set(key, value);
  }
  return values.size === 0 ? ABSENT : read(values);
}
