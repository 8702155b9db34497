import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import type { ProxyKind } from '../../../src/settings/proxy-server.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { sameSettings } from '../../../src/settings/same-settings.ts';
import { createSettingsWriter } from '../../../src/system/create-settings-writer.ts';
import { createSystem } from '../../../src/system/create-system.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { readEnvironment } from '../../../src/settings/environment-settings.ts';
import { parseEtcEnvironment } from '../../../src/system/linux/etc-environment.ts';
import { planEnvironment } from '../../../src/system/linux/plan-environment.ts';
import { dconfKeys } from '../../../src/system/linux/dconf-keys.ts';
import { type DesktopSession, startDesktopSession } from './desktop-session.ts';

const run = promisify(execFile);
const has = (program: string): boolean => existsSync(`/usr/bin/${program}`);
const { signal } = new AbortController();

/** Everything by which settings are read, planned, written and taken back in one session. */
function officeIn(session: DesktopSession, desktop: string) {
  const tools = createSystemTools({ env: { ...session.env, XDG_CURRENT_DESKTOP: desktop } });
  const writer = createSettingsWriter('linux', tools);
  const system = createSystem('linux', tools);
  const dataFolder = path.join(session.home, 'data');
  return {
    tools,
    writer,
    system,
    changes: createChanges({ openStore: writer.openStore, clock: systemClock, dataFolder }),
  };
}

const host = fc.constantFrom('proxy.example', '192.0.2.7', '2001:db8::7', 'xn--nckua8gwd.example');
const server = (kind: ProxyKind) =>
  fc
    .record({ host, port: fc.integer({ min: 1, max: 65_535 }) })
    .map((place) => ({ state: 'valid', server: { kind, ...place } }) as const);
const bypassOf = (dialect: 'gnome' | 'kde' | 'environment') =>
  fc
    .subarray(['*.corp.example', 'localhost', '192.0.2.0/24', '[2001:db8::1]', 'it-desk:8080'])
    .map((entries) => parseBypassList(entries.join(','), dialect));

function settingsFor(dialect: 'gnome' | 'kde'): fc.Arbitrary<ProxySettings> {
  const socks = server('socks5').map((any) => ({ any }));
  const web = server('http').map((any) => ({ any }));
  const each = fc.record(
    { http: server('http'), https: server('http'), socks: server('socks5') },
    { requiredKeys: ['http'] },
  );
  return fc.oneof(
    fc.constant<ProxySettings>({ mode: 'direct' }),
    fc.constant<ProxySettings>({ mode: 'auto-detect' }),
    fc
      .constantFrom('http://wpad.example/it%27s.pac', 'file:///etc/proxy.pac')
      .map((pacUrl) => ({ mode: 'pac', pacUrl, bypass: parseBypassList('', dialect) }) as const),
    fc
      .record({ servers: fc.oneof(socks, web, each), bypass: bypassOf(dialect) })
      .map((manual) => ({ mode: 'manual', ...manual }) as const),
  );
}

/** What variables have words for. */
const settingsOfVariables: fc.Arbitrary<ProxySettings> = fc.oneof(
  fc.constant<ProxySettings>({ mode: 'direct' }),
  fc
    .record({
      servers: fc.oneof(
        fc.oneof(server('http'), server('https'), server('socks5')).map((any) => ({ any })),
        fc.record({ http: server('http'), https: server('http') }, { requiredKeys: ['http'] }),
      ),
      bypass: bypassOf('environment'),
    })
    .map((manual) => ({ mode: 'manual', ...manual }) as const),
);

