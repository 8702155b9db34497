/** Changes of Windows' settings through the change engine, by WinINET's API and by reg.exe, and taken back. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sameSettings } from '../../../src/settings/same-settings.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { parseConnectionSettings } from '../../../src/system/windows/parse-connection-settings.ts';
import { connectionValue, readSnapshot, setRegistry, valuesOf } from './registry-of-wine.ts';
import { useWine } from './use-wine.ts';
import { wineIsMissing, type Wine } from './wine.ts';

const USER = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const CONNECTIONS = `${USER}\\Connections`;
const POLICY = 'HKLM\\Software\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

const MANUAL: ProxySettings = {
  mode: 'manual',
  servers: { any: parseProxyServer('proxy.example:8080') },
  bypass: parseBypassList('*.corp.example;<local>', 'wininet'),
};

const server = fc
  .record({
    host: fc.constantFrom('proxy.example', '192.0.2.7', 'xn--nckua8gwd.example'),
    port: fc.integer({ min: 1, max: 65_535 }),
  })
  .map((place) => ({ state: 'valid', server: { kind: 'http', ...place } }) as const);
const bypass = fc
  .subarray(['*.corp.example', '<local>', '192.0.2.*', 'it-desk:8080'])
  .map((entries) => parseBypassList(entries.join(';'), 'wininet'));
const generated: fc.Arbitrary<ProxySettings> = fc.oneof(
  fc.constant<ProxySettings>({ mode: 'direct' }),
  fc.constant<ProxySettings>({ mode: 'auto-detect' }),
  fc
    .webPath()
    .map(
      (way) => ({ mode: 'pac', pacUrl: `http://pac.example${way}`, bypass: parseBypassList('', 'wininet') }) as const,
    ),
  fc
    .record({
      servers: fc.oneof(
        server.map((any) => ({ any })),
        fc.record({ http: server, https: server }),
      ),
      bypass,
    })
    .map((manual) => ({ mode: 'manual', ...manual }) as const),
);

const roundsSchema = z.array(
  z.union([
    z.looseObject({ planned: z.unknown() }),
    z.looseObject({
      made: z.boolean(),
      undone: z.boolean(),
      again: z.unknown(),
      now: z.looseObject({ value: z.unknown() }),
    }),
  ]),
);

/** What automatic detection found once: nobody but Windows may touch it. */
const TAIL = `${'00'.repeat(8)}c0a80101${'00'.repeat(20)}`;
const PAC_URL = 'http://pac.example/proxy.pac';
const BEFORE = { flags: 0x0d, servers: 'old.example:3128', bypass: '*.old.example', pacUrl: PAC_URL, tail: TAIL };
const FILLED = {
  [USER]: { ProxyEnable: 0, ProxyServer: 'old.example:3128', ProxyOverride: '*.old.example', AutoConfigURL: PAC_URL },
  [CONNECTIONS]: {
    DefaultConnectionSettings: [connectionValue(BEFORE)],
    SavedLegacySettings: [connectionValue({ ...BEFORE, counter: 4 })],
  },
} as const;

