import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeStep } from '../../../src/change/change.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { sameSettings } from '../../../src/settings/same-settings.ts';
import { createMacosSettingsWriter } from '../../../src/system/macos/macos-settings-writer.ts';
import { asScutil, readNetworkService } from '../../../src/system/macos/network-service.ts';
import { formatService, parseService } from '../../../src/system/macos/network-service-text.ts';
import { scutilSettings } from '../../../src/system/macos/parse-scutil.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';
import { fixture, NO_SIGNAL } from './helpers.ts';
import { fakeMac } from './macos-fake.ts';

const NWI = { '/usr/sbin/scutil --nwi': fixture('macos-scutil-nwi.txt') };
const NOTHING = { rules: [], unparsed: [] } as const;
const REF = { kind: 'network-service', service: 'Wi-Fi' } as const;

function manual(address: string, bypass = '*.local,169.254/16'): ProxySettings {
  return { mode: 'manual', servers: { any: parseProxyServer(address) }, bypass: parseBypassList(bypass, 'macos') };
}

async function stepsFor(tools: SystemTools, settings: ProxySettings): Promise<readonly ChangeStep[]> {
  const planned = await createMacosSettingsWriter(tools).plan('macos', settings, NO_SIGNAL);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problem));
  return planned.value;
}

async function writeAll(tools: SystemTools, steps: readonly ChangeStep[], which: 'from' | 'to'): Promise<void> {
  for (const step of steps) {
    const store = createMacosSettingsWriter(tools).openStore(step.ref);
    expect(await store.write(step[which], NO_SIGNAL)).toEqual({ ok: true, value: undefined });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'read', value: step[which] });
  }
}

/** Nothing of macOS is run for real in this file: `networksetup` is a stand-in that keeps what it is told. */
describe('a plan for macOS', () => {
  it('is for the service in use, and runs only the commands that change something', async () => {
    const { tools, changes } = fakeMac(NWI);
    const steps = await stepsFor(tools, manual('proxy.example:8080'));
    expect(steps.map(({ ref, shown }) => [ref, shown])).toEqual([
      [
        REF,
        {
          what: 'Wi-Fi',
          from: 'off',
          to: 'web=proxy.example:8080\nsecureweb=proxy.example:8080\nbypassdomains=*.local 169.254/16',
        },
      ],
    ]);
    await writeAll(tools, steps, 'to');
    expect(changes).toEqual([
      '-setwebproxy Wi-Fi proxy.example 8080',
      '-setwebproxystate Wi-Fi on',
      '-setsecurewebproxy Wi-Fi proxy.example 8080',
      '-setsecurewebproxystate Wi-Fi on',
    ]);
    expect(await stepsFor(tools, manual('proxy.example:8080'))).toEqual([]);
  });

  it.each([
    ['a full-width address', manual('ｐｒｏｘｙ.example:8080'), 'invalid-address'],
    ['a doubled scheme', manual('http://http://proxy.example:80'), 'invalid-address'],
    ['a proxy spoken to by TLS', manual('https://proxy.example:443'), 'proxy-kind'],
    ['simple names, for which there is no command', manual('p.example:1', '<local>'), 'bypass'],
    [
      'exceptions beside a script',
      { mode: 'pac', pacUrl: 'http://p.example/', bypass: parseBypassList('a', 'macos') },
      'bypass-beside-pac',
    ],
  ] satisfies readonly (readonly [string, ProxySettings, string])[])(
    'refuses %s before anything is written',
    async (_, settings, why) => {
      const { tools, changes } = fakeMac(NWI);
      const planned = await createMacosSettingsWriter(tools).plan('macos', settings, NO_SIGNAL);
      expect(!planned.ok && (planned.problem.kind === 'cannot-say' ? planned.problem.what : planned.problem.kind)).toBe(
        why,
      );
      expect(changes).toEqual([]);
    },
  );

  it('leaves an address with a sign-in alone, but can switch it off and on again', async () => {
    const { tools, services, changes } = fakeMac(NWI);
    const kept = { enabled: true, server: 'old.example', port: '80', authenticated: true };
    services.get('Wi-Fi')?.proxies.set('web', kept);
    expect(await createMacosSettingsWriter(tools).plan('macos', manual('new.example:80'), NO_SIGNAL)).toMatchObject({
      problem: { kind: 'cannot-say', what: 'credentials' },
    });
    const steps = await stepsFor(tools, { mode: 'direct' });
    await writeAll(tools, steps, 'to');
    await writeAll(tools, steps, 'from');
    expect(changes).toEqual(['-setwebproxystate Wi-Fi off', '-setwebproxystate Wi-Fi on']);
    expect(services.get('Wi-Fi')?.proxies.get('web')).toEqual(kept);
  });
});

