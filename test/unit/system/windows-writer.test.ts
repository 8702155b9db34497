import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok, refuse } from '../../../src/base/result.ts';
import type { ChangeStep } from '../../../src/change/change.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { formatProxyServer, parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { sameSettings } from '../../../src/settings/same-settings.ts';
import type { NativeWininet, WininetOptions } from '../../../src/system/native-wininet.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';
import { readWininetState, wininetReadings } from '../../../src/system/windows/read-settings.ts';
import { parseRegistryText } from '../../../src/system/windows/registry-store.ts';
import { createWindowsSettingsWriter } from '../../../src/system/windows/windows-settings-writer.ts';
import { formatWininet, parseWininet } from '../../../src/system/windows/wininet-text.ts';
import { NO_SIGNAL } from './helpers.ts';
import { fakeWindows, POLICY, SETTINGS } from './windows-fake.ts';

const NOTHING = { rules: [], unparsed: [] } as const;

function manual(address: string, bypass = ''): ProxySettings {
  return { mode: 'manual', servers: { any: parseProxyServer(address) }, bypass: parseBypassList(bypass, 'wininet') };
}

async function stepsFor(tools: SystemTools, settings: ProxySettings): Promise<readonly ChangeStep[]> {
  const planned = await createWindowsSettingsWriter(tools).plan('windows', settings, NO_SIGNAL);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problem));
  return planned.value;
}

async function writeAll(tools: SystemTools, steps: readonly ChangeStep[], which: 'from' | 'to'): Promise<void> {
  for (const step of steps) {
    const store = createWindowsSettingsWriter(tools).openStore(step.ref);
    expect(await store.write(step[which], NO_SIGNAL)).toEqual({ ok: true, value: undefined });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'read', value: step[which] });
  }
}

/** WinINET as Wine 8 has it: the exceptions and the binary value are left out. */
function lazyWininet(asked: string[], answer: 'set' | 'refused' = 'set'): NativeWininet {
  return {
    set: ({ flags }: WininetOptions) => {
      asked.push(`set ${String(flags)}`);
      return Promise.resolve(answer === 'set' ? ok(undefined) : refuse('no'));
    },
    announce: () => {
      asked.push('announce');
      return Promise.resolve(ok(undefined));
    },
  };
}

describe('a plan for Windows', () => {
  it('shows what changes, and is empty where Windows says it already', async () => {
    const { tools } = fakeWindows({ [SETTINGS]: {} });
    const steps = await stepsFor(tools, manual('proxy.example:8080', '*.corp.example;<local>'));
    expect(steps.map(({ ref, shown }) => [ref, shown])).toEqual([
      [
        { kind: 'wininet', connection: null },
        {
          what: 'Internet Settings',
          from: 'ProxyEnable=0',
          to: 'ProxyEnable=1\nProxyServer=proxy.example:8080\nProxyOverride=*.corp.example;<local>',
        },
      ],
    ]);
    await writeAll(tools, steps, 'to');
    expect(await stepsFor(tools, manual('proxy.example:8080', '*.corp.example;<local>'))).toEqual([]);
  });

  it.each([
    ['a full-width address', manual('ｐｒｏｘｙ.example:8080'), 'invalid-address'],
    ['a blank', manual('proxy .example:8080'), 'invalid-address'],
    ['a port that is none', manual('proxy.example:99999'), 'invalid-address'],
    ['a doubled scheme', manual('http://http://proxy.example:80'), 'invalid-address'],
    ['a SOCKS 5 proxy', manual('socks5://proxy.example:1080'), 'proxy-kind'],
    ['an address block', manual('p.example:1', '10.0.0.0/8'), 'bypass'],
    [
      'exceptions beside a script',
      { mode: 'pac', pacUrl: 'http://p.example/', bypass: parseBypassList('a', 'wininet') },
      'bypass-beside-pac',
    ],
    [
      'a script with a blank in its address',
      { mode: 'pac', pacUrl: 'http://p.example/a b', bypass: NOTHING },
      'invalid-address',
    ],
  ] satisfies readonly (readonly [string, ProxySettings, string])[])(
    'refuses %s before anything is written',
    async (_, settings, why) => {
      const { tools, ran } = fakeWindows({ [SETTINGS]: {} });
      const planned = await createWindowsSettingsWriter(tools).plan('windows', settings, NO_SIGNAL);
      expect(!planned.ok && (planned.problem.kind === 'cannot-say' ? planned.problem.what : planned.problem.kind)).toBe(
        why,
      );
      expect(ran.filter((command) => /^reg\.exe (?:add|delete)/u.test(command))).toEqual([]);
    },
  );

  it('writes no password, wherever it stood', async () => {
    const { tools } = fakeWindows({ [SETTINGS]: {} });
    const planned = await createWindowsSettingsWriter(tools).plan(
      'windows',
      manual('http://bob:canary@p.example:1'),
      NO_SIGNAL,
    );
    expect(JSON.stringify(planned)).not.toContain('canary');
    expect(planned).toMatchObject({ ok: false, problem: { kind: 'cannot-say', what: 'credentials' } });
  });

  it('is for the VPN that is up where that has settings of its own', async () => {
    const own = '3c00000000000000030000000b0000006f6c642e6578616d706c65' + '0000000000000000';
    const keys = { [SETTINGS]: {}, [`${SETTINGS}\\Connections`]: { Office: ['REG_BINARY', own] } } as const;
    const { tools } = fakeWindows(keys, {
      'rasdial.exe': 'Connected to\r\nOffice\r\nCommand completed successfully.\r\n',
    });
    const [step] = await stepsFor(tools, manual('new.example:80'));
    expect(step?.ref).toEqual({ kind: 'wininet', connection: 'Office' });
    expect(step?.shown).toMatchObject({ what: 'Internet Settings (Office)' });
  });
});

