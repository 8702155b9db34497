import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { macosInterface, parseIfconfig } from '../../../src/system/macos/parse-ifconfig.ts';
import { matchPfRules } from '../../../src/system/macos/parse-pf.ts';
import { parseNetstatRoutes, parseRouteGet } from '../../../src/system/macos/parse-routes.ts';
import { parseScutilDns, parseScutilNc } from '../../../src/system/macos/parse-scutil-network.ts';
import { matchFirewallRules } from '../../../src/system/windows/parse-firewall-rules.ts';
import { parseRegQuery, plainValues } from '../../../src/system/windows/registry.ts';
import { parseNetworkJson, parseRoutePrint } from '../../../src/system/windows/parse-network.ts';
import { parsePhoneBook, parseVpnConnections } from '../../../src/system/windows/parse-vpn.ts';
import { parseNmcliDns, parseDhclientLeases, parseResolvectlDns } from '../../../src/system/linux/link-name-servers.ts';
import { parseTables } from '../../../src/system/linux/policy-routes.ts';
import { parseKeyfile } from '../../../src/system/linux/network-manager-profiles.ts';
import { vpnConnectionsOnLinux } from '../../../src/system/linux/vpn-connections.ts';
import { openvpnNetworks, wireguardNetworks } from '../../../src/system/linux/vpn-profiles.ts';
import { fixture, NO_SIGNAL, recordedTools } from './helpers.ts';

describe('a Mac', () => {
  it('has a VPN only where a tunnel carries an address', () => {
    const links = parseIfconfig(fixture('ifconfig-macos14.txt')).map((one) => macosInterface(one, ['en0']));
    expect(links.map(({ name, kind, isUp, vpn }) => [name, kind, isUp, vpn ?? '-'])).toEqual([
      ['lo0', 'loopback', true, '-'],
      ['en0', 'wifi', true, '-'],
      ['en5', 'ethernet', false, '-'],
      ['utun0', 'tun', true, '-'],
      ['utun4', 'tun', true, 'tun'],
    ]);
    expect(links[1]?.addresses).toContain('192.0.2.23/24');
  });

  it('has routes, and a resolver for each link', () => {
    expect(
      parseNetstatRoutes(fixture('netstat-rn-macos14.txt')).map((one) => `${one.destination} ${one.interface}`),
    ).toEqual([
      '0.0.0.0/0 en0',
      '10.0.0.0/8 utun4',
      '127.0.0.0/8 lo0',
      '172.16.0.0/12 utun4',
      '192.0.2.0/24 en0',
      '192.0.2.1/32 en0',
      '::1/128 lo0',
      '2001:db8::/64 en0',
    ]);
    expect(parseScutilDns(fixture('scutil-dns-macos14.txt'))).toEqual({
      nameServers: ['10.20.0.53'],
      linkNameServers: [
        { interface: 'en0', servers: ['192.0.2.1', '2001:db8::53'], from: 'scutil --dns' },
        { interface: 'utun4', servers: ['10.20.0.53'], from: 'scutil --dns' },
      ],
    });
    expect(parseRouteGet(fixture('route-get-macos14.txt'), '')).toEqual({ covered: true, interface: 'utun4' });
    expect(parseRouteGet('', 'route: writing to routing socket: not in table')).toEqual({
      covered: false,
      why: 'network-unreachable',
    });
  });

  it('knows its VPN services and what pf decides', () => {
    expect(parseScutilNc(fixture('scutil-nc-list-macos14.txt'))).toEqual([
      { name: 'Office Tokyo', kind: 'ipsec', isUp: false, by: 'scutil' },
      { name: 'lab', kind: 'vpn', isUp: true, by: 'scutil' },
    ]);
    const verdict = (address: string, port: number): string | undefined =>
      matchPfRules(fixture('pfctl-sr-macos14.txt'), { address, port, interface: 'en0' })[0]?.verdict;
    expect([
      verdict('10.9.1.1', 3128),
      verdict('10.0.0.5', 8080),
      verdict('10.0.0.5', 22),
      verdict('192.0.2.9', 80),
    ]).toEqual(['drop', 'reject', 'accept', 'accept']);
  });
});