describe('who may change a network', () => {
  const right = (shared: string): string => `<plist><dict><key>shared</key>\n\t<${shared}/></dict></plist>`;
  it.each([
    ['an administrator', 'staff admin', 'true', '', 'allowed'],
    ['an administrator whose Mac asks for a password', 'staff admin', 'false', '', 'needs-administrator'],
    ['a standard user', 'staff everyone', 'true', '', 'needs-administrator'],
    ['nobody where a profile lays it down', 'staff admin', 'true', 'type = com.apple.proxy.http.global', 'managed'],
  ])('%s', async (_, groups, shared, profiles, state) => {
    const { tools } = fakeMac({
      '/usr/bin/id -Gn': `${groups}\n`,
      '/usr/bin/security authorizationdb read system.preferences.network': right(shared),
      '/usr/bin/profiles show -type configuration': profiles,
    });
    expect(await createMacosSettingsWriter(tools).openStore(REF).access(NO_SIGNAL)).toEqual({ state });
  });

  it('is told by networksetup at the latest', async () => {
    const { tools } = fakeMac({
      '/usr/sbin/networksetup -setproxyautodiscovery Wi-Fi on': {
        ...{ state: 'done', exitCode: 14, stderr: '' },
        stdout: '** Error: Command requires admin privileges.\n',
      },
    });
    const store = createMacosSettingsWriter(tools).openStore(REF);
    const found = await store.read(NO_SIGNAL);
    const text = found.state === 'read' ? found.value.replace('"discovery":false', '"discovery":true') : '';
    expect(await store.write(text, NO_SIGNAL)).toEqual({ ok: false, problem: { kind: 'needs-administrator' } });
    expect(await store.write('{"web":1}', NO_SIGNAL)).toMatchObject({ problem: { kind: 'refused' } });
    const gone = createMacosSettingsWriter(tools).openStore({ kind: 'network-service', service: 'USB' });
    expect(await gone.read(NO_SIGNAL)).toEqual({ state: 'absent' });
  });
});

describe('every setting that macOS has commands for', () => {
  const host = fc.domain();
  const server = fc.tuple(host, fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => `${name}:${String(port)}`);
  const bypass = fc
    .array(
      fc.oneof(
        host.map((name) => `*.${name}`),
        fc.constant('10.0.0.0/8'),
        fc.constant('169.254.0.0/16'),
      ),
      { maxLength: 4 },
    )
    .map((entries) => parseBypassList([...new Set(entries)].join(','), 'macos'));
  const settings: fc.Arbitrary<ProxySettings> = fc.oneof(
    fc.constant({ mode: 'direct' } as const),
    fc.constant({ mode: 'auto-detect' } as const),
    host.map((name) => ({ mode: 'pac', pacUrl: `http://${name}/proxy.pac`, bypass: NOTHING }) as const),
    fc
      .tuple(server, bypass)
      .map(
        ([address, list]) => ({ mode: 'manual', servers: { any: parseProxyServer(address) }, bypass: list }) as const,
      ),
    fc.tuple(server, server, bypass).map(
      ([http, socks, list]) =>
        ({
          mode: 'manual',
          servers: { http: parseProxyServer(http), socks: parseProxyServer(socks, { defaultKind: 'socks5' }) },
          bypass: list,
        }) as const,
    ),
  );

  it('is written, read as the same, and taken back exactly', async () => {
    await fc.assert(
      fc.asyncProperty(settings, settings, async (first, second) => {
        const { tools } = fakeMac(NWI);
        await writeAll(tools, await stepsFor(tools, first), 'to');
        const steps = await stepsFor(tools, second);
        await writeAll(tools, steps, 'to');
        const found = await readNetworkService(tools, 'Wi-Fi', NO_SIGNAL);
        const reading =
          found.state === 'read' ? scutilSettings(asScutil(found.value, { excludesSimpleNames: false })) : found;
        expect(reading.state === 'read' && sameSettings(reading.value, second)).toBe(true);
        await writeAll(tools, steps, 'from');
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const state = parseService(text);
        if (state !== null) expect(parseService(formatService(state))).toEqual(state);
      }),
    );
  });
});
