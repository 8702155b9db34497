import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConsole } from '../../../src/system/windows/console-text.ts';
import {
  type ConnectionSettings,
  formatConnectionSettings,
  NEW_CONNECTION_SETTINGS,
  parseConnectionSettings,
} from '../../../src/system/windows/parse-connection-settings.ts';
import { parseSecurityProducts } from '../../../src/system/windows/parse-security-products.ts';
import { parseNetshWinhttp, winhttpSettings } from '../../../src/system/windows/parse-winhttp.ts';
import { parseRegQuery } from '../../../src/system/windows/registry.ts';
import { createWindowsSystem } from '../../../src/system/windows/windows-system.ts';
import { fixture, NO_SIGNAL } from './helpers.ts';
import { fakeWindows, POLICY, SETTINGS } from './windows-fake.ts';

const CONNECTIONS = `${SETTINGS}\\Connections`;

function hex(settings: Partial<ConnectionSettings>): readonly [string, string] {
  return ['REG_BINARY', formatConnectionSettings({ ...NEW_CONNECTION_SETTINGS, ...settings })];
}

async function readings(
  keys: Parameters<typeof fakeWindows>[0],
  others: Parameters<typeof fakeWindows>[1] = {},
): Promise<readonly string[]> {
  const { tools } = fakeWindows(keys, others);
  const { readings: all } = await createWindowsSystem(tools).readSettings({ signal: NO_SIGNAL });
  return all.map(({ source, as, reading, managed }) =>
    [
      source + (as === undefined ? '' : `(${as})`),
      reading.state === 'read' ? reading.value.mode : reading.state,
      ...(managed === true ? ['managed'] : []),
    ].join(' '),
  );
}

describe('the output of reg.exe', () => {
  it('of Wine 8 has the values of the key, and none of those below it', () => {
    const values = parseRegQuery(fixture('windows-reg-internet-settings-wine8.txt'));
    expect([...values].map(([name, { type, data }]) => `${name}|${type}|${data}`)).toEqual([
      'ProxyEnable|REG_DWORD|0x1',
      'ProxyOverride|REG_SZ|*.corp.example;<local>',
      'ProxyServer|REG_SZ|proxy.example:8080',
      'User Agent|REG_SZ|Mozilla/4.0 (compatible; MSIE 8.0; Win32)',
    ]);
    const binary = parseRegQuery(fixture('windows-reg-connections-wine8.txt')).get('DefaultConnectionSettings');
    expect(parseConnectionSettings(binary?.data ?? '')).toEqual({
      version: 0x46,
      counter: 15,
      flags: 3,
      servers: 'proxy.example:8080',
      bypass: '<local>',
      pacUrl: '',
      tail: '00'.repeat(36),
    });
  });

  it('is decoded by the code page of the console, and marks what it can not tell', () => {
    const bytes = Buffer.from('8ef28ed090563130', 'hex').toString('latin1');
    expect(decodeConsole(bytes, '932')).toBe(new TextDecoder('shift_jis').decode(Buffer.from(bytes, 'latin1')));
    expect(decodeConsole('caf\u0082', '850')).toBe('caf\uFFFD');
  });

  it('in Japanese names the VPN that is up', async () => {
    const name = Buffer.from('89ef8ed0', 'hex').toString('latin1');
    const dialled = { 'rasdial.exe': `\u0090\u00DA\r\n${name}\r\n` };
    const codePage = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage';
    const keys = {
      [SETTINGS]: { ProxyEnable: ['REG_DWORD', '0x0'] },
      [CONNECTIONS]: { [name]: hex({ version: 0x3c, flags: 3, servers: 'vpn.example:80' }) },
      [codePage]: { OEMCP: ['REG_SZ', '932'] },
    } as const;
    const { tools } = fakeWindows(keys, dialled);
    const snapshot = await createWindowsSystem(tools).readSettings({ signal: NO_SIGNAL });
    expect(snapshot.readings.slice(1, 3).map(({ from, as }) => [from.split('\\').at(-1), as])).toEqual([
      ['会社', undefined],
      ['Internet Settings', 'LAN'],
    ]);
  });
});

