/** Where the files of a sign-in set a proxy variable, line by line; for people who have to change it by hand. */
import { isProxyVariable } from '../../settings/environment-settings.ts';
import type { SystemTools } from '../system-tools.ts';

/** Read by shells and sessions of everybody, and of this person. */
const FILES = ['/etc/environment', '/etc/profile', '/etc/bash.bashrc', '/etc/zshenv'];
const OWN_FILES = [
  '.profile',
  '.bash_profile',
  '.bashrc',
  '.zprofile',
  '.zshenv',
  '.zshrc',
  '.xprofile',
  '.pam_environment',
];
const MOST_LINES = 10_000;

export interface FoundVariable {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** Returns the lines; what a file sets by other means than a plain assignment is not seen. */
export async function variablePlaces(tools: SystemTools): Promise<readonly FoundVariable[]> {
  const folder = '/etc/profile.d';
  const listed = await tools.listFolder(folder);
  const scripts = listed.state === 'read' ? listed.value.filter((name) => name.endsWith('.sh')) : [];
  const files = [
    ...FILES.map((file) => ({ file, shown: file })),
    ...scripts.slice(0, 50).map((name) => ({ file: `${folder}/${name}`, shown: `${folder}/${name}` })),
    ...OWN_FILES.map((name) => ({ file: `${tools.home}/${name}`, shown: `~/${name}` })),
  ];
  const found = await Promise.all(
    files.map(async ({ file, shown }) => {
      const text = await tools.readFile(file);
      return text.state === 'read' ? linesOf(text.value, shown) : [];
    }),
  );
  return found.flat();
}

function linesOf(text: string, file: string): readonly FoundVariable[] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .flatMap((content, index) => {
      const [, name] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=/u.exec(content) ?? [];
      return name !== undefined && isProxyVariable(name) ? [{ file, line: index + 1, name }] : [];
    });
}
