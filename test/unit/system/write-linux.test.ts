import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { createSettingsWriter } from '../../../src/system/create-settings-writer.ts';
import { dconfKeys } from '../../../src/system/linux/dconf-keys.ts';
import { editEnvironment } from '../../../src/system/linux/edit-environment.ts';
import { editKioslaverc } from '../../../src/system/linux/edit-kioslaverc.ts';
import { parseEtcEnvironment } from '../../../src/system/linux/etc-environment.ts';
import { parseKioslaverc } from '../../../src/system/linux/kioslaverc.ts';
import { createNetworkManagerStore } from '../../../src/system/linux/network-manager-store.ts';
import { planEnvironment } from '../../../src/system/linux/plan-environment.ts';
import type { CommandOutcome } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

const proxy = (text: string): ProxySettings => ({
  mode: 'manual',
  servers: { any: parseProxyServer(text) },
  bypass: parseBypassList('', 'environment'),
});

describe('settings that must not be written', () => {
  const writer = createSettingsWriter('linux', recordedTools({ env: { XDG_CURRENT_DESKTOP: 'KDE' } }));

  it.each([
    [
      'full-width signs',
      proxy('http://ｐroxy.example:80'),
      { kind: 'invalid-address', problem: { kind: 'full-width' } },
    ],
    ['a blank inside', proxy('http://pro xy:80'), { kind: 'invalid-address', problem: { kind: 'blank-inside' } }],
    [
      'an impossible port',
      proxy('proxy.example:70000'),
      { kind: 'invalid-address', problem: { kind: 'port-out-of-range' } },
    ],
    [
      'a doubled scheme',
      proxy('http://http://proxy.example'),
      { kind: 'invalid-address', problem: { kind: 'doubled-scheme' } },
    ],
    ['a password', proxy('http://bob:C4nary@proxy.example:80'), { kind: 'cannot-say', what: 'credentials' }],
    [
      'a server that nobody parsed',
      {
        mode: 'manual',
        servers: { any: { state: 'valid', server: { kind: 'http', host: "x'\n[Other]", port: 1 } } },
        bypass: parseBypassList('', 'kde'),
      },
      { kind: 'invalid-address' },
    ],
    [
      'a script with a doubled scheme',
      { mode: 'pac', pacUrl: 'http://http://wpad/', bypass: parseBypassList('', 'kde') },
      { kind: 'invalid-address', problem: { kind: 'doubled-scheme' } },
    ],
    [
      'a script with a line break',
      { mode: 'pac', pacUrl: 'http://wpad/\nProxyType=0', bypass: parseBypassList('', 'kde') },
      { kind: 'invalid-address', problem: { kind: 'blank-inside' } },
    ],
    [
      'a script with a password',
      { mode: 'pac', pacUrl: 'http://bob:C4nary@wpad/', bypass: parseBypassList('', 'kde') },
      { kind: 'cannot-say', what: 'credentials' },
    ],
    [
      'an exception that means nothing',
      { mode: 'manual', servers: proxyServers(), bypass: { rules: [], unparsed: ['http://[x'] } },
      { kind: 'cannot-say', what: 'bypass' },
    ],
  ] as const)('are refused: %s', async (_, settings, problem) => {
    const outcome = await writer.plan('kde', settings, NO_SIGNAL);
    expect(outcome).toMatchObject({ ok: false, problem });
    expect(JSON.stringify(outcome)).not.toContain('C4nary');
  });

  it('are refused where a source has no words for them', async () => {
    expect(await writer.plan('env', { mode: 'auto-detect' }, NO_SIGNAL)).toMatchObject({
      problem: { kind: 'cannot-say', what: 'auto-detect' },
    });
    expect(await writer.plan('gnome', { mode: 'direct' }, NO_SIGNAL)).toMatchObject({
      problem: { kind: 'not-here', source: 'gnome' },
    });
    expect(await writer.plan('windows', { mode: 'direct' }, NO_SIGNAL)).toMatchObject({
      problem: { kind: 'not-here', source: 'windows' },
    });
  });
});

function proxyServers() {
  return { any: parseProxyServer('proxy.example:1') };
}