/** Writes settings, reads them, plans them again, and takes them back. */
async function roundTrip(
  office: ReturnType<typeof officeIn>,
  source: 'gnome' | 'kde',
  settings: ProxySettings,
): Promise<void> {
  const plan = async () => {
    const planned = await office.writer.plan(source, settings, signal);
    if (!planned.ok) throw new Error(JSON.stringify(planned.problem));
    return planned.value;
  };
  const steps = await plan();
  if (steps.length === 0) return;
  const made = await office.changes.apply({ reason: { kind: 'settings', source }, steps, restart: [] }, { signal });
  expect(made).toMatchObject({ ok: true });
  const { readings } = await office.system.readSettings({ only: source, signal });
  const [reading] = readings;
  const now = reading?.reading.state === 'read' ? reading.reading.value : null;
  expect(now === null ? null : { now, isSame: sameSettings(now, settings) }).toEqual({ now, isSame: true });
  expect(await plan()).toEqual([]);
  expect(await office.changes.undo(made.ok ? made.value.id : '', { signal, insist: false })).toMatchObject({
    ok: true,
  });
}

describe('GNOME settings', () => {
  const isHere = has('gsettings') && has('dbus-daemon');
  let session: DesktopSession | null = null;
  beforeAll(async () => {
    if (isHere) session = await startDesktopSession({ bus: true });
  });
  afterAll(async () => {
    await session?.end();
  });

  it.skipIf(!isHere)(
    'are read as they were written, and are taken back key by key (skipped where gsettings or D-Bus is not installed)',
    async () => {
      if (session === null) throw new Error('no session');
      const office = officeIn(session, 'GNOME');
      const { env, home } = session;
      // What people leave behind: a mode that is the default anyway, and names that ASCII does not know.
      for (const [key, value] of [
        ['mode', 'none'],
        ['ignore-hosts', "['日本.example']"],
        ['autoconfig-url', 'http://old.example/'],
      ] as const)
        await run('gsettings', ['set', 'org.gnome.system.proxy', key, value], { env });
      const look = async () => ({
        listing: (
          await run('gsettings', ['list-recursively', 'org.gnome.system.proxy'], { env: { ...env, LC_ALL: 'C.UTF-8' } })
        ).stdout,
        keys: [...(dconfKeys(await readFile(path.join(home, '.config/dconf/user'))) ?? [])].sort(),
      });
      const before = await look();
      expect(before.keys).toHaveLength(3);
      await fc.assert(
        fc.asyncProperty(settingsFor('gnome'), async (settings) => {
          await roundTrip(office, 'gnome', settings);
          expect(await look()).toEqual(before);
        }),
        { numRuns: 12 },
      );
    },
    120_000,
  );

  it.skipIf(!has('gsettings'))(
    'are not said to be changed where there is no bus that would save them (skipped where gsettings is not installed)',
    async () => {
      const lonely = await startDesktopSession({ bus: false });
      try {
        const office = officeIn(lonely, 'GNOME');
        const planned = await office.writer.plan('gnome', { mode: 'auto-detect' }, signal);
        const steps = planned.ok ? planned.value : [];
        const outcome = await office.changes.apply(
          { reason: { kind: 'settings', source: 'gnome' }, steps, restart: [] },
          { signal },
        );
        expect(outcome).toEqual({ ok: false, problem: { kind: 'not-saved', what: 'org.gnome.system.proxy mode' } });
      } finally {
        await lonely.end();
      }
    },
    30_000,
  );
});

