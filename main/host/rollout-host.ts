/** Presets of this computer, put together for the faces. Everything is loaded when it is first asked for. */
import path from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Rollout } from '../../src/rollout/rollout.ts';
import { readPolicyLayers } from '../../src/system/policy-places.ts';
import type { System } from '../../src/system/system.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';

export interface RolloutHostTools {
  readonly system: System;
  readonly systemTools: SystemTools;
  readonly clock: Clock;
  readonly dataFolder: string;
}

/** Where a preset lies that was applied for this person alone. */
export function ownPresetPath(dataFolder: string): string {
  return path.join(dataFolder, 'preset.throughway.json');
}

/** Returns the rollout of this computer. */
export async function openRollout({ system, systemTools, clock, dataFolder }: RolloutHostTools): Promise<Rollout> {
  const { policy: places, platform } = system;
  if (places === undefined) throw new Error('a system without places for presets');
  const [{ createRollout }, { createChanges }, { createSettingsWriter }, { desktopStore }] = await Promise.all([
    import('../../src/rollout/create-rollout.ts'),
    import('../../src/change/create-changes.ts'),
    import('../../src/system/create-settings-writer.ts'),
    import('../../src/system/linux/desktop.ts'),
  ]);
  const writer = createSettingsWriter(process.platform, systemTools);
  const store = desktopStore(systemTools.env);
  return createRollout({
    writer,
    toolsAccess: {
      where: { platform, home: systemTools.home, env: systemTools.env },
      openStore: writer.openStore,
      listFolder: systemTools.listFolder,
    },
    keep: {
      own: ownPresetPath(dataFolder),
      machine: places.machineFile,
      state: path.join(dataFolder, 'applied-preset.json'),
      laidDown: places.files.map((file) => file.path),
    },
    clock,
    changes: createChanges({ openStore: writer.openStore, clock, dataFolder }),
    platform,
    places,
    layers: (signal) => readPolicyLayers(systemTools, places, signal),
    desktop: platform === 'linux' ? (store === 'none' ? null : store) : platform,
  });
}
