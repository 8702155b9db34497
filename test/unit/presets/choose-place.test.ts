import { describe, expect, it } from 'vitest';
import { ABSENT, read, unreadable } from '../../../src/base/reading.ts';
import { choosePlace, neededFacts, type PlaceFacts } from '../../../src/presets/choose-place.ts';
import { presetSettings, waysIn } from '../../../src/presets/preset-settings.ts';
import type { Preset } from '../../../src/presets/preset.ts';

const NOTHING: PlaceFacts = {
  gateways: ABSENT,
  gatewayMacs: ABSENT,
  dnsSuffixes: ABSENT,
  ssids: ABSENT,
  vpns: read([]),
  reachable: ABSENT,
};

const preset: Preset = {
  proxies: 'http://office.example:8080',
  bypass: ['<local>'],
  places: [
    { name: 'office', when: { gateway: ['10.1.0.0/16', '00:11:22:33:44:55'], dnsSuffix: ['corp.example'] } },
    { name: 'vpn', when: { vpn: true }, proxies: 'http://vpn.example:8080', bypass: ['*.corp.example'] },
    { name: 'branch', when: { ssid: ['Branch'], reachable: ['branch.corp.example'] }, pac: 'https://b.example/p.pac' },
    { name: 'home', direct: true },
  ],
};

const chosen = (facts: Partial<PlaceFacts>): string | undefined =>
  choosePlace(preset, { ...NOTHING, ...facts }).place?.name;

describe('the place that a computer is in', () => {
  it('is the first one whose conditions all hold', () => {
    const office = { gateways: read(['10.1.2.3']), dnsSuffixes: read(['tokyo.Corp.example.']) };
    expect(chosen(office)).toBe('office');
    expect(chosen({ ...office, dnsSuffixes: read(['notcorp.example']) })).toBe('home');
    expect(chosen({ ...office, gateways: read(['10.2.0.1']), gatewayMacs: read(['00:11:22:33:44:55']) })).toBe(
      'office',
    );
    expect(chosen({ vpns: read(['wg0']) })).toBe('vpn');
    expect(chosen({ ssids: read(['Branch']), reachable: read(['branch.corp.example']) })).toBe('branch');
    expect(chosen({ ssids: read(['branch']), reachable: read(['branch.corp.example']) })).toBe('home');
  });

  it('is never one of which something could not be found out, and says so', () => {
    const choice = choosePlace(preset, { ...NOTHING, gateways: unreadable('closed'), vpns: unreadable('closed') });
    expect(choice.place?.name).toBe('home');
    expect(choice.considered.slice(0, 2)).toEqual([
      {
        name: 'office',
        conditions: [
          { condition: 'gateway', outcome: 'unknown' },
          { condition: 'dnsSuffix', outcome: 'fails' },
        ],
      },
      { name: 'vpn', conditions: [{ condition: 'vpn', outcome: 'unknown' }] },
    ]);
  });

  it('asks only for what its conditions are about', () => {
    expect(neededFacts(preset)).toEqual({
      conditions: new Set(['gateway', 'dnsSuffix', 'ssid', 'vpn', 'reachable']),
      macs: true,
      reachable: ['branch.corp.example'],
    });
    expect(neededFacts({ places: [{ name: 'a', when: { vpn: false } }] }).conditions).toEqual(new Set(['vpn']));
  });

  it('puts its own ways in place of the file’s, and keeps the file’s exceptions where it has none', () => {
    const settingsIn = (name: string): unknown =>
      presetSettings(waysIn(preset, preset.places?.find((place) => place.name === name) ?? null));
    expect(settingsIn('office')).toMatchObject({ value: { mode: 'manual', bypass: { rules: [{ kind: 'local' }] } } });
    expect(settingsIn('vpn')).toMatchObject({
      value: {
        servers: { any: { server: { host: 'vpn.example' } } },
        bypass: { rules: [{ pattern: '*.corp.example' }] },
      },
    });
    expect(settingsIn('branch')).toMatchObject({ value: { mode: 'pac', pacUrl: 'https://b.example/p.pac' } });
    expect(settingsIn('home')).toEqual({ state: 'read', value: { mode: 'direct' } });
  });
});
