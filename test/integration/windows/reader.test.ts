/** The reader of Windows' settings over a real registry, under Windows' own Node. */
import { beforeEach, describe, expect, test } from 'vitest';
import { connectionValue, readSnapshot, setRegistry } from './registry-of-wine.ts';
import { useWine } from './use-wine.ts';
import { wineIsMissing } from './wine.ts';

const SETTINGS = 'Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const USER = `HKCU\\Software\\${SETTINGS}`;
const MACHINE = `HKLM\\Software\\${SETTINGS}`;
const POLICY = `HKLM\\Software\\Policies\\${SETTINGS}`;

describe.skipIf(wineIsMissing !== null)(`a real registry ${wineIsMissing ?? ''}`, { timeout: 120_000 }, () => {
  const wine = useWine();
  beforeEach(async () => {
    const keys = [USER, MACHINE, POLICY, 'HKLM\\Software\\Policies\\Google'];
    await setRegistry(wine(), Object.fromEntries(keys.map((key) => [key, null])));
  });

  test('without any value the way is direct, and nothing else decides', async () => {
    const { decidedBy, because, readings } = await readSnapshot(wine());
    expect([decidedBy, because]).toEqual(['windows', 'desktop-settings']);
    expect(readings.map(({ source, state, mode }) => [source, state, mode])).toEqual([
      ['policy', 'absent', undefined],
      ['windows', 'read', 'direct'],
      ['env', 'absent', undefined],
      ['preset', 'absent', undefined],
    ]);
  });

  test('one proxy for all is read with its exceptions, whatever the case of the names', async () => {
    const values = { ProxyEnable: 1, proxyserver: 'proxy.example:8080', ProxyOverride: '*.corp.example;<local>' };
    await setRegistry(wine(), { [USER]: values });
    const [, main] = (await readSnapshot(wine())).readings;
    expect(main).toMatchObject({
      mode: 'manual',
      servers: { any: { state: 'valid', server: { kind: 'http', host: 'proxy.example', port: 8080 } } },
      raw: 'ProxyEnable=1\nProxyServer=proxy.example:8080\nProxyOverride=*.corp.example;<local>',
    });
  });

  test('a proxy for each scheme, a script and automatic detection: each goes before the one before', async () => {
    const servers = 'http=a.example:80;https=b.example:81;socks=c.example:1080';
    await setRegistry(wine(), { [USER]: { ProxyEnable: 1, ProxyServer: servers } });
    expect(Object.keys((await readSnapshot(wine())).readings[1]?.servers ?? {})).toEqual(['http', 'https', 'socks']);
    const pacUrl = 'http://pac.example/proxy.pac';
    await setRegistry(wine(), { [USER]: { AutoConfigURL: pacUrl } });
    expect((await readSnapshot(wine())).readings[1]).toMatchObject({ mode: 'pac', pacUrl });
    const DefaultConnectionSettings = [connectionValue({ flags: 0x0d, pacUrl })] as const;
    await setRegistry(wine(), { [`${USER}\\Connections`]: { DefaultConnectionSettings } });
    expect((await readSnapshot(wine())).readings[1]).toMatchObject({ mode: 'auto-detect' });
  });

  test('a VPN that is not up and WinHTTP stand beside, and do not decide', async () => {
    const vpn = connectionValue({ version: 0x3c, flags: 3, servers: 'vpn.example:3128', bypass: '<local>' });
    const services = connectionValue({ version: 0x28, flags: 3, servers: 'services.example:8080' });
    await setRegistry(wine(), {
      [`${USER}\\Connections`]: { 'Office VPN': [vpn] },
      [`${MACHINE}\\Connections`]: { WinHttpSettings: [services] },
    });
    const { decidedBy, readings } = await readSnapshot(wine());
    expect(decidedBy).toBe('windows');
    expect(readings.slice(1, 4).map(({ as, from, mode }) => [as, from.split('\\').at(-1), mode])).toEqual([
      [undefined, 'Internet Settings', 'direct'],
      ['VPN', 'Office VPN', 'manual'],
      ['WinHTTP', 'WinHttpSettings', 'manual'],
    ]);
  });

  test('settings that group policy makes for all are read from the computer, and managed', async () => {
    await setRegistry(wine(), {
      [USER]: { ProxyEnable: 0 },
      [POLICY]: { ProxySettingsPerUser: 0 },
      [MACHINE]: { ProxyEnable: 1, ProxyServer: 'all.example:8080' },
    });
    const [, main] = (await readSnapshot(wine())).readings;
    expect(main).toMatchObject({ from: MACHINE.replace('Software', 'SOFTWARE'), managed: true, mode: 'manual' });
  });

  test("a browser's policy goes before the settings of Windows", async () => {
    const policy = '{"ProxyMode":"fixed_servers","ProxyServer":"chrome.example:8080","ProxyBypassList":"10.0.0.0/8"}';
    await setRegistry(wine(), { 'HKLM\\Software\\Policies\\Google\\Chrome': { ProxySettings: policy } });
    const { decidedBy, because, readings } = await readSnapshot(wine());
    expect([decidedBy, because]).toEqual(['policy', 'policy-wins']);
    expect(readings[0]).toMatchObject({ mode: 'manual', managed: true, from: 'Software\\Policies\\Google\\Chrome' });
  });
});
