import { describe, expect, test } from 'vitest';
import { readAllowedFixes } from '../../../main/host/allowed-fixes.ts';
import { withLockedWays } from '../../../main/host/locked-changes.ts';
import type { MachinePreset } from '../../../main/host/machine-preset.ts';
import { vpnNeedOf } from '../../../main/host/vpn-need.ts';
import { refuse } from '../../../src/base/result.ts';
import type { ChangePlan } from '../../../src/change/change.ts';
import type { Changes } from '../../../src/change/changes.ts';

const hostWith = (
  preset: NonNullable<MachinePreset['preset']>,
  locked = false,
): { readonly machinePreset: () => Promise<MachinePreset> } => ({
  machinePreset: () =>
    Promise.resolve({
      controlUrls: null,
      targets: [],
      preset,
      origins: { proxies: { kind: 'machine-file', from: '/etc/throughway', locked } },
    }),
});

describe('fixes', () => {
  test('are all allowed where nobody says otherwise', async () => {
    const isAllowed = await readAllowedFixes(hostWith({}));
    expect(isAllowed('go-direct')).toBe(true);
  });

  test('are kept to those that are named, and asking somebody always stays', async () => {
    const isAllowed = await readAllowedFixes(hostWith({ allowedFixes: ['enter-credentials'] }));
    expect(['enter-credentials', 'go-direct', 'ask-administrator'].map(isAllowed)).toEqual([true, false, true]);
  });
});

describe('locked ways', () => {
  const engine: Changes = {
    apply: () => Promise.resolve(refuse({ kind: 'cancelled' })),
    undo: () => Promise.reject(new Error('not asked for')),
    list: () => Promise.resolve([]),
  };
  const shown = { what: 'ProxyType', from: '0', to: '1' };
  const steps = [{ ref: { kind: 'file', path: '/x' }, from: null, to: '', shown }] as const;
  const settings: ChangePlan = { reason: { kind: 'settings', source: 'kde' }, steps, restart: [] };
  const options = { signal: AbortSignal.timeout(1_000) };

  test('are not changed by hand', async () => {
    const refused = await withLockedWays(engine, hostWith({}, true)).apply(settings, options);
    expect(refused).toEqual(refuse({ kind: 'managed', what: ['ProxyType'] }));
  });

  test('stand in the way neither of what is only proposed nor of the preset itself', async () => {
    const reached = refuse({ kind: 'cancelled' });
    expect(await withLockedWays(engine, hostWith({})).apply(settings, options)).toEqual(reached);
    const preset: ChangePlan = { ...settings, reason: { kind: 'preset', name: 'office' } };
    expect(await withLockedWays(engine, hostWith({}, true)).apply(preset, options)).toEqual(reached);
  });
});

describe('the VPN that a preset asks for', () => {
  test('is known by the proxies that need it', () => {
    expect(vpnNeedOf(undefined)).toBeNull();
    expect(vpnNeedOf({ vpn: { names: ['Corp VPN'] } })).toBeNull();
    expect(vpnNeedOf({ vpn: { names: ['Corp VPN'], requiredFor: true } })).toEqual({
      names: ['Corp VPN'],
      proxies: 'all',
    });
    expect(vpnNeedOf({ vpn: { requiredFor: ['Proxy.corp.example:3128', '10.0.0.1', 'a b'] } })).toEqual({
      names: [],
      proxies: [
        { host: 'proxy.corp.example', port: 3128 },
        { host: '10.0.0.1', port: null },
      ],
    });
  });
});