describe('a connection', () => {
  it('is completed by reg.exe where the API leaves something out, and programs are told again', async () => {
    const { tools, registry } = fakeWindows({ [SETTINGS]: {} });
    const asked: string[] = [];
    const withApi = { ...tools, wininet: lazyWininet(asked) };
    await writeAll(withApi, await stepsFor(withApi, manual('proxy.example:8080', '<local>')), 'to');
    expect(asked).toEqual(['set 3', 'announce']);
    expect(registry.get(SETTINGS.toUpperCase())?.get('ProxyOverride')).toEqual(['REG_SZ', '<local>']);
  });

  it('is written by reg.exe alone where the API refuses', async () => {
    const { tools } = fakeWindows({ [SETTINGS]: {} });
    const withApi = { ...tools, wininet: lazyWininet([], 'refused') };
    await writeAll(withApi, await stepsFor(withApi, { mode: 'auto-detect' }), 'to');
    expect(wininetReadings(await readWininetState(tools, NO_SIGNAL))[0]?.reading).toEqual({
      state: 'read',
      value: { mode: 'auto-detect' },
    });
  });

  it('that IT laid down is managed, and one that could not be put back is not touched', async () => {
    const store = (keys: Parameters<typeof fakeWindows>[0]) =>
      createWindowsSettingsWriter(fakeWindows(keys).tools).openStore({ kind: 'wininet', connection: null });
    const fixed = { [SETTINGS]: {}, [POLICY]: { AutoConfigURL: ['REG_SZ', 'http://p.example/'] } } as const;
    expect(await store(fixed).access(NO_SIGNAL)).toEqual({ state: 'managed' });
    for (const odd of [
      ['REG_EXPAND_SZ', '%PROXY%'],
      ['REG_SZ', 'caf\u0082'],
    ] as const)
      expect(await store({ [SETTINGS]: { ProxyServer: odd } }).read(NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
    const short = {
      [SETTINGS]: {},
      [`${SETTINGS}\\Connections`]: { DefaultConnectionSettings: ['REG_BINARY', '46'] },
    } as const;
    expect(await store(short).read(NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
    expect(await store({ [SETTINGS]: {} }).write('{"values":1}', NO_SIGNAL)).toMatchObject({ ok: false });
  });
});

describe('every setting that WinINET has words for', () => {
  const host = fc.domain();
  const server = fc.tuple(host, fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => `${name}:${String(port)}`);
  const bypass = fc
    .array(
      fc.oneof(
        host.map((name) => `*.${name}`),
        fc.constant('<local>'),
        fc.constant('10.1.*'),
      ),
      { maxLength: 4 },
    )
    .map((entries) => parseBypassList([...new Set(entries)].join(';'), 'wininet'));
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
          servers: { http: parseProxyServer(http), socks: parseProxyServer(socks, { defaultKind: 'socks4' }) },
          bypass: list,
        }) as const,
    ),
  );

  it('is written, read as the same, and taken back to the last sign', async () => {
    await fc.assert(
      fc.asyncProperty(settings, settings, async (first, second) => {
        const { tools, registry } = fakeWindows({ [SETTINGS]: { 'User Agent': ['REG_SZ', 'x'] } });
        await writeAll(tools, await stepsFor(tools, first), 'to');
        const before = JSON.stringify([...(registry.get(SETTINGS.toUpperCase()) ?? [])].sort());
        const steps = await stepsFor(tools, second);
        await writeAll(tools, steps, 'to');
        const [main] = wininetReadings(await readWininetState(tools, NO_SIGNAL));
        expect(main?.reading.state === 'read' && sameSettings(main.reading.value, second)).toBe(true);
        await writeAll(tools, steps, 'from');
        expect(JSON.stringify([...(registry.get(SETTINGS.toUpperCase()) ?? [])].sort())).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its text, and no other text is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const state = parseWininet(text);
        if (state !== null) expect(parseWininet(formatWininet(state))).toEqual(state);
        const value = parseRegistryText(text);
        if (value !== null) expect(`${value.type}:${value.data}`).toBe(text);
      }),
    );
    expect(formatProxyServer({ kind: 'http', host: 'a.example', port: 1 })).toBe('http://a.example:1');
  });
});
