import { describe, expect, test } from 'vitest';
import { createRouteFollower, type RouteFollower } from '../../../src/relay/follow-route.ts';
import type { EvaluatePac } from '../../../src/route/resolve-route.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { EMPTY_BYPASS } from '../../../src/settings/bypass-list.ts';

interface World {
  nowMs: number;
  settings: ProxySettings;
  pac: Awaited<ReturnType<EvaluatePac>>;
  reads: number;
  disposed: number;
}

const manual = (uri: string): ProxySettings => ({
  mode: 'manual',
  servers: { any: parseProxyServer(uri) },
  bypass: EMPTY_BYPASS,
});
const PAC: ProxySettings = { mode: 'pac', pacUrl: 'http://wpad.corp.example/proxy.pac', bypass: EMPTY_BYPASS };
const OLD = { kind: 'http', host: 'old.example', port: 8080 } as const;
const NEW = { kind: 'http', host: 'new.example', port: 8080 } as const;

function world(settings: ProxySettings): { readonly state: World; readonly routes: RouteFollower } {
  const state: World = { nowMs: 0, settings, pac: { ok: true, value: [OLD] }, reads: 0, disposed: 0 };
  const routes = createRouteFollower({
    clock: { nowMs: () => state.nowMs, wallMs: () => 0 },
    readSettings: () => {
      state.reads += 1;
      const reading = { state: 'read', value: state.settings } as const;
      return Promise.resolve({
        readings: [{ source: 'gnome', from: 'test', reading }],
        decidedBy: 'gnome',
        because: 'desktop-settings',
      });
    },
    openScripts: () => ({
      evaluate: () => Promise.resolve(state.pac),
      dispose: () => {
        state.disposed += 1;
        return Promise.resolve();
      },
    }),
    overrides: {},
    isOurselves: (leg) => leg.kind !== 'direct' && leg.host === '127.0.0.1',
  });
  return { state, routes };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('the route follows the settings', () => {
  test('they are read once for many requests', async () => {
    const { state, routes } = world(manual('http://old.example:8080'));
    for (let round = 0; round < 20; round += 1) await routes.find('http://site.example/');
    expect(state.reads).toBe(1);
  });

  test('a change shows after a few seconds, without a restart', async () => {
    const { state, routes } = world(manual('http://old.example:8080'));
    expect((await routes.find('http://site.example/')).legs).toEqual([OLD]);
    state.settings = manual('http://new.example:8080');
    state.nowMs = 6_000;
    await routes.find('http://site.example/');
    await settle();
    expect((await routes.find('http://site.example/')).legs).toEqual([NEW]);
  });

  test('after a pause not even one request goes the old way', async () => {
    const { state, routes } = world(manual('http://old.example:8080'));
    await routes.find('http://site.example/');
    state.settings = manual('http://new.example:8080');
    state.nowMs = 60_000;
    expect((await routes.find('http://site.example/')).legs).toEqual([NEW]);
  });

  test('where every leg failed they are read at once', async () => {
    const { state, routes } = world(manual('http://old.example:8080'));
    await routes.find('http://site.example/');
    state.settings = manual('http://new.example:8080');
    expect((await routes.findAnew('http://site.example/')).legs).toEqual([NEW]);
  });

  test('a script that can’t be fetched just now does not replace a good one', async () => {
    const { state, routes } = world(PAC);
    expect((await routes.find('http://site.example/')).legs).toEqual([OLD]);
    state.pac = { ok: false, problem: { kind: 'unreachable' } };
    state.nowMs = 61_000;
    expect((await routes.find('http://site.example/')).legs).toEqual([OLD]);
    state.pac = { ok: true, value: [NEW] };
    state.nowMs = 130_000;
    expect((await routes.find('http://site.example/')).legs).toEqual([NEW]);
    expect(state.disposed).toBeGreaterThan(0);
  });

  test('a script that never worked is named as the cause', async () => {
    const { state, routes } = world(PAC);
    state.pac = { ok: false, problem: { kind: 'unreachable' } };
    expect(await routes.find('http://site.example/')).toMatchObject({ legs: [], cause: 'settings.pac-unreachable' });
  });

  test('a script is asked for each URL, settings for each host', async () => {
    const { state, routes } = world(PAC);
    await routes.find('http://site.example/a');
    state.pac = { ok: true, value: [NEW] };
    expect((await routes.find('http://site.example/a')).legs).toEqual([OLD]);
    expect((await routes.find('http://site.example/b')).legs).toEqual([NEW]);
  });

  test('a relay that is set as the computer’s proxy does not go round in a circle', async () => {
    const { routes } = world(manual('http://127.0.0.1:8080'));
    expect(await routes.find('http://site.example/')).toMatchObject({ legs: [], cause: 'settings.conflict' });
  });
});