describe('KDE settings', () => {
  const original =
    '# by hand\r\n[Other]\r\nhttpProxy=keep\r\n\r\n[Proxy Settings][$i]\r\nProxyType=0\r\nNoProxyFor[$e]=\xe9.example\r\nAuthMode=0';

  it.skipIf(!has('kreadconfig5'))(
    'are read by KDE itself as they were written, and are taken back byte by byte (skipped where kreadconfig5 is not installed)',
    async () => {
      const session = await startDesktopSession({ bus: false });
      try {
        const office = officeIn(session, 'KDE');
        const file = path.join(session.home, '.config/kioslaverc');
        await mkdir(path.dirname(file));
        await writeFile(file, original, { encoding: 'latin1', mode: 0o640 });
        await fc.assert(
          fc.asyncProperty(settingsFor('kde'), async (settings) => {
            await roundTrip(office, 'kde', settings);
            expect(await readFile(file, 'latin1')).toBe(original);
          }),
          { numRuns: 25 },
        );
        const settings: ProxySettings = {
          mode: 'manual',
          servers: { any: { state: 'valid', server: { kind: 'http', host: 'proxy.example', port: 3128 } } },
          bypass: parseBypassList('a.example', 'kde'),
        };
        const planned = await office.writer.plan('kde', settings, signal);
        await office.changes.apply(
          { reason: { kind: 'settings', source: 'kde' }, steps: planned.ok ? planned.value : [], restart: [] },
          { signal },
        );
        const key = async (name: string): Promise<string> =>
          (
            await run('kreadconfig5', ['--file', 'kioslaverc', '--group', 'Proxy Settings', '--key', name], {
              env: session.env,
            })
          ).stdout.trim();
        expect([await key('ProxyType'), await key('httpsProxy'), await key('NoProxyFor')]).toEqual([
          '1',
          'http://proxy.example 3128',
          'a.example',
        ]);
      } finally {
        await session.end();
      }
    },
    60_000,
  );
});

describe('environment files', () => {
  const original = '# by hand\r\nEDITOR=vi\r\nexport  HTTP_PROXY="http://old.example:1"\nno_proxy=\xe9.example\nLAST=1';

  it('are read as they were written, and are taken back byte by byte', async () => {
    const session = await startDesktopSession({ bus: false });
    try {
      const office = officeIn(session, '');
      const file = path.join(session.home, 'environment');
      await fc.assert(
        fc.asyncProperty(settingsOfVariables, async (settings) => {
          await writeFile(file, original, 'latin1');
          const plan = () => planEnvironment({ source: 'etc-environment', path: file, before: {} }, settings, signal);
          const planned = await plan();
          if (!planned.ok) throw new Error(JSON.stringify(planned.problem));
          const made = await office.changes.apply(
            { reason: { kind: 'settings', source: 'etc-environment' }, steps: planned.value, restart: [] },
            { signal },
          );
          const reading = readEnvironment(parseEtcEnvironment(await readFile(file, 'utf8')));
          expect(reading.state === 'read' && sameSettings(reading.value, settings)).toBe(true);
          expect(await plan()).toEqual({ ok: true, value: [] });
          await office.changes.undo(made.ok ? made.value.id : '', { signal, insist: false });
          expect(await readFile(file, 'latin1')).toBe(original);
        }),
        { numRuns: 25 },
      );
    } finally {
      await session.end();
    }
  }, 60_000);

  const generator = '/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator';
  it.skipIf(!existsSync(generator))(
    'of a person are read by systemd itself as they were written (skipped where systemd is not installed)',
    async () => {
      const session = await startDesktopSession({ bus: false });
      try {
        const office = officeIn(session, '');
        const folder = path.join(session.home, '.config/environment.d');
        await mkdir(folder, { recursive: true });
        await writeFile(path.join(folder, '10-old.conf'), 'http_proxy=http://old.example:1\nEDITOR=vi\n');
        await fc.assert(
          fc.asyncProperty(settingsOfVariables, async (settings) => {
            const planned = await office.writer.plan('env', settings, signal);
            if (!planned.ok) throw new Error(JSON.stringify(planned.problem));
            const made = await office.changes.apply(
              { reason: { kind: 'settings', source: 'env' }, steps: planned.value, restart: [] },
              { signal },
            );
            const { stdout } = await run(generator, [], { env: session.env });
            // It puts values in quotes that a shell would take apart.
            const reading = readEnvironment(parseEtcEnvironment(stdout));
            const isSame = reading.state === 'read' && sameSettings(reading.value, settings);
            expect({ stdout, isSame }).toEqual({
              stdout,
              isSame: true,
            });
            await office.changes.undo(made.ok ? made.value.id : '', { signal, insist: false });
            expect(await readdir(folder)).toEqual(['10-old.conf']);
          }),
          { numRuns: 10 },
        );
      } finally {
        await session.end();
      }
    },
    60_000,
  );
});