describe('Windows', () => {
  it('has links, routes and resolvers', () => {
    const network = parseNetworkJson(fixture('network-windows11.json'));
    expect(network?.interfaces.map(({ name, kind, isUp, vpn }) => [name, kind, isUp, vpn ?? '-'])).toEqual([
      ['Ethernet', 'ethernet', true, '-'],
      ['Wi-Fi', 'wifi', false, '-'],
      ['Ethernet 3', 'tun', true, 'Cisco Secure Client'],
      ['Local Area Connection* 9', 'virtual', false, '-'],
      ['Loopback Pseudo-Interface 1', 'loopback', true, '-'],
    ]);
    expect(network?.routes[1]).toEqual({
      destination: '0.0.0.0/0',
      interface: 'Ethernet 3',
      gateway: '10.60.0.1',
      metric: 1,
    });
    expect(network?.linkNameServers.map(({ interface: name }) => name)).toEqual(['Ethernet', 'Ethernet 3']);
    const own = [{ interface: 'Ethernet', cidr: '192.0.2.44/24' }];
    expect(parseRoutePrint(fixture('route-print-windows10-ja.txt'), own)).toEqual([
      { destination: '0.0.0.0/0', interface: 'Ethernet', gateway: '192.0.2.1', metric: 25 },
      { destination: '192.0.2.0/24', interface: 'Ethernet', metric: 281 },
    ]);
  });

  it.each([
    ['10.1.2.3', 3128, ['No old proxy']],
    ['192.0.2.3', 3128, []],
    ['203.0.113.5', 8080, ['Range']],
    ['203.0.113.50', 8080, []],
  ])('blocks %s port %i by %j', (address, port, rules) => {
    const values = plainValues(parseRegQuery(fixture('reg-firewall-rules-windows11.txt')));
    expect(matchFirewallRules(values, { address, port }).map(({ rule }) => rule)).toEqual(rules);
  });

  it('knows its VPN connections', () => {
    const one =
      '{"Name":"Office","Tunnel":"Ikev2","Status":"Disconnected","SplitTunneling":true,"Networks":["10.0.0.0/8"]}';
    expect(parseVpnConnections(one)).toEqual([
      { name: 'Office', kind: 'ikev2', isUp: false, by: 'rasdial', networks: ['10.0.0.0/8'] },
    ]);
    expect(parsePhoneBook('[Office]\r\nEncoding=1\r\n[Lab 2]\r\n')).toEqual(['Office', 'Lab 2']);
  });
});

