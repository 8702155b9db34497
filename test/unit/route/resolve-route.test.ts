import { describe, expect, it } from 'vitest';
import { ok, refuse } from '../../../src/base/result.ts';
import { read } from '../../../src/base/reading.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import { type EvaluatePac, resolveRoute, type RouteOverrides } from '../../../src/route/resolve-route.ts';
import { routesOfSources } from '../../../src/route/routes-of-sources.ts';
import type { Route } from '../../../src/route/route.ts';
import type { Target } from '../../../src/route/target.ts';
import { readEnvironment } from '../../../src/settings/environment-settings.ts';
import { formatProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { SettingsSnapshot } from '../../../src/settings/settings-snapshot.ts';

function target(url: string): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(`not a target: ${url}`);
  return parsed.value.target;
}

function environment(env: Readonly<Record<string, string>>): SettingsSnapshot {
  const reading = readEnvironment(env);
  return {
    readings: [{ source: 'env', from: 'environment', reading }],
    decidedBy: reading.state === 'read' ? 'env' : 'none',
    because: 'environment-on-no-desktop',
  };
}

function show(route: Route): string {
  const legs = route.legs.map((leg) => (leg.kind === 'direct' ? 'DIRECT' : formatProxyServer(leg))).join('; ');
  return `${route.source} ${route.because}: ${legs}`;
}

const proxies = { http_proxy: 'a.example:1', https_proxy: 'b.example:2', no_proxy: 'corp.example' };

describe('the effective route', () => {
  it.each<[Readonly<Record<string, string>>, string, RouteOverrides, string]>([
    [proxies, 'http://site.example', {}, 'env server-for-scheme: http://a.example:1'],
    [proxies, 'https://site.example', {}, 'env server-for-scheme: http://b.example:2'],
    [{ http_proxy: 'a.example:1' }, 'https://site.example', {}, 'env no-server-for-scheme: DIRECT'],
    [{ all_proxy: 'socks5://a.example:1' }, 'https://site.example', {}, 'env server-for-all: socks5://a.example:1'],
    [proxies, 'http://www.corp.example', {}, 'env bypass-rule: DIRECT'],
    [proxies, 'http://127.0.0.1:8080', {}, 'env implicit-bypass: DIRECT'],
    [proxies, 'http://127.0.0.1:8080', { proxy: 'c.example:3' }, 'option server-for-all: http://c.example:3'],
    [
      proxies,
      'http://www.corp.example',
      { proxy: 'c.example:3', bypass: '*.corp.example' },
      'option bypass-rule: DIRECT',
    ],
    [proxies, 'http://www.corp.example', { bypass: 'other' }, 'env server-for-scheme: http://a.example:1'],
    [proxies, 'http://site.example', { direct: true }, 'option direct-setting: DIRECT'],
    [proxies, 'http://site.example', { proxy: 'c example' }, 'option address-invalid: '],
    [{ http_proxy: 'a:b' }, 'http://site.example', {}, 'env address-invalid: '],
    [{}, 'http://site.example', {}, 'none no-settings: DIRECT'],
    [{ auto_proxy: 'http://pac.example/p' }, 'http://site.example', {}, 'env pac-not-run: '],
    [{ auto_proxy: '' }, 'http://site.example', {}, 'wpad pac-not-run: '],
    [{ auto_proxy: '' }, 'http://localhost', {}, 'env implicit-bypass: DIRECT'],
  ])('of %j for %s with %j is %s', async (env, url, overrides, expected) => {
    expect(show(await resolveRoute({ target: target(url), snapshot: environment(env), overrides }))).toBe(expected);
  });

  it('carries the credentials of the proxy’s address, unseen', async () => {
    const snapshot = environment({ http_proxy: 'http://bob:C4nary@a.example:1' });
    const route = await resolveRoute({ target: target('http://site.example'), snapshot });
    expect(route.credentials?.password.open()).toBe('C4nary');
    expect(JSON.stringify(route)).not.toContain('C4nary');
  });

  it('names the bypass rule', async () => {
    const route = await resolveRoute({ target: target('http://www.corp.example'), snapshot: environment(proxies) });
    expect(route.bypassRule).toBe('*corp.example');
  });

  it('is the script’s answer, or why there is none', async () => {
    const about = {
      target: target('http://site.example'),
      snapshot: environment({}),
      overrides: { pac: '/etc/a.pac' },
    };
    const answers: EvaluatePac = (script) =>
      Promise.resolve(ok([{ kind: 'http', host: script.from === 'url' ? 'from-url.example' : 'wpad', port: 1 }]));
    expect(show(await resolveRoute(about, answers))).toBe('option pac-answer: http://from-url.example:1');
    const fails: EvaluatePac = () => Promise.resolve(refuse({ kind: 'throws', line: 3 }));
    expect(await resolveRoute(about, fails)).toMatchObject({
      because: 'pac-failed',
      pacUrl: 'file:///etc/a.pac',
      pacProblem: { kind: 'throws', line: 3 },
    });
  });

  it('is known for each source by itself', async () => {
    const snapshot: SettingsSnapshot = {
      ...environment(proxies),
      readings: [
        ...environment(proxies).readings,
        { source: 'gnome', from: 'x', reading: read({ mode: 'direct' }) },
        { source: 'kde', from: 'y', reading: { state: 'absent' } },
      ],
    };
    const routes = await routesOfSources({ target: target('http://site.example'), snapshot });
    expect(routes.map(({ route }) => (route === null ? null : show(route)))).toEqual([
      'env server-for-scheme: http://a.example:1',
      'gnome direct-setting: DIRECT',
      null,
    ]);
  });
});
