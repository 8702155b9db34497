import { describe, expect, it } from 'vitest';
import { parseResolvConf, readLinuxNetwork } from '../../../src/system/linux/network.ts';
import { pingOnLinux } from '../../../src/system/linux/ping.ts';
import { routeFor } from '../../../src/system/linux/proc-routes.ts';
import { routeToOnLinux } from '../../../src/system/linux/route-to.ts';
import { parseNmcli, vpnConnectionsOnLinux } from '../../../src/system/linux/vpn-connections.ts';
import { lazyTrustAnchors, splitPem } from '../../../src/system/trust-anchors.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

const sys = (name: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`/sys/class/net/${name}/${file}`, text]));

const files = {
  ...sys('lo', { type: '772\n', flags: '0x9', operstate: 'unknown', ifindex: '1', iflink: '1' }),
  ...sys('eth0', { type: '1\n', flags: '0x1003', operstate: 'up', ifindex: '4', iflink: '4', 'device/vendor': '' }),
  ...sys('wlan0', { type: '1', flags: '0x1002', operstate: 'down', uevent: 'DEVTYPE=wlan\n', 'phy80211/x': '' }),
  ...sys('work', { type: '65534', flags: '0x10d1', operstate: 'unknown', tun_flags: '0x1001\n' }),
  ...sys('wg1', { type: '65534', flags: '0x10d0', operstate: 'down', uevent: 'DEVTYPE=wireguard\nINTERFACE=wg1\n' }),
  ...sys('docker0', { type: '1', flags: '0x1003', operstate: 'down', uevent: 'DEVTYPE=bridge\n', 'bridge/x': '' }),
  ...sys('veth7', { type: '1', flags: '0x1003', operstate: 'up', ifindex: '9', iflink: '8', 'master/x': '' }),
  '/proc/net/route':
    'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n' +
    'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n' +
    'eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n' +
    'work\t0000000A\t00000000\t0001\t0\t0\t50\t000000FF\t0\t0\t0\n',
  '/proc/net/ipv6_route':
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0\n' +
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n',
  '/etc/resolv.conf': '# x\nsearch corp.example\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\nnameserver bad\n',
};
const addresses = [{ interface: 'eth0', cidr: '192.0.2.2/24' }];

