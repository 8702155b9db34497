import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMacosSystem } from '../../../src/system/macos/macos-system.ts';
import {
  isRefusedToUsers,
  parseAutoDiscovery,
  parseAutoProxyUrl,
  parseBypassDomains,
  parseServiceOrder,
  parseServiceProxy,
} from '../../../src/system/macos/parse-networksetup.ts';
import { parseNwi } from '../../../src/system/macos/parse-nwi.ts';
import { parseScutilNc } from '../../../src/system/macos/parse-scutil-network.ts';
import { parseScutil, scopedSettings, scutilSettings } from '../../../src/system/macos/parse-scutil.ts';
import { parseNetworkExtensions } from '../../../src/system/macos/parse-system-extensions.ts';
import type { CommandOutcome } from '../../../src/system/system-tools.ts';
import { fixture, NO_SIGNAL } from './helpers.ts';
import { fakeMac, transcript } from './macos-fake.ts';

/** Nothing of macOS is run for real in this file: every answer is recorded, or transcribed (test/fixtures/system/README.md). */
describe('recorded output of macOS', () => {
  it.each([
    ['macos-scutil-proxy-2026-08.txt', 7890, 7890, 5, false],
    ['macos-scutil-proxy-2026-09.txt', 1088, 1080, 3, true],
  ] as const)(
    'of a computer with a proxy program says all of it, in whichever order: %s',
    (file, web, socks, most, local) => {
      const reading = scutilSettings(parseScutil(fixture(file)));
      if (reading.state !== 'read' || reading.value.mode !== 'manual') throw new Error('not read as manual');
      const { servers, bypass } = reading.value;
      const at = (kind: string, port: number): object => ({
        state: 'valid',
        server: { kind, host: '127.0.0.1', port },
      });
      expect(servers).toEqual({ http: at('http', web), https: at('http', web), socks: at('socks5', socks) });
      expect(bypass.rules).toHaveLength(most);
      expect(bypass.rules.some(({ kind }) => kind === 'local')).toBe(local);
      expect(bypass.unparsed).toEqual([]);
    },
  );

  it('of networksetup of 2020 names a proxy that is on, in each of its places', () => {
    const said = transcript('macos-networksetup-2020.txt');
    for (const verb of ['-getwebproxy', '-getsecurewebproxy', '-getsocksfirewallproxy'])
      expect(parseServiceProxy(said[`networksetup ${verb} Wi-Fi`] ?? '')).toEqual({
        ...{ enabled: true, server: '127.0.0.1', port: 7890 },
        authenticated: false,
      });
  });

  it('of networksetup 1.8.4 names services, proxies, script and exceptions', () => {
    const said = transcript('macos-networksetup-1.8.4.txt');
    const answer = (verb: string): string => said[`networksetup ${verb}`] ?? '';
    expect(parseServiceOrder(answer('-listnetworkserviceorder'))).toEqual([
      { name: 'Wi-Fi', device: 'en1', isEnabled: true },
      { name: 'Ethernet', device: 'en0', isEnabled: true },
      { name: 'FireWire', device: 'fw0', isEnabled: true },
    ]);
    for (const verb of ['-getftpproxy', '-getwebproxy', '-getsecurewebproxy', '-getsocksfirewallproxy'])
      expect(parseServiceProxy(answer(`${verb} Wi-Fi`))).toEqual({
        enabled: false,
        server: '',
        port: 0,
        authenticated: false,
      });
    expect(parseAutoProxyUrl(answer('-getautoproxyurl Wi-Fi'))).toEqual({ enabled: false, url: '' });
    expect(parseAutoDiscovery(answer('-getproxyautodiscovery Wi-Fi'))).toBe(false);
    expect(parseBypassDomains(answer('-getproxybypassdomains Wi-Fi'))).toEqual(['*.local', '169.254/16']);
    expect(parseBypassDomains("There aren't any bypass domains set on Wi-Fi.\n")).toEqual([]);
  });

  it('of macOS 10.15 and 13 says what is in force, and what each interface has of its own', () => {
    expect(scutilSettings(parseScutil(fixture('macos-scutil-proxy-10.15.txt')))).toMatchObject({
      value: { mode: 'pac', pacUrl: 'http://wpad.corp.example/wpad.dat' },
    });
    const all = parseScutil(fixture('macos-global-proxies-vpn.txt'));
    expect(scutilSettings(all)).toMatchObject({ value: { mode: 'pac', pacUrl: 'http://pac.vpn.example/proxy.pac' } });
    const own = scopedSettings(all, 'en0');
    expect(own && scutilSettings(own)).toMatchObject({ value: { mode: 'manual' } });
    expect(scopedSettings(all, 'en7')).toBeUndefined();
  });

  it('tells the interfaces in use, VPN services and network extensions', () => {
    expect(parseNwi(fixture('macos-scutil-nwi.txt'))).toEqual(['en0']);
    expect(parseNwi(fixture('macos-scutil-nwi-vpn.txt'))).toEqual(['utun3', 'en0']);
    expect(parseScutilNc(fixture('macos-scutil-nc-list-2016.txt'))).toEqual([
      { name: 'myVPName', kind: 'ppp', isUp: false, by: 'scutil' },
    ]);
    expect(parseNetworkExtensions(fixture('macos-systemextensionsctl.txt'))).toEqual([
      'Proton VPN WireGuard',
      'Proton VPN Split Tunneling (experimental)',
    ]);
  });

  it('of macOS 26 explains that only administrators may change a network', () => {
    // irbis-sh/zen-desktop issue 761, macOS 26.5.2, 2026-07-24
    const refused = { exitCode: 14, stdout: '** Error: Command requires admin privileges.\n', stderr: '' };
    expect(isRefusedToUsers(refused)).toBe(true);
    expect(isRefusedToUsers({ exitCode: 0, stdout: '', stderr: '' })).toBe(false);
  });
});

