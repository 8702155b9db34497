/** Where each operating system tells that something changed. */
import path from 'node:path';
import type { FollowedCommand } from './follow-command.ts';
import type { SystemTools } from './system-tools.ts';

/** What may have changed. */
export type Changed = 'network' | 'settings';

/** Programs to follow and files to keep an eye on. */
export interface ChangePlaces {
  /** `what`: what any output of it means; `named`: every line says it. */
  readonly commands: readonly (FollowedCommand & { readonly what: Changed | 'named' })[];
  readonly files: readonly { readonly file: string; readonly what: Changed }[];
  /** Files of the kernel, which tell nobody of changes: they are read now and then. */
  readonly kernelFiles: readonly string[];
}

/** Returns the places. On Windows it is the host's child that waits for notices; without one it is looked now and then. */
export function changePlaces(
  platform: 'linux' | 'macos' | 'windows',
  { env, home, changeNotices }: Pick<SystemTools, 'env' | 'home' | 'changeNotices'>,
): ChangePlaces {
  switch (platform) {
    case 'linux':
      return linuxPlaces(env, home);
    case 'macos':
      return {
        // route(8): a line for each message of the routing socket; scutil(8): a line for each change of a watched key
        commands: [
          { program: 'route', args: ['-n', 'monitor'], what: 'network' },
          {
            program: 'scutil',
            args: [],
            input: 'n.add State:/Network/Global/Proxies\nn.watch\n',
            what: 'settings',
          },
        ],
        files: [],
        kernelFiles: [],
      };
    case 'windows':
      return {
        commands: changeNotices === undefined ? [] : [{ ...changeNotices, what: 'named' }],
        files: [],
        kernelFiles: [],
      };
  }
}

/** What a shell reads at the beginning of a session. */
const LOGIN_FILES = ['.profile', '.bash_profile', '.bashrc', '.zshenv', '.zshrc', '.pam_environment'];

function linuxPlaces(env: Readonly<Record<string, string | undefined>>, home: string): ChangePlaces {
  const config = env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
  // dconf would start a bus of its own where there is none.
  const hasBus = (env['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '' || (env['XDG_RUNTIME_DIR'] ?? '') !== '';
  return {
    commands: [
      { program: 'ip', args: ['-o', 'monitor', 'link', 'address', 'route'], what: 'network' },
      ...(hasBus ? [{ program: 'dconf', args: ['watch', '/system/proxy/'], what: 'settings' as const }] : []),
    ],
    files: [
      { file: '/etc/environment', what: 'settings' },
      { file: path.join(config, 'kioslaverc'), what: 'settings' },
      // The whole of GNOME's settings; where `dconf` is not installed, this file is all that tells.
      { file: path.join(config, 'dconf', 'user'), what: 'settings' },
      ...LOGIN_FILES.map((name) => ({ file: path.join(home, name), what: 'settings' as const })),
      { file: '/etc/throughway/preset.json', what: 'settings' },
    ],
    kernelFiles: ['/proc/net/route', '/proc/net/ipv6_route'],
  };
}