describe('the network of a Linux computer', () => {
  it('is read from the kernel’s files', async () => {
    const network = await readLinuxNetwork(recordedTools({ files, addresses }));
    expect(network.interfaces.map(({ name, kind, isUp, vpn }) => [name, kind, isUp, vpn ?? '-'])).toEqual([
      ['docker0', 'virtual', false, '-'],
      ['eth0', 'ethernet', true, '-'],
      ['lo', 'loopback', true, '-'],
      ['veth7', 'virtual', true, '-'],
      ['wg1', 'wireguard', false, 'wireguard'],
      ['wlan0', 'wifi', false, '-'],
      ['work', 'tun', true, 'tun'],
    ]);
    expect(network.routes).toEqual([
      { destination: '0.0.0.0/0', interface: 'eth0', gateway: '192.0.2.1', metric: 100 },
      { destination: '192.0.2.0/24', interface: 'eth0', metric: 100 },
      { destination: '10.0.0.0/8', interface: 'work', metric: 50 },
      { destination: '::/0', interface: 'eth0', gateway: 'fd00::1', metric: 1024 },
    ]);
    expect(network.nameServers).toEqual(['192.0.2.53', 'fe80::1%eth0']);
    expect(routeFor('10.1.2.3', network.routes)?.interface).toBe('work');
    expect(routeFor('not an address', network.routes)).toBeNull();
  });

  it('carries an address as the kernel says', async () => {
    const route = async (
      commands: Parameters<typeof recordedTools>[0]['commands'],
      address: string,
    ): Promise<unknown> =>
      await routeToOnLinux(
        recordedTools({ files, addresses, ...(commands === undefined ? {} : { commands }) }),
        address,
        NO_SIGNAL,
      );
    expect(
      await route({ ip: '[{"dst":"10.1.1.1","gateway":"192.0.2.1","dev":"eth0","prefsrc":"192.0.2.2"}]' }, '10.1.1.1'),
    ).toEqual({
      state: 'read',
      value: { covered: true, interface: 'eth0', gateway: '192.0.2.1', sourceAddress: '192.0.2.2' },
    });
    const refused = {
      state: 'done',
      exitCode: 2,
      stdout: '',
      stderr: 'RTNETLINK answers: Network is unreachable\n',
    } as const;
    expect(await route({ ip: refused }, '10.1.1.1')).toEqual({
      state: 'read',
      value: { covered: false, why: 'network-unreachable' },
    });
    expect(await route(undefined, '203.0.113.1')).toEqual({
      state: 'read',
      value: { covered: true, interface: 'eth0', gateway: '192.0.2.1', sourceAddress: '192.0.2.2' },
    });
  });

  it('knows the VPNs that are up and down', async () => {
    expect(parseNmcli('Office\\: home:vpn::\nwork:tun:activated:work\nWired:802-3-ethernet:activated:eth0\n')).toEqual([
      { name: 'Office: home', kind: 'vpn', isUp: false, by: 'nmcli' },
      { name: 'work', kind: 'tun', isUp: true, by: 'nmcli', interface: 'work' },
    ]);
    // Recorded from NetworkManager 1.42.4 with a VPN of OpenVPN's plugin: its device is the cable, and its tunnel is
    // listed as what somebody else set up.
    const listed = [
      'Office\\: 本社:vpn:activated:eth0:/etc/NetworkManager/system-connections/office.nmconnection',
      'Cable:802-3-ethernet:activated:eth0:/etc/NetworkManager/system-connections/cable.nmconnection',
      'tun0:tun:activated:tun0:/run/NetworkManager/system-connections/tun0.nmconnection',
    ].join('\n');
    expect(parseNmcli(listed)).toEqual([{ name: 'Office: 本社', kind: 'vpn', isUp: true, by: 'nmcli' }]);
    const tools = recordedTools({ files: { ...files, '/etc/wireguard/wg1.conf': '' } });
    expect(await vpnConnectionsOnLinux(tools, NO_SIGNAL)).toEqual({
      state: 'read',
      value: [
        { name: 'wg1', kind: 'wireguard', isUp: false, by: 'wg-quick', interface: 'wg1' },
        { name: 'work', kind: 'tun', isUp: true, interface: 'work' },
      ],
    });
    expect(await vpnConnectionsOnLinux(recordedTools({}), NO_SIGNAL)).toEqual({ state: 'absent' });
  });

  it('tells an echo from silence', async () => {
    const ping = async (exitCode: number, stdout: string): Promise<unknown> =>
      await pingOnLinux(
        recordedTools({ commands: { ping: { state: 'done', exitCode, stdout, stderr: '' } } }),
        '192.0.2.1',
        NO_SIGNAL,
      );
    expect(await ping(0, '64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.045 ms\n')).toEqual({
      state: 'read',
      value: { rttMs: 0.045 },
    });
    expect(await ping(1, '')).toEqual({ state: 'read', value: { rttMs: null } });
  });

  it('asks at most three resolvers', () => {
    expect(parseResolvConf('nameserver 1.1.1.1\n'.repeat(5))).toHaveLength(3);
  });
});

describe('trust anchors', () => {
  it('come from the named files and the first bundle, once', async () => {
    const pem = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;
    const tools = recordedTools({
      env: { SSL_CERT_FILE: '/a', NODE_EXTRA_CA_CERTS: '/b' },
      files: {
        '/a': `${pem('AAAA')}\n`,
        '/b': 'x',
        '/one': `${pem('AAAA')}\n# c\n${pem('BBBB')}`,
        '/two': pem('CCCC'),
      },
    });
    expect(await lazyTrustAnchors(tools, ['/none', '/one', '/two'])()).toEqual([pem('AAAA'), pem('BBBB')]);
    expect(splitPem('nothing')).toEqual([]);
  });
});
