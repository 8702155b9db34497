import { beforeEach, describe, expect, test, vi } from 'vitest';
import { lookForUpdate } from '../../../main/desktop/updates.ts';
import type { MachinePreset } from '../../../main/host/machine-preset.ts';

const asked = vi.hoisted((): unknown[] => []);
const ears = vi.hoisted(() => new Map<string, (info: { readonly version: string }) => void>());
const updater = vi.hoisted(() => ({
  logger: {},
  autoDownload: false,
  autoInstallOnAppQuit: false,
  on: (event: string, listener: (info: { readonly version: string }) => void) => ears.set(event, listener),
  setFeedURL: (options: unknown) => asked.push(options),
  checkForUpdates: () => {
    asked.push('check');
    return Promise.resolve(null);
  },
}));
// The real one needs Electron, and a package that was signed.
vi.mock(import('../../../main/desktop/load-updater.ts'), () => ({ loadUpdater: () => updater }));

beforeEach(() => {
  asked.length = 0;
});

describe('looking for an update', () => {
  const preset: MachinePreset = {
    controlUrls: null,
    targets: [],
    preset: { updates: { server: 'https://updates.corp.example/' } },
    origins: { updates: { kind: 'machine-file', from: '', locked: false } },
  };

  test('asks nobody where nobody asked for it', async () => {
    await lookForUpdate({ machinePreset: () => Promise.resolve(null) }, () => undefined);
    expect(asked).toEqual([]);
  });

  test('asks the server that the organisation names, and installs on quitting', async () => {
    const ready: string[] = [];
    await lookForUpdate({ machinePreset: () => Promise.resolve(preset) }, (version) => ready.push(version));
    expect(asked).toEqual([{ provider: 'generic', url: 'https://updates.corp.example/' }, 'check']);
    expect(updater).toMatchObject({ logger: null, autoDownload: true, autoInstallOnAppQuit: true });
    ears.get('update-downloaded')?.({ version: '0.2.0' });
    expect(ready).toEqual(['0.2.0']);
  });
});
