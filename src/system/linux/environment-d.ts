/** The person's own environment files, from which systemd makes the environment of a session (environment.d(5)). */
import type { Environment } from '../../settings/environment-settings.ts';
import type { SystemTools } from '../system-tools.ts';
import { parseEtcEnvironment } from './etc-environment.ts';

/** Our own file: it comes after the others, so that it counts. */
const OWN_FILE = '99-proxy.conf';
const MOST_FILES = 100;

/** What the files set; `own` is the one that is written. */
export interface EnvironmentFolder {
  readonly own: string;
  readonly files: readonly { readonly path: string; readonly env: Environment }[];
}

/** Returns what several files set together: a later one wins. */
export function mergeEnvironments(all: readonly Environment[]): Environment {
  return Object.fromEntries(all.flatMap((env) => Object.entries(env)));
}

/**
 * What empties a variable that an earlier file sets: systemd takes an empty value for a mistake and leaves the earlier one
 * (seen with systemd 252), but not one that comes out of a variable which nobody sets.
 */
export const EMPTIED = '${nobody_sets_this:-}';

/** Returns what a file of the folder sets. */
export function parseEnvironmentD(text: string): Environment {
  const values = Object.entries(parseEtcEnvironment(text));
  // An empty value does not count there, and leaves what other files say.
  return Object.fromEntries(
    values.filter(([, value]) => value !== '').map(([name, value]) => [name, value === EMPTIED ? '' : value]),
  );
}

/** Reads all files of the folder in the order in which they count: later ones win. */
export async function readEnvironmentFolder(tools: SystemTools): Promise<EnvironmentFolder> {
  const config = tools.env['XDG_CONFIG_HOME'] ?? '';
  const folder = `${config.startsWith('/') ? config : `${tools.home}/.config`}/environment.d`;
  const names = await tools.listFolder(folder);
  const found = names.state === 'read' ? names.value.filter((name) => name.endsWith('.conf')).slice(0, MOST_FILES) : [];
  const files = await Promise.all(
    found.map(async (name) => {
      const text = await tools.readFile(`${folder}/${name}`);
      return { path: `${folder}/${name}`, env: text.state === 'read' ? parseEnvironmentD(text.value) : {} };
    }),
  );
  return { own: `${folder}/${OWN_FILE}`, files };
}
