import { describe, expect, test } from 'vitest';
import { updateFeed } from '../../../main/desktop/update-feed.ts';
import type { MachinePreset } from '../../../main/host/machine-preset.ts';
import type { LayerKind } from '../../../src/presets/policy-layer.ts';
import type { Preset } from '../../../src/presets/preset.ts';

const SERVER = 'https://updates.corp.example/throughway';
const given = (updates: Preset['updates'], kind: LayerKind): Pick<MachinePreset, 'preset' | 'origins'> => ({
  preset: { updates },
  origins: { updates: { kind, from: '', locked: false } },
});

describe('updates', () => {
  test('come from nowhere unless the organisation names a server', () => {
    expect(updateFeed(null)).toBeNull();
    expect(updateFeed({})).toBeNull();
    expect(updateFeed(given({ on: true }, 'machine-policy'))).toBeNull();
  });

  test.each(['machine-policy', 'machine-file', 'vendor-file'] as const)('come from the server of %s', (kind) => {
    expect(updateFeed(given({ server: SERVER }, kind))).toBe(SERVER);
    expect(updateFeed(given({ on: true, server: SERVER }, kind))).toBe(SERVER);
  });

  test.each(['own', 'user-policy'] as const)(
    'never come from a server that %s names: people can write there',
    (kind) => {
      expect(updateFeed(given({ server: SERVER }, kind))).toBeNull();
    },
  );

  test('are off where the organisation says so, and where anybody on the way could stand in', () => {
    expect(updateFeed(given({ on: false, server: SERVER }, 'machine-policy'))).toBeNull();
    expect(updateFeed(given({ server: SERVER.replace('https', 'http') }, 'machine-policy'))).toBeNull();
    expect(updateFeed(given({ server: 'file:///tmp/x' }, 'machine-policy'))).toBeNull();
  });
});
