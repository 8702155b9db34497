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
    then: () => ({ fixer: ['user'], details: { interface: 'wg0' } }),
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
];