describe.skipIf(wineIsMissing !== null)(`a change of Windows ${wineIsMissing ?? ''}`, { timeout: 120_000 }, () => {
  const wine = useWine();
  const started = { changes: 0 };
  /** A journal of its own for each test. */
  const folder = (): string => `${wine().windowsFolder}\\data-${String(started.changes)}`;
  beforeEach(async () => {
    started.changes += 1;
    await setRegistry(wine(), { [USER]: null, [POLICY]: null });
  });

  describe.each([
    ["WinINET's API", true],
    ['reg.exe', false],
  ])('by %s', (_, native) => {
    test('is seen by the reader, and taking it back restores script, flags, exceptions and the rest', async () => {
      await setRegistry(wine(), FILLED);
      const [valuesBefore, connectionsBefore] = await bothKeys(wine());
      const applied = await wine().ask({ verb: 'apply', settings: MANUAL, native, folder: folder() });
      expect(applied).toMatchObject({ ok: true, value: { state: 'applied' } });

      const [values, connections] = await bothKeys(wine());
      expect(values).toMatchObject({
        ProxyEnable: { type: 'REG_DWORD', data: '0x1' },
        ProxyServer: { type: 'REG_SZ', data: 'proxy.example:8080' },
        ProxyOverride: { type: 'REG_SZ', data: '*.corp.example;<local>' },
      });
      expect(values).not.toHaveProperty('AutoConfigURL');
      for (const name of ['DefaultConnectionSettings', 'SavedLegacySettings']) {
        const said = parseConnectionSettings(connections[name]?.data ?? '');
        expect(said).toMatchObject({ flags: 3, servers: 'proxy.example:8080', bypass: '*.corp.example;<local>' });
        expect(said?.tail).toBe(TAIL);
      }
      expect((await readSnapshot(wine())).readings[1]).toMatchObject({ mode: 'manual' });

      const undone = await wine().ask({ verb: 'undo', native, folder: folder(), insist: false });
      expect(undone).toMatchObject({ ok: true, value: { state: 'undone' } });
      const [valuesAfter, connectionsAfter] = await bothKeys(wine());
      expect(valuesAfter).toEqual(valuesBefore);
      for (const [name, { data }] of Object.entries(connectionsBefore)) {
        const [from, to] = [data, connectionsAfter[name]?.data ?? ''].map(parseConnectionSettings);
        expect({ ...to, counter: 0 }).toEqual({ ...from, counter: 0 });
        // Running programs only look again when it has grown.
        expect(to?.counter).toBeGreaterThan(from?.counter ?? 0);
      }
    });

    test('of a person who never had settings leaves nothing behind when it is taken back', async () => {
      await setRegistry(wine(), { [USER]: {} });
      await wine().ask({
        verb: 'apply',
        settings: { mode: 'pac', pacUrl: PAC_URL, bypass: { rules: [], unparsed: [] } },
        native,
        folder: folder(),
      });
      expect((await readSnapshot(wine())).readings[1]).toMatchObject({ mode: 'pac', pacUrl: PAC_URL });
      await wine().ask({ verb: 'undo', native, folder: folder(), insist: false });
      const [values, connections] = await bothKeys(wine());
      expect(Object.keys(values).filter((name) => /^Proxy|^Auto/u.test(name))).toEqual([]);
      expect(connections).toEqual({});
    });
  });

  test('of any kind is read as it was written, planned no more, and taken back value by value', async () => {
    await setRegistry(wine(), FILLED);
    const [valuesBefore] = await bothKeys(wine());
    const settings = fc.sample(generated, { numRuns: 3, seed: 6 });
    const outcomes = await wine().ask({ verb: 'round-trips', settings, native: false, folder: folder() });
    const rounds = roundsSchema.parse(outcomes);
    rounds.forEach((round, index) => {
      const wanted = settings[index];
      if ('planned' in round) {
        expect(round.planned).toMatchObject({ ok: true, value: [] });
        return;
      }
      expect(round).toMatchObject({ made: true, again: { ok: true, value: [] }, undone: true });
      const now: ProxySettings = JSON.parse(JSON.stringify(round.now.value));
      expect({ now, isSame: wanted !== undefined && sameSettings(now, wanted) }).toEqual({ now, isSame: true });
    });
    expect(rounds.filter((round) => 'made' in round).length).toBeGreaterThan(1);
    expect((await bothKeys(wine()))[0]).toEqual(valuesBefore);
  });

  test("reaches the registry by WinINET's API alone", async () => {
    // Where Windows makes the key, Wine 8 needs it.
    await setRegistry(wine(), { [USER]: {} });
    const options = { connection: null, flags: 3, servers: 'api.example:8080', bypass: '<local>', pacUrl: '' };
    expect(await wine().ask({ verb: 'wininet', options })).toEqual({ ok: true });
    // Wine 8 leaves the exceptions and the binary value out; Windows writes both.
    expect(await valuesOf(wine(), USER)).toMatchObject({
      ProxyEnable: { data: '0x1' },
      ProxyServer: { data: 'api.example:8080' },
    });
  });

  test.each([
    ['apply', [11, 15]],
    ['undo', [8, 12]],
  ])(
    'of which %s is killed between two values is taken back wholly by the next start',
    { timeout: 240_000 },
    async (verb, moments) => {
      for (const [index, moment] of moments.entries()) {
        await setRegistry(wine(), { [USER]: null });
        await setRegistry(wine(), FILLED);
        const [valuesBefore, connectionsBefore] = await bothKeys(wine());
        const own = `${wine().windowsFolder}\\data\\killed-${String(started.changes)}-${String(index)}`;
        const apply = { verb: 'apply', settings: MANUAL, native: false, folder: own };
        const undo = { verb: 'undo', native: false, folder: own, insist: false };
        if (verb === 'undo') expect(await wine().ask(apply)).toMatchObject({ ok: true });
        expect(await wine().ask(verb === 'apply' ? apply : undo, moment), `moment ${String(moment)}`).toBeNull();
        expect(await bothKeys(wine())).not.toEqual([valuesBefore, connectionsBefore]);

        expect(await wine().ask(undo)).toMatchObject({ ok: true, value: { state: 'undone' } });
        const [valuesAfter, connectionsAfter] = await bothKeys(wine());
        expect(valuesAfter).toEqual(valuesBefore);
        for (const [name, { data }] of Object.entries(connectionsBefore)) {
          const [from, to] = [data, connectionsAfter[name]?.data ?? ''].map(parseConnectionSettings);
          expect({ ...to, counter: 0 }).toEqual({ ...from, counter: 0 });
        }
      }
    },
  );

  test('that somebody else has overwritten since is not taken back without asking', async () => {
    await setRegistry(wine(), FILLED);
    await wine().ask({ verb: 'apply', settings: MANUAL, native: false, folder: folder() });
    await setRegistry(wine(), { [USER]: { ProxyServer: 'another.example:1' } });
    expect(await wine().ask({ verb: 'undo', native: false, folder: folder(), insist: false })).toMatchObject({
      ok: false,
      problem: { kind: 'changed-since' },
    });
    expect(await wine().ask({ verb: 'undo', native: false, folder: folder(), insist: true })).toMatchObject({
      ok: true,
    });
    expect((await valuesOf(wine(), USER))['ProxyServer']?.data).toBe('old.example:3128');
  });

  test('is refused beforehand where IT laid the settings down', async () => {
    await setRegistry(wine(), { ...FILLED, [POLICY]: { ProxySettingsPerUser: 0 } });
    const before = await bothKeys(wine());
    expect(await wine().ask({ verb: 'apply', settings: MANUAL, native: true, folder: folder() })).toEqual({
      ok: false,
      problem: { kind: 'managed', what: ['Internet Settings'] },
    });
    expect(await bothKeys(wine())).toEqual(before);
  });

  test('of a connection of the phone book leaves the local network alone', async () => {
    await setRegistry(wine(), { ...FILLED, [CONNECTIONS]: { 'Office VPN': [connectionValue({ version: 0x3c })] } });
    const ref = { kind: 'wininet', connection: 'Office VPN' };
    const write = JSON.stringify({
      values: null,
      connection: { flags: 3, servers: 'vpn.example:8080', bypass: '<local>', pacUrl: '' },
      legacy: null,
    });
    expect(await wine().ask({ verb: 'store', ref, native: false, write })).toMatchObject({
      access: { state: 'allowed' },
      written: { ok: true },
      after: { state: 'read', value: write },
    });
    const [values, connections] = await bothKeys(wine());
    expect(parseConnectionSettings(connections['Office VPN']?.data ?? '')).toMatchObject({
      version: 0x3c,
      counter: 10,
    });
    expect(values['ProxyEnable']?.data).toBe('0x0');
  });

  test('of a single value writes it and takes it away', async () => {
    const ref = { kind: 'registry', key: 'HKCU\\Environment', name: 'HTTPS_PROXY' };
    const write = 'REG_EXPAND_SZ:http://proxy.example:8080/%USERNAME% "a b\\"';
    const first = await wine().ask({ verb: 'store', ref, native: false, write });
    expect(first).toMatchObject({ before: { state: 'absent' }, after: { state: 'read', value: write } });
    const second = await wine().ask({ verb: 'store', ref, native: false, write: null });
    expect(second).toMatchObject({ written: { ok: true }, after: { state: 'absent' } });
  });
});

async function bothKeys(
  wine: Wine,
): Promise<readonly [values: Awaited<ReturnType<typeof valuesOf>>, connections: Awaited<ReturnType<typeof valuesOf>>]> {
  return [await valuesOf(wine, USER), await valuesOf(wine, CONNECTIONS)];
}
