/** Changes to this computer and the way back, loaded when the first is asked for. */
import type { Clock } from '../../src/base/clock.ts';
import type { Changes } from '../../src/change/changes.ts';
import type { SettingsWriter } from '../../src/system/settings-writer.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';

interface ChangesGiven {
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly platform: string;
  readonly systemTools: SystemTools;
}

/** Everything by which a face changes something on this computer. */
export interface HostChanges {
  readonly changes: Changes;
  readonly settingsWriter: () => Promise<SettingsWriter>;
}

/** Returns both; nothing is loaded or touched before the first call. */
export function openChanges({ clock, dataFolder, platform, systemTools }: ChangesGiven): HostChanges {
  let writer: Promise<SettingsWriter> | null = null;
  const settingsWriter = (): Promise<SettingsWriter> =>
    (writer ??= import('../../src/system/create-settings-writer.ts').then(({ createSettingsWriter }) =>
      createSettingsWriter(platform, systemTools),
    ));
  let opened: Promise<Changes> | null = null;
  const changes = (): Promise<Changes> =>
    (opened ??= Promise.all([import('../../src/change/create-changes.ts'), settingsWriter()]).then(
      ([{ createChanges }, { openStore }]) => createChanges({ openStore, clock, dataFolder }),
    ));
  return {
    settingsWriter,
    changes: {
      apply: async (plan, options) => (await changes()).apply(plan, options),
      undo: async (id, options) => (await changes()).undo(id, options),
      list: async () => (await changes()).list(),
    },
  };
}