describe('the sources of Windows', () => {
  it('are read with the policies of browsers first', async () => {
    const edge = { ProxyMode: ['REG_SZ', 'pac_script'], ProxyPacUrl: ['REG_SZ', 'http://pac.example/p.pac'] } as const;
    const keys = { [SETTINGS]: {}, 'HKCU\\SOFTWARE\\Policies\\Microsoft\\Edge': edge };
    expect(await readings(keys)).toEqual(['policy pac managed', 'windows direct', 'env absent', 'preset absent']);
  });

  it('hold each policy of the computer before the same one of the person', async () => {
    const keys = {
      [SETTINGS]: {},
      'HKLM\\SOFTWARE\\Policies\\Google\\Chrome': { ProxyMode: ['REG_SZ', 'direct'] },
      'HKCU\\SOFTWARE\\Policies\\Google\\Chrome': { ProxyMode: ['REG_SZ', 'auto_detect'] },
    } as const;
    expect((await readings(keys))[0]).toBe('policy direct managed');
  });

  it('are managed where group policy fixes values, makes them one for all, or locks the page', async () => {
    const values = { ProxyEnable: ['REG_DWORD', '0x1'], ProxyServer: ['REG_SZ', 'p.example:1'] } as const;
    const page = 'HKCU\\SOFTWARE\\Policies\\Microsoft\\Internet Explorer\\Control Panel';
    expect((await readings({ [SETTINGS]: {}, [POLICY]: values }))[1]).toBe('windows manual managed');
    expect((await readings({ [SETTINGS]: {}, [page]: { Proxy: ['REG_DWORD', '0x1'] } }))[1]).toBe(
      'windows direct managed',
    );
    const perMachine = { ProxySettingsPerUser: ['REG_DWORD', '0x0'] } as const;
    expect((await readings({ [SETTINGS]: values, [POLICY]: perMachine }))[1]).toBe('windows direct managed');
  });

  it('hold the proxy of services beside, and netsh where its value is cut short', async () => {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections';
    const whole = {
      [SETTINGS]: {},
      [key]: { WinHttpSettings: hex({ version: 0x28, flags: 3, servers: 's.example:80' }) },
    };
    expect((await readings(whole))[2]).toBe('windows(WinHTTP) manual');
    const short = { [SETTINGS]: {}, [key]: { WinHttpSettings: ['REG_BINARY', '28000000'] } } as const;
    const netsh = { 'netsh.exe': fixture('windows-netsh-winhttp-proxy-ja.txt') };
    expect((await readings(short, netsh))[2]).toBe('windows(WinHTTP) manual');
    expect((await readings(short))[2]).toBe('windows(WinHTTP) unreadable');
  });
});

describe('the answer of netsh', () => {
  it.each(['en', 'ja'])('is understood by its form in %s', (language) => {
    expect(parseNetshWinhttp(fixture(`windows-netsh-winhttp-direct-${language}.txt`))).toEqual({ mode: 'direct' });
    const manual = parseNetshWinhttp(fixture(`windows-netsh-winhttp-proxy-${language}.txt`));
    expect(manual).toMatchObject({
      mode: 'manual',
      servers: { any: { state: 'valid', server: { port: language === 'ja' ? 5678 : 8080 } } },
      bypass: { rules: language === 'ja' ? [] : [{ kind: 'local' }] },
    });
  });

  it('is the value of WinHTTP that nobody has set', () => {
    expect(winhttpSettings('2800000000000000010000000000000000000000')).toEqual({ mode: 'direct' });
  });
});

describe('Windows Firewall', () => {
  const local = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
  const to = { address: '192.0.2.9', port: 3128 };
  const profile = (outbound: string) =>
    ({ EnableFirewall: ['REG_DWORD', '0x1'], DefaultOutboundAction: ['REG_DWORD', outbound] }) as const;
  const keys = (outbound: string, rule: string) => ({
    [`${local}\\FirewallRules`]: { one: ['REG_SZ', rule] } as const,
    [`${local}\\StandardProfile`]: profile(outbound),
    [`${local}\\PublicProfile`]: profile(outbound),
  });
  const look = async (given: ReturnType<typeof keys>, others = {}): Promise<unknown> =>
    await createWindowsSystem(fakeWindows(given, others).tools).firewallRules(to, NO_SIGNAL);

  it.each([
    ['allows by default', '0x0', 'v2.31|Action=Allow|Active=TRUE|Dir=Out|Svc=x|Name=a|', []],
    [
      'blocks by default',
      '0x1',
      'v2.31|Action=Allow|Active=TRUE|Dir=Out|Svc=x|Name=a|',
      ['DefaultOutboundAction=Block'],
    ],
    [
      'blocks by default, but a rule may allow it',
      '0x1',
      'v2.31|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|Name=a|',
      [],
    ],
  ])('%s', async (_, outbound, rule, expected) => {
    const reading = await look(keys(outbound, rule));
    expect(reading).toMatchObject({ state: 'read', value: expected.map((name) => ({ rule: name })) });
  });

  it('is not the one that decides where another maker has taken its place', async () => {
    const products = { 'powershell.exe': fixture('windows-security-center.json') };
    expect(await look(keys('0x0', 'v2.31|'), products)).toEqual({
      state: 'unreadable',
      why: 'Example Endpoint Firewall filters in place of Windows Firewall',
    });
    expect(parseSecurityProducts(fixture('windows-security-center.json'))?.map(({ isOn }) => isOn)).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('text of any kind', () => {
  it('goes into a binary value and comes back', () => {
    const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    const number = fc.integer({ min: 0, max: 0xffff_ffff });
    const settings = fc.record({
      ...{ version: number, counter: number, flags: number, servers: bytes, bypass: bytes, pacUrl: bytes },
      tail: fc.uint8Array({ maxLength: 40 }).map((tail) => Buffer.from(tail).toString('hex')),
    });
    fc.assert(
      fc.property(settings, (given) => {
        expect(parseConnectionSettings(formatConnectionSettings(given))).toEqual(given);
      }),
    );
  });

  it('makes no parser throw or hang', () => {
    const parsers = [
      parseRegQuery,
      parseNetshWinhttp,
      winhttpSettings,
      parseSecurityProducts,
      (text: string) => decodeConsole(text, '932'),
    ];
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const parse of parsers) parse(text);
      }),
    );
    const started = performance.now();
    for (const piece of ['    ', '    REG_', ':', '00', '{', 'a\n', '('])
      for (const parse of parsers) parse(piece.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
