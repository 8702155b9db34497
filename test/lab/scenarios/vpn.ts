import { command } from '../command.ts';
import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

/** A tunnel device that is there and off, as a stopped VPN client leaves it. */
const addSleepingTunnel = async (lab: Lab, name: string): Promise<void> => {
  const namespace = lab.network.namespaces.client;
  await command('ip', ['-n', namespace, 'tuntap', 'add', 'mode', 'tun', 'name', name]);
  lab.afterwards(async () => {
    await command('ip', ['-n', namespace, 'link', 'del', name]);
  });
};

/** A tunnel that is on, with routes into it. */
const addTunnel = async (lab: Lab, name: string, lines: readonly string[]): Promise<void> => {
  await lab.tunnel(name);
  await command('ip', ['-n', lab.network.namespaces.client, '-batch', '-'], lines.join('\n'));
};

/** A profile of wg-quick; it carries the networks given. */
const wireguardProfile = (...networks: readonly string[]): string =>
  [
    '[Interface]',
    'PrivateKey = none',
    'Address = 10.254.9.2/32',
    '',
    '[Peer]',
    'PublicKey = none',
    `AllowedIPs = ${networks.join(', ')}`,
    'Endpoint = 192.0.2.1:51820',
    '',
  ].join('\n');

/** What dhclient wrote down when the link came up. */
const lease = (lab: Lab, server: string): string =>
  [
    'lease {',
    `  interface "${lab.network.clientInterface}";`,
    '  fixed-address 192.0.2.10;',
    `  option domain-name-servers ${server};`,
    '}',
    '',
  ].join('\n');

/** A VPN that takes the default route, as OpenVPN's `redirect-gateway def1` does; resolvers stay outside. */
const addFullTunnel = (lab: Lab): Promise<void> =>
  addTunnel(lab, 'tun0', [
    'link set tun0 up',
    'addr add 10.255.7.2/24 dev tun0',
    `route add ${lab.network.networks.dns} via ${lab.network.gateways.client}`,
    'route add 0.0.0.0/1 dev tun0',
    'route add 128.0.0.0/1 dev tun0',
  ]);

const splitTunnel = ['link set tun0 up', 'addr add 10.255.7.2/24 dev tun0', 'route add 10.200.0.0/16 dev tun0'];

