import { expect, test } from 'vitest';
import { tryPreset } from '../../../main/host/preset-trial.ts';
import { vpnNeedOf } from '../../../main/host/vpn-need.ts';
import type { Preset } from '../../../src/presets/preset.ts';

const vpn = { names: ['Corp VPN'], requiredFor: ['proxy.corp.example:3128'] };

/** Tries it without targets; returns what the assistant of the trial was made of. */
async function triedWith(preset: Preset): Promise<{ readonly given: unknown; readonly isClosed: boolean }> {
  const seen: { given: unknown; isClosed: boolean } = { given: null, isClosed: false };
  const assistantFor = (given: unknown): unknown => {
    seen.given = given;
    return {
      close: () => {
        seen.isClosed = true;
        return Promise.resolve();
      },
    };
  };
  await tryPreset(Object({ assistantFor, system: {} }), preset, {
    lang: 'en',
    signal: new AbortController().signal,
    onTarget: () => undefined,
  });
  return seen;
}

test('a preset is tried with its own proxies and its own VPN, not with those of this computer', async () => {
  const preset = { proxies: 'http://proxy.corp.example:3128', vpn };
  expect(await triedWith(preset)).toMatchObject({
    given: { snapshot: { decidedBy: 'preset', because: 'preset-only-source' }, preset: { vpn } },
    isClosed: true,
  });
  expect(vpnNeedOf(preset)).toEqual({ names: ['Corp VPN'], proxies: [{ host: 'proxy.corp.example', port: 3128 }] });
});

test('a preset that names no way is tried with the proxies of this computer, and still with its own VPN', async () => {
  expect(await triedWith({ vpn })).toMatchObject({ given: { snapshot: null, preset: { vpn } }, isClosed: true });
});
