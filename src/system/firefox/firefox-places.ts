/** Where Firefox keeps the profiles of a person, and IT what it lays down for Firefox. */
import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';

/** The operating systems, each of which has places of its own. */
export type Platform = System['platform'];

/** Returns the folders that may hold a `profiles.ini`. */
export function profileRoots({ env, home }: Pick<SystemTools, 'env' | 'home'>, platform: Platform): readonly string[] {
  switch (platform) {
    case 'linux':
      // Packages of distributions, Snap, Flatpak, and versions that follow XDG (from 147 on).
      return [
        `${home}/.mozilla/firefox`,
        `${home}/snap/firefox/common/.mozilla/firefox`,
        `${home}/.var/app/org.mozilla.firefox/.mozilla/firefox`,
        `${xdgConfig(env) ?? `${home}/.config`}/mozilla/firefox`,
      ];
    case 'macos':
      return [`${home}/Library/Application Support/Firefox`];
    case 'windows':
      return env['APPDATA'] === undefined ? [] : [`${env['APPDATA']}\\Mozilla\\Firefox`];
  }
}

/**
 * Returns the files of policies; the first one that is there counts.
 * @see https://mozilla.github.io/policy-templates/
 */
export function policyFiles({ env }: Pick<SystemTools, 'env'>, platform: Platform): readonly string[] {
  switch (platform) {
    case 'linux':
      return [
        '/etc/firefox/policies/policies.json',
        '/usr/lib/firefox/distribution/policies.json',
        '/usr/lib64/firefox/distribution/policies.json',
        '/usr/lib/firefox-esr/distribution/policies.json',
      ];
    case 'macos':
      return ['/Applications/Firefox.app/Contents/Resources/distribution/policies.json'];
    case 'windows':
      return [env['ProgramFiles'], env['ProgramFiles(x86)']].flatMap((folder) =>
        folder === undefined ? [] : [`${folder}\\Mozilla Firefox\\distribution\\policies.json`],
      );
  }
}

/** Returns the path of something in a folder, as the system writes it. */
export function inFolder(folder: string, name: string, platform: Platform): string {
  return platform === 'windows' ? `${folder}\\${name.replaceAll('/', '\\')}` : `${folder}/${name}`;
}

function xdgConfig(env: SystemTools['env']): string | null {
  const folder = env['XDG_CONFIG_HOME'] ?? '';
  return folder.startsWith('/') ? folder : null;
}