describe('the settings of a Mac', () => {
  const read = async (
    commands: Readonly<Record<string, string | CommandOutcome>>,
    files: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> => {
    const { tools } = fakeMac(commands);
    const readFile = (path: string) =>
      Promise.resolve(
        files[path] === undefined ? ({ state: 'absent' } as const) : ({ state: 'read', value: files[path] } as const),
      );
    const { readings, because } = await createMacosSystem({ ...tools, readFile }).readSettings({ signal: NO_SIGNAL });
    return [
      ...readings.map(({ source, from, as, reading, managed }) =>
        [source, from, as ?? '-', reading.state === 'read' ? reading.value.mode : reading.state, managed ?? false].join(
          '|',
        ),
      ),
      because,
    ];
  };

  it('are those of the VPN where one overrides, and those of the network stand beside', async () => {
    expect(
      (
        await read({
          '/usr/sbin/scutil --proxy': fixture('macos-global-proxies-vpn.txt'),
          '/usr/sbin/scutil --nwi': fixture('macos-scutil-nwi-vpn.txt'),
        })
      ).slice(1, 3),
    ).toEqual(['macos|scutil --proxy (utun3)|-|pac|false', 'macos|Wi-Fi|LAN|manual|false']);
  });

  it('are asked of the service itself where scutil leaves the interfaces out', async () => {
    expect(
      (
        await read({
          '/usr/sbin/scutil --proxy': fixture('macos-scutil-proxy-10.15.txt'),
          '/usr/sbin/scutil --nwi': fixture('macos-scutil-nwi-vpn.txt'),
        })
      ).slice(1, 3),
    ).toEqual(['macos|scutil --proxy (utun3)|-|pac|false', 'macos|Wi-Fi|LAN|direct|false']);
  });

  it("come after a browser's profile, and a profile makes them managed", async () => {
    const chrome = '/Library/Managed Preferences/com.google.Chrome.plist';
    const commands = {
      '/usr/sbin/scutil --proxy': fixture('scutil-proxy.txt'),
      '/usr/bin/profiles show -type configuration': '_computerlevel[1] payload[1] type = com.apple.proxy.http.global\n',
      [`/usr/bin/plutil -convert json -o - ${chrome}`]:
        '{"ProxySettings":{"ProxyMode":"fixed_servers","ProxyServer":"p.example:80"},"HomepageLocation":"x"}',
    };
    expect(await read(commands, { [chrome]: 'bplist00' })).toEqual([
      `policy|${chrome}|-|manual|true`,
      'macos|scutil --proxy|-|manual|true',
      'env|environment|-|absent|false',
      expect.stringMatching(/^preset\|/u),
      'policy-wins',
    ]);
  });

  it('name the network extensions that nobody can look into where pf may not be read', async () => {
    const { tools } = fakeMac({
      '/sbin/pfctl -sr': { state: 'done', exitCode: 1, stdout: '', stderr: 'pfctl: /dev/pf: Permission denied\n' },
      '/usr/bin/systemextensionsctl list': fixture('macos-systemextensionsctl.txt'),
    });
    expect(await createMacosSystem(tools).firewallRules({ address: '192.0.2.1', port: 80 }, NO_SIGNAL)).toEqual({
      state: 'unreadable',
      why: 'pfctl: pfctl: /dev/pf: Permission denied; network extensions that may decide: Proton VPN WireGuard, Proton VPN Split Tunneling (experimental)',
    });
  });
});

it('text of any kind makes no parser of macOS throw or hang', () => {
  const parsers = [
    parseServiceOrder,
    parseServiceProxy,
    parseAutoProxyUrl,
    parseAutoDiscovery,
    parseBypassDomains,
    parseNwi,
    parseNetworkExtensions,
    (text: string) => scutilSettings(parseScutil(text)),
    (text: string) => scopedSettings(parseScutil(text), 'en0'),
  ];
  const word = fc.constantFrom(
    '<dictionary> {',
    'a : <array> {',
    '__SCOPED__ : <dictionary> {',
    '}',
    '0 : x',
    '\n',
    '(1) ',
    'Enabled: Yes',
    'Port: 99999',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 40 }).map((words) => words.join('\n')),
      ),
      (text) => {
        for (const parse of parsers) parse(text);
      },
    ),
  );
  const started = performance.now();
  for (const piece of ['a : <dictionary> {\n', '}\n', ' ', '(1) ', '\t', '--- \n'])
    for (const parse of parsers) parse(piece.repeat(50_000));
  expect(performance.now() - started).toBeLessThan(5_000);
});