describe('a file of environment variables', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'throughway-environment-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('gets other proxies and keeps everything else', async () => {
    const file = path.join(folder, 'environment');
    await writeFile(
      file,
      '# é\r\nPATH="/usr/bin"\r\nexport http_proxy=http://bob:C4nary@old.example:1\r\nHTTP_PROXY=x\r\nauto_proxy=\r\nLANG=C',
      'latin1',
    );
    const settings = {
      ...proxy('http://proxy.example:3128'),
      bypass: parseBypassList('corp.example,[::1]', 'environment'),
    };
    const planned = await planEnvironment({ source: 'etc-environment', path: file, before: {} }, settings, NO_SIGNAL);
    const [step] = planned.ok ? planned.value : [];
    expect(step?.to).toBe(
      [
        '# \xe9',
        'PATH="/usr/bin"',
        'export http_proxy=http://proxy.example:3128',
        'HTTP_PROXY=http://proxy.example:3128',
        'LANG=C',
        'all_proxy=http://proxy.example:3128',
        'ALL_PROXY=http://proxy.example:3128',
        'https_proxy=http://proxy.example:3128',
        'HTTPS_PROXY=http://proxy.example:3128',
        'no_proxy="corp.example,[::1]"',
        'NO_PROXY="corp.example,[::1]"',
        '',
      ].join('\r\n'),
    );
    expect(JSON.stringify(step?.shown)).not.toContain('C4nary');
    await writeFile(file, step?.to ?? '', 'latin1');
    const again = await planEnvironment({ source: 'etc-environment', path: file, before: {} }, settings, NO_SIGNAL);
    expect(again).toEqual({ ok: true, value: [] });
    expect((await readFile(file, 'latin1')).startsWith('# \xe9\r\n')).toBe(true);
  });

  it.each([
    ['all_proxy=http://p.example:1\nhttps_proxy=http://other.example:1\n', 'another proxy behind the one for all'],
    ['http_proxy=http://p.example:1\nhttps_proxy=http://p.example:1\nHTTPS_PROXY=http://old.example:1\n', 'capitals'],
    ['all_proxy=http://p.example:1\nftp_proxy=http://other.example:1\n', 'another proxy for files'],
    ['HTTP_PROXY=http://p.example:1\nhttps_proxy=http://p.example:1\n', 'capitals that curl does not read'],
    ['all_proxy=http://p.example:1\nno_proxy=\nNO_PROXY=old.example\n', 'exceptions in capitals'],
  ])('is not taken for right where a program reads another variable: %j (%s)', async (text) => {
    const file = { source: 'etc-environment', path: path.join(folder, 'environment'), before: {} } as const;
    await writeFile(file.path, text);
    const wanted = proxy('http://p.example:1');
    const planned = await planEnvironment(file, wanted, NO_SIGNAL);
    const [step] = planned.ok ? planned.value : [];
    expect(Object.values(parseEtcEnvironment(step?.to ?? ''))).toEqual(Array(6).fill('http://p.example:1'));
    await writeFile(file.path, step?.to ?? '');
    expect(await planEnvironment(file, wanted, NO_SIGNAL)).toEqual({ ok: true, value: [] });
  });

  it.each([
    'http_proxy=http://p.example:1\nhttps_proxy=http://p.example:1\nftp_proxy=http://p.example:1\n',
    'all_proxy=http://p.example:1\nALL_PROXY=http://p.example:1/\nLANG=C\n',
  ])('is left alone where every program reads the same out of it: %j', async (text) => {
    const file = { source: 'etc-environment', path: path.join(folder, 'environment'), before: {} } as const;
    await writeFile(file.path, text);
    expect(await planEnvironment(file, proxy('http://p.example:1'), NO_SIGNAL)).toEqual({ ok: true, value: [] });
  });

  it('says that there is no proxy so that every program knows it, and empties what other files set before', async () => {
    const file = {
      source: 'env',
      path: path.join(folder, '99-proxy.conf'),
      before: { http_proxy: 'http://old.example:1' },
    } as const;
    const planned = await planEnvironment(file, { mode: 'direct' }, NO_SIGNAL);
    expect(planned.ok ? planned.value[0]?.to : null).toBe(
      'http_proxy="${nobody_sets_this:-}"\nno_proxy=*\nNO_PROXY=*\n',
    );
  });

  it('is edited without touching other lines, whatever it holds', () => {
    const name = fc.constantFrom('http_proxy', 'HTTP_PROXY', 'PATH', 'no_proxy', 'LANG');
    const line = fc.oneof(
      fc.tuple(name, fc.stringMatching(/^[\w./: "#é-]{0,12}$/u)).map(([key, value]) => `${key}=${value}`),
      fc.constantFrom('# http_proxy=x', '', '  ', 'nonsense'),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.option(fc.constant('http://a.example:1')),
        (lines, end, hasEnd, value) => {
          const text = lines.join(end) + (hasEnd ? end : '');
          const edited = editEnvironment(text, new Map([['http_proxy', value]]));
          expect(parseEtcEnvironment(edited)['http_proxy']).toBe(value ?? undefined);
          const others = (one: string): readonly string[] =>
            one.split(/\r?\n/u).filter((each) => !/^\s*http_proxy=/u.test(each) && each !== '');
          expect(others(edited)).toEqual(others(text));
          expect(editEnvironment(edited, new Map([['http_proxy', value]]))).toBe(edited);
        },
      ),
    );
  });
});

