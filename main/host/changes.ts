/** Changes to this computer and the way back, loaded when the first is asked for. */
import type { Clock } from '../../src/base/clock.ts';
import type { Changes } from '../../src/change/changes.ts';
import type { SettingsWriter } from '../../src/system/settings-writer.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';
import type { SignInPlaces } from './sign-in-places.ts';

interface ChangesGiven {
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly platform: string;
  readonly systemTools: SystemTools;
  /** Path of Node, or of Electron, which then runs as Node. */
  readonly execPath: string;
}

/** Everything by which a face changes something on this computer. */
export interface HostChanges {
  readonly changes: Changes;
  readonly settingsWriter: () => Promise<SettingsWriter>;
  /** Makes a sign-in ready to be stored by a change. */
  readonly prepareSignIn: SignInPlaces['prepare'];
}

/** Returns both; nothing is loaded or touched before the first call. */
export function openChanges({ clock, dataFolder, platform, systemTools, execPath }: ChangesGiven): HostChanges {
  let writer: Promise<SettingsWriter> | null = null;
  const settingsWriter = (): Promise<SettingsWriter> =>
    (writer ??= import('../../src/system/create-settings-writer.ts').then(({ createSettingsWriter }) =>
      createSettingsWriter(platform, systemTools),
    ));
  let opened: Promise<Changes> | null = null;
  let places: Promise<SignInPlaces> | null = null;
  const signInPlaces = (): Promise<SignInPlaces> =>
    (places ??= Promise.all([import('./sign-in-places.ts'), import('./keychain.ts')]).then(
      ([{ openSignInPlaces }, { openKeychain }]) =>
        openSignInPlaces({ keychain: openKeychain({ env: systemTools.env, execPath }), dataFolder, clock }),
    ));
  const changes = (): Promise<Changes> =>
    (opened ??= Promise.all([import('../../src/change/create-changes.ts'), settingsWriter(), signInPlaces()]).then(
      ([{ createChanges }, { openStore }, signIns]) =>
        createChanges({
          openStore: (ref) => (ref.kind === 'sign-in' ? signIns.open(ref) : openStore(ref)),
          clock,
          dataFolder,
        }),
    ));
  return {
    settingsWriter,
    prepareSignIn: async (key, password) => (await signInPlaces()).prepare(key, password),
    changes: {
      apply: async (plan, options) => (await changes()).apply(plan, options),
      undo: async (id, options) => (await changes()).undo(id, options),
      // Every window asks at its start; the places themselves are not needed for it.
      list: async () => (await import('../../src/change/list-changes.ts')).listChanges(dataFolder, clock),
    },
  };
}
