/** The profiles of Firefox that a person has, and which of them it starts with. */
import type { SystemTools } from '../system-tools.ts';
import { inFolder, type Platform, profileRoots } from './firefox-places.ts';

const MOST_PROFILES = 10;

export interface FirefoxProfile {
  readonly folder: string;
  /** Firefox, or one of several that are installed, starts with it unless told otherwise. */
  readonly isDefault: boolean;
}

/** Returns the profiles of all places where a Firefox of this person keeps some. */
export async function firefoxProfiles(tools: SystemTools, platform: Platform): Promise<readonly FirefoxProfile[]> {
  const lists = await Promise.all(
    profileRoots(tools, platform).map(async (root) => {
      const file = await tools.readFile(inFolder(root, 'profiles.ini', platform));
      return file.state === 'read' ? parseProfiles(file.value, { root, platform }) : [];
    }),
  );
  return lists.flat();
}

/** Returns the profiles of a `profiles.ini`, relative ones below its folder. */
export function parseProfiles(
  text: string,
  { root, platform }: { readonly root: string; readonly platform: Platform },
): readonly FirefoxProfile[] {
  const sections = parseSections(text);
  const paths = sections.filter(({ name }) => /^Profile[0-9]+$/u.test(name)).slice(0, MOST_PROFILES);
  // Since Firefox 67 every installed one has a profile of its own, which goes before the mark of the list.
  const ofInstalled = sections.flatMap(({ name, values }) => {
    const own = name.startsWith('Install') ? values.get('Default') : undefined;
    return own === undefined ? [] : [own];
  });
  const marked = paths.filter(({ values }) => values.get('Default') === '1').map(({ values }) => values.get('Path'));
  const defaults = ofInstalled.length > 0 ? ofInstalled : marked.length > 0 ? marked : [paths[0]?.values.get('Path')];
  return paths.flatMap(({ values }) => {
    const path = values.get('Path');
    if (path === undefined) return [];
    const folder = values.get('IsRelative') === '0' ? path : inFolder(root, path, platform);
    return [{ folder, isDefault: defaults.includes(path) }];
  });
}

function parseSections(text: string): readonly { readonly name: string; readonly values: Map<string, string> }[] {
  const sections: { readonly name: string; readonly values: Map<string, string> }[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const [, name] = /^\[([^\]]+)\]\s*$/u.exec(line) ?? [];
    if (name !== undefined) sections.push({ name, values: new Map() });
    const [, key, value] = /^(\w+)=(.*)$/u.exec(line) ?? [];
    if (key !== undefined && value !== undefined) sections.at(-1)?.values.set(key, value);
  }
  return sections;
}