describe('kioslaverc', () => {
  it('is edited without touching other sections, keys and line ends', () => {
    const line = fc.constantFrom(
      '[Proxy Settings]',
      '[Other]',
      'httpProxy=a 1',
      'NoProxyFor[$e]=b',
      'httpProxy=c 2',
      '# x',
      '',
      'ProxyType=2',
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 10 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (lines, end, hasEnd) => {
          const text = lines.join(end) + (hasEnd ? end : '');
          const wanted = new Map([
            ['httpProxy', 'http://new.example 8080'],
            ['NoProxyFor', null],
          ]);
          const edited = editKioslaverc(text, wanted);
          const before = parseKioslaverc(text);
          const after = parseKioslaverc(edited);
          expect(after.get('httpProxy')).toBe('http://new.example 8080');
          expect(after.has('NoProxyFor')).toBe(false);
          expect(after.get('ProxyType')).toBe(before.get('ProxyType'));
          expect(editKioslaverc(edited, wanted)).toBe(edited);
        },
      ),
    );
  });
});

describe('a dconf database', () => {
  it('that is broken in any way is no reason to fail', () => {
    const whole = Buffer.from('475661726961 6e74000000000000000018000000e4000000'.replaceAll(' ', ''), 'hex');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        const keys = dconfKeys(Buffer.concat([whole, tail]));
        expect(keys === null || keys.size >= 0).toBe(true);
      }),
    );
    expect(dconfKeys(Buffer.from('no database'))).toBeNull();
  });
});

describe('a property of a NetworkManager connection', () => {
  const store = (outcome: string | CommandOutcome) =>
    createNetworkManagerStore(recordedTools({ commands: { nmcli: outcome } }), {
      name: '0b8b2f3e-6f3c-4c9e-9c59-0d7a9a5f1c11',
      property: 'proxy.pac-url',
    });
  const failed = (exitCode: number, stderr: string): CommandOutcome => ({
    state: 'done',
    exitCode,
    stdout: '',
    stderr,
  });

  it('is read and written by nmcli, whose refusals are told apart', async () => {
    expect(await store('http://wpad.example/p.pac\n').read(NO_SIGNAL)).toEqual({
      state: 'read',
      value: 'http://wpad.example/p.pac',
    });
    expect(await store(failed(10, 'Error: no such connection')).read(NO_SIGNAL)).toEqual({ state: 'absent' });
    const refusal = "Error: Failed to modify connection 'office': Insufficient privileges\n";
    expect(await store(failed(1, refusal)).write('x', NO_SIGNAL)).toEqual({
      ok: false,
      problem: { kind: 'needs-administrator' },
    });
    expect(await store('').write('http://bob:C4nary@wpad/', NO_SIGNAL)).toMatchObject({
      ok: false,
      problem: { kind: 'refused' },
    });
  });

  it('is known to need an administrator before it is written', async () => {
    const permissions =
      'org.freedesktop.NetworkManager.settings.modify.own:yes\norg.freedesktop.NetworkManager.settings.modify.system:';
    expect(await store(`${permissions}yes\n`).access(NO_SIGNAL)).toEqual({ state: 'allowed' });
    expect(await store(`${permissions}auth\n`).access(NO_SIGNAL)).toEqual({ state: 'needs-administrator' });
  });
});
