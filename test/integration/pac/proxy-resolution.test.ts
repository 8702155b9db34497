import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/observation/observation.ts';
import { createProxyResolution } from '../../../src/pac/proxy-resolution.ts';
import { calm, clockAt } from '../../unit/pac/pac-tools.ts';

const tools = {
  clock: clockAt('2026-03-04T10:20:30Z'),
  resolve: (): Promise<readonly string[]> => Promise.resolve(['10.0.0.1']),
  myAddresses: (): Promise<readonly string[]> => Promise.resolve(['192.0.2.7']),
  wpad: {
    domains: (): Promise<readonly string[]> => Promise.resolve([]),
    dhcpTexts: (): Promise<readonly string[]> => Promise.resolve([]),
  },
};

describe('createProxyResolution', () => {
  it('fetches a script once, runs it for each URL, and leaves a fact for every step', async () => {
    const resolution = createProxyResolution(tools);
    const facts: Fact[] = [];
    const observe = (fact: Fact): void => {
      facts.push(fact);
    };
    const url = `data:,${encodeURIComponent('function FindProxyForURL(u, h) { return isInNet(h, "10.0.0.0", "255.0.0.0") && h !== "bad.test" ? "PROXY p.test:1; X" : null }')}`;
    const good = await resolution.resolve({ from: 'url', url }, 'http://a.test/', { signal: calm, observe });
    const bad = await resolution.resolve({ from: 'url', url }, 'http://bad.test/', { signal: calm, observe });
    await resolution.dispose();
    expect(good).toMatchObject({ ok: true, value: { legs: [{ kind: 'http', host: 'p.test', port: 1 }] } });
    expect(bad).toEqual({ ok: false, problem: { kind: 'unparsable-answer', detail: 'null' } });
    expect(facts).toMatchObject([
      { probe: 'pac.fetch', failure: null },
      {
        probe: 'pac.run',
        url: 'http://a.test/',
        badEntries: ['X'],
        helperCalls: 2,
        dnsQuestions: 1,
        slowest: { name: 'isInNet' },
      },
      { probe: 'pac.run', url: 'http://bad.test/', answer: null, route: [], problem: 'unparsable-answer' },
    ]);
  });

  it('says that auto-detection found nothing', async () => {
    const resolution = createProxyResolution({ ...tools, resolve: () => Promise.resolve(null) });
    const result = await resolution.resolve({ from: 'auto-detect' }, 'http://a.test/', { signal: calm });
    await resolution.dispose();
    expect(result).toEqual({ ok: false, problem: { kind: 'nothing-found', detail: 'wpad' } });
  });
});