describe('the resolvers of Linux links', () => {
  it('are told by resolved, NetworkManager and leases', () => {
    expect(parseResolvectlDns('Global:\nLink 2 (eth0): 192.0.2.53#dns.example fe80::1%2\nLink 3 (wg0):\n')).toEqual([
      { interface: 'eth0', servers: ['192.0.2.53', 'fe80::1%2'], from: 'resolvectl' },
    ]);
    expect(parseNmcliDns('GENERAL.DEVICE:eth0\nIP4.DNS[1]:192.0.2.53\nIP6.DNS[1]:2001\\:db8\\:\\:53\n')).toEqual([
      { interface: 'eth0', servers: ['192.0.2.53', '2001:db8::53'], from: 'nmcli' },
    ]);
    const lease = (server: string): string =>
      `lease {\n  interface "eth0";\n  option domain-name-servers ${server};\n}\n`;
    expect(parseDhclientLeases(lease('192.0.2.1') + lease('192.0.2.2, 192.0.2.3'))).toEqual([
      { interface: 'eth0', servers: ['192.0.2.2', '192.0.2.3'], from: 'dhclient' },
    ]);
  });

  it('and what a profile carries is known from its file', () => {
    expect(wireguardNetworks('[Peer]\nAllowedIPs = 10.0.0.0/8, fd00::1 # x\n')).toEqual({
      networks: ['10.0.0.0/8', 'fd00::1/128'],
    });
    expect(openvpnNetworks('client\nremote vpn.example\n')).toEqual({});
    expect(openvpnNetworks('secret k\nroute 10.8.0.0 255.255.0.0\n')).toEqual({ networks: ['10.8.0.0/16'] });
    expect(openvpnNetworks('client\nroute 10.8.0.0 255.255.0.0\n')).toEqual({
      networks: ['10.8.0.0/16'],
      mayCarryMore: true,
    });
  });

  it('and NetworkManager’s are known where it does not run, by nothing but their networks and domains', async () => {
    const profile = [
      ...['[connection]', 'id=Work', 'type=wireguard', 'interface-name=wg-work', '[wireguard]', 'private-key=SECRET'],
      ...['[wireguard-peer.AbC/d+e=]', 'allowed-ips=10.8.0.0/16;fd00:8::/64;'],
      ...['[ipv4]', 'route1=192.0.2.0/24,10.8.0.1,50', 'dns-search=corp.example;', ''],
    ].join('\n');
    expect(parseKeyfile(profile)).toEqual({
      name: 'Work',
      kind: 'wireguard',
      networks: ['10.8.0.0/16', 'fd00:8::/64', '192.0.2.0/24'],
      interface: 'wg-work',
      domains: ['corp.example'],
    });
    expect(parseKeyfile(profile.replace('type=wireguard', 'type=wifi'))).toBeNull();
    const files = { '/etc/NetworkManager/system-connections/work.nmconnection': profile };
    expect(await vpnConnectionsOnLinux(recordedTools({ files }), NO_SIGNAL)).toMatchObject({
      value: [{ name: 'Work', isUp: false }],
    });
  });
});

describe('text of any kind', () => {
  const parsers: readonly ((text: string) => unknown)[] = [
    (text) => parseIfconfig(text),
    (text) => parseNetstatRoutes(text),
    (text) => parseRouteGet(text, text),
    (text) => parseScutilDns(text),
    (text) => parseScutilNc(text),
    (text) => matchPfRules(text, { address: '10.0.0.5', port: 80 }),
    (text) => matchFirewallRules(new Map([['x', `v2|${text}`]]), { address: '10.0.0.5', port: 80 }),
    (text) => parseNetworkJson(text),
    (text) => parseRoutePrint(text, []),
    (text) => parseVpnConnections(text),
    (text) => parsePhoneBook(text),
    (text) => parseNmcliDns(text),
    (text) => parseDhclientLeases(text),
    (text) => parseResolvectlDns(text),
    (text) => parseTables(text, false),
    (text) => [wireguardNetworks(text), openvpnNetworks(text), parseKeyfile(text)],
  ];
  const word = fc.constantFrom(
    ...[
      'default',
      '10',
      '::1',
      '192.0.2.1/99',
      'UGSc',
      'en0',
      'block drop out',
      'proto tcp',
      'port =',
      '|RA4=',
      '|RPort=',
    ],
    ...[
      'Action=Block',
      'Active=TRUE',
      'Dir=Out',
      '1-',
      '/',
      '{',
      '"',
      'Link 2 (eth0):',
      'AllowedIPs =',
      'route ',
      '\n',
      ' ',
      '\t',
      '255.0.255.0',
    ],
  );

  it('makes no parser throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
        ),
        (text) => {
          for (const parse of parsers) parse(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['a', ' ', '\t1', '10 ', 'nameserver[0] : ', '|RA4=1-', '"', '(', '[x', '1.'])(
    'of a hundred thousand times %j keeps none busy',
    (piece) => {
      const text = piece.repeat(100_000);
      const started = performance.now();
      for (const parse of parsers) parse(text);
      expect(performance.now() - started).toBeLessThan(8_000);
    },
  );
});