/** A virtual private network that is off, or in the way. */
export const VPN: readonly Scenario[] = [
  scenario('the proxy is behind a VPN that is off', {
    code: 'vpn.required',
    nearMissOf: ['dns.proxy-name-not-found', 'proxy.unreachable'],
    given: async (lab) => {
      await lab.direct('dropped');
      await addSleepingTunnel(lab, 'wg0');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    // Nothing tells that this VPN leads to the proxy: both fit.
    then: () => ({
      fixer: ['user'],
      details: { interface: 'wg0', missing: ['vpn-networks'] },
      confidence: 0.7,
      atMostConfidence: 0.79,
      alsoFound: ['dns.proxy-name-not-found'],
    }),
  }),
  scenario('the organisation says that the proxy needs a VPN, and there is none', {
    code: 'vpn.required',
    nearMissOf: ['dns.proxy-name-not-found', 'proxy.unreachable'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(spot.url()),
      systemFiles: {
        '/etc/throughway/preset.throughway.json': JSON.stringify({
          throughway: 1,
          vpn: { names: ['Corp VPN'], requiredFor: [spot.name] },
        }),
      },
    }),
    then: () => ({ fixer: ['user'], details: { product: 'Corp VPN' }, confidence: 0.85 }),
  }),
  scenario('a VPN is off, and the proxy is not missed because sites answer directly', {
    code: 'settings.proxy-not-needed-here',
    nearMissOf: 'vpn.required',
    given: async (lab) => {
      await addSleepingTunnel(lab, 'wg0');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the VPN swallows what goes to the proxy', {
    code: 'vpn.captures-proxy-route',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await addTunnel(lab, 'tun0', [
        'link set tun0 up',
        'addr add 10.255.7.2/24 dev tun0',
        `route add ${lab.network.networks.proxy} via ${lab.network.gateways.client} metric 600`,
        `route add ${lab.network.networks.proxy} dev tun0 metric 50`,
      ]);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['user', 'admin'], details: { interface: 'tun0' } }),
  }),
  scenario('a VPN is on, and the silent proxy is not behind it', {
    code: 'proxy.unreachable',
    nearMissOf: 'vpn.captures-proxy-route',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filter(`ip daddr ${spot.address} drop`);
      await addTunnel(lab, 'tun0', [
        'link set tun0 up',
        'addr add 10.255.7.2/24 dev tun0',
        'route add 10.200.0.0/16 dev tun0',
      ]);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the VPN takes all routes, and the proxy answers an echo past it', {
    code: 'vpn.captures-proxy-route',
    nearMissOf: ['proxy.unreachable', 'firewall.network-block'],
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      await addFullTunnel(lab);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ details: { interface: 'tun0' } }),
  }),
  scenario('the profile of a VPN that is off brings the domain of the proxy, whose name nobody knows here', {
    code: 'vpn.required',
    nearMissOf: ['dns.proxy-name-not-found', 'settings.proxy-not-needed-here'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(spot.url()),
      systemFiles: {
        '/etc/wireguard/work.conf': wireguardProfile('203.0.113.0/24').replace(
          '[Peer]',
          `DNS = 10.254.9.1, ${spot.name.split('.').slice(1).join('.')}\n\n[Peer]`,
        ),
      },
    }),
    then: () => ({ details: { product: 'work' }, confidence: 0.9 }),
  }),
  scenario('a VPN takes what goes to the proxy by rules of routing, as wg-quick sets them', {
    code: 'vpn.captures-proxy-route',
    nearMissOf: ['proxy.unreachable', 'firewall.network-block'],
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      const { client } = lab.network.namespaces;
      await addTunnel(lab, 'tun0', [
        'link set tun0 up',
        'addr add 10.255.7.2/24 dev tun0',
        'route add default dev tun0 table 51820',
        `route add ${lab.network.networks.dns} via ${lab.network.gateways.client}`,
        'rule add not fwmark 51820 table 51820',
        'rule add table main suppress_prefixlength 0',
      ]);
      lab.afterwards(async () => {
        await command(
          'ip',
          ['-n', client, '-batch', '-'],
          ['rule del not fwmark 51820 table 51820', 'rule del table main suppress_prefixlength 0'].join('\n'),
        );
      });
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ details: { interface: 'tun0' } }),
  }),
  scenario('the VPN rightly carries what goes to the proxy, which is gone', {
    code: 'proxy.unreachable',
    nearMissOf: 'vpn.captures-proxy-route',
    given: async (lab) => {
      const spot = lab.spotAt(lab.network.nobody.proxy, lab.draw.port());
      await addFullTunnel(lab);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('a profile of a VPN that is off carries the network of the silent proxy', {
    code: 'vpn.required',
    nearMissOf: ['proxy.unreachable', 'settings.proxy-not-needed-here'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filter(`ip daddr ${spot.address} drop`);
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(spot.url()),
      systemFiles: { '/etc/wireguard/work.conf': wireguardProfile(lab.network.networks.proxy) },
    }),
    then: () => ({ details: { product: 'work' }, confidence: 0.9 }),
  }),
  scenario('a profile of a VPN that is off carries other networks than that of the silent proxy', {
    code: 'proxy.unreachable',
    nearMissOf: 'vpn.required',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filter(`ip daddr ${spot.address} drop`);
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(spot.url()),
      systemFiles: { '/etc/wireguard/lab.conf': wireguardProfile('203.0.113.0/24', 'fd00:77::/64') },
    }),
  }),
  scenario('a VPN is off, and the proxy’s host is alive behind a filter', {
    code: 'firewall.network-block',
    nearMissOf: 'vpn.required',
    given: async (lab) => {
      await lab.direct('dropped');
      await addSleepingTunnel(lab, 'wg0');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} tcp dport ${String(squid.port)} drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a VPN is off, and no name resolves at all', {
    code: 'dns.resolver-unreachable',
    nearMissOf: 'vpn.required',
    given: async (lab) => {
      await addSleepingTunnel(lab, 'wg0');
      const spot = lab.spot();
      await lab.filter(`ip daddr ${lab.resolver.address} drop`);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the resolver of the VPN does not know the proxy, the one of the cable does', {
    code: 'vpn.dns-override',
    nearMissOf: ['dns.proxy-name-not-found', 'vpn.required'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      lab.resolver.forget(squid.spot.name);
      await addTunnel(lab, 'tun0', splitTunnel);
      return squid;
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: setProxy(squid.spot.url()),
      systemFiles: { '/var/lib/dhcp/dhclient.leases': lease(lab, lab.officeResolver.address) },
    }),
    then: () => ({ fixer: ['user', 'admin'], details: { interface: 'tun0' }, confidence: 0.9 }),
  }),
  scenario('the resolver of the VPN does not know the proxy, and the router of this network does', {
    code: 'vpn.dns-override',
    nearMissOf: 'dns.proxy-name-not-found',
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      lab.resolver.forget(squid.spot.name);
      await lab.direct('dropped');
      await lab.rewrite(
        `ip daddr ${lab.network.gateways.client} udp dport 53 dnat ip to ${lab.officeResolver.address}`,
      );
      await addTunnel(lab, 'tun0', splitTunnel);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a VPN is on, and no resolver anywhere knows the proxy', {
    code: 'dns.proxy-name-not-found',
    nearMissOf: 'vpn.dns-override',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      lab.officeResolver.forget(spot.name);
      await addTunnel(lab, 'tun0', splitTunnel);
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(spot.url()),
      systemFiles: { '/var/lib/dhcp/dhclient.leases': lease(lab, lab.officeResolver.address) },
    }),
  }),
];
