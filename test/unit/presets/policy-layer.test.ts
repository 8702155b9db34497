import { describe, expect, it } from 'vitest';
import { ABSENT, read } from '../../../src/base/reading.ts';
import { managedPreset } from '../../../src/presets/managed-values.ts';
import { type LayerKind, mergeLayers, type PolicyLayer } from '../../../src/presets/policy-layer.ts';
import type { Preset } from '../../../src/presets/preset.ts';
import type { PolicyKey } from '../../../src/presets/preset-fields.ts';

const layer = (kind: LayerKind, preset: Preset, locked: readonly PolicyKey[] = []): PolicyLayer => ({
  kind,
  from: kind,
  reading: read({ preset, locked }),
});

describe('policies of several places', () => {
  it('give way to the person, except where a stricter place locks', () => {
    const merged = mergeLayers([
      layer('own', { targets: ['https://own.example/'], controlSites: ['http://own.example/'] }),
      layer('machine-file', { targets: ['https://it.example/'], controlSites: ['http://it.example/'] }, [
        'controlSites',
      ]),
      layer('vendor-file', { tools: ['git'] }),
    ]);
    expect(merged.preset).toEqual({
      targets: ['https://own.example/'],
      controlSites: ['http://it.example/'],
      tools: ['git'],
    });
    expect(merged.origins).toEqual({
      targets: { kind: 'own', from: 'own', locked: false },
      controlSites: { kind: 'machine-file', from: 'machine-file', locked: true },
      tools: { kind: 'vendor-file', from: 'vendor-file', locked: false },
    });
  });

  it('never mix the ways of two places', () => {
    const locked = layer('machine-policy', { proxies: 'http://it.example:1' }, ['proxies']);
    const own = layer('own', { direct: true, pac: 'https://own.example/' });
    expect(mergeLayers([locked, own]).preset).toEqual({ proxies: 'http://it.example:1' });
    expect(mergeLayers([{ ...locked, reading: ABSENT }, own]).preset).toEqual({
      direct: true,
      pac: 'https://own.example/',
    });
  });

  it('let nobody switch signatures off for himself, or on for others', () => {
    const strict = layer('machine-file', { requireSignature: true });
    expect(mergeLayers([strict, layer('own', { requireSignature: false })]).preset.requireSignature).toBe(true);
    expect(mergeLayers([layer('user-policy', { requireSignature: true })]).preset.requireSignature).toBeUndefined();
  });
});

describe('values that an operating system holds', () => {
  it('become a preset: numbers as switches, texts as JSON where a group belongs', () => {
    const values = {
      autoDetect: 1,
      bypass: ['<local>'],
      proxies: 'http://proxy.example:8080',
      contact: '{"email": "it@corp.example"}',
      Unknown: 'x',
    };
    expect(managedPreset(values, { locks: true })).toEqual(
      read({
        preset: {
          throughway: 1,
          proxies: 'http://proxy.example:8080',
          autoDetect: true,
          bypass: ['<local>'],
          contact: { email: 'it@corp.example' },
        },
        locked: ['proxies', 'autoDetect', 'bypass', 'contact'],
      }),
    );
  });

  it.each([[{}], [{ Unknown: 1 }]])('are no preset where none is ours: %j', (values) => {
    expect(managedPreset(values, { locks: true })).toEqual(ABSENT);
  });

  it.each([[{ drift: 'x' }], [{ contact: '{"email"' }], [{ bypass: 'text', targets: 3 }]])(
    'are unreadable as a whole where one makes no sense: %j',
    (values) => {
      expect(managedPreset(values, { locks: false }).state).toBe('unreadable');
    },
  );
});
