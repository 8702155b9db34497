import { command } from '../command.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

/** What is wrong with the computer's own connection. */
export const DEVICE: readonly Scenario[] = [
  scenario('the cable is out', {
    code: 'device.offline',
    given: (lab) =>
      command('ip', ['-n', lab.network.namespaces.client, 'link', 'set', lab.network.clientInterface, 'down']),
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ fixer: ['user'], confidence: 0.9 }),
  }),
  scenario('the cable is out and a proxy is set', {
    code: 'device.offline',
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      await command('ip', ['-n', lab.network.namespaces.client, 'link', 'set', lab.network.clientInterface, 'down']);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('the interface is up but has got no address', {
    code: 'device.offline',
    given: (lab) =>
      command('ip', ['-n', lab.network.namespaces.client, 'addr', 'flush', 'dev', lab.network.clientInterface]),
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
  scenario('there is an address but no route that leads away, and the proxy is given by its address', {
    code: 'device.offline',
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      await command('ip', ['-n', lab.network.namespaces.client, 'route', 'del', 'default']);
      return squid;
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: setProxy(`http://${squid.spot.address}:${String(squid.spot.port)}`),
    }),
  }),
  scenario('there is no default route, but one to the proxy by its address', {
    code: 'ok',
    nearMissOf: 'device.offline',
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      const client = lab.network.namespaces.client;
      await command('ip', ['-n', client, 'route', 'del', 'default']);
      await command('ip', [
        '-n',
        client,
        'route',
        'add',
        lab.network.networks.proxy,
        'via',
        lab.network.gateways.client,
      ]);
      return squid;
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: setProxy(`http://${squid.spot.address}:${String(squid.spot.port)}`),
    }),
  }),
  scenario('a server on this computer is reached without any network', {
    code: 'ok',
    nearMissOf: 'device.offline',
    given: async (lab) => {
      const spot = lab.spotAt('127.0.0.1', lab.draw.port());
      await lab.misbehaving(
        spot,
        { does: 'answers', with: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi' },
        'client',
      );
      await command('ip', ['-n', lab.network.namespaces.client, 'link', 'set', lab.network.clientInterface, 'down']);
      return spot;
    },
    when: (_, spot) => ({ url: `http://127.0.0.1:${String(spot.port)}/` }),
    // Without a network no control site answers, which nothing here depends on.
    then: () => ({ confidence: 0.8 }),
  }),
  scenario('the router answers that there is no way to the network of the proxy', {
    code: 'proxy.unreachable',
    nearMissOf: 'device.offline',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip daddr ${lab.network.networks.proxy} reject with icmp type net-unreachable`);
      return lab.spot();
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the hotel wants the terms accepted first', {
    code: 'device.captive-portal',
    given: async (lab) => {
      const portal = lab.sites.portal;
      const client = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.rewrite(
        `${client} ip daddr != ${portal.address} tcp dport 80 dnat ip to ${lab.sites.portalGate.address}`,
      );
      await lab.filter(`${client} tcp dport != 80 ip daddr != ${portal.address} reject with tcp reset`);
    },
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('the hotel answers every plain page with its own, and the office proxy is out of reach', {
    code: 'device.captive-portal',
    given: async (lab) => {
      const client = `ip saddr ${lab.network.networks.client}`;
      await lab.rewrite(
        `${client} ip daddr ${lab.network.networks.site} tcp dport 80 dnat ip to ${lab.sites.portal.address}`,
      );
      await lab.filter(
        `${client} ip daddr ${lab.network.networks.proxy} drop`,
        `${client} ip daddr ${lab.network.networks.site} tcp dport != 80 drop`,
      );
      return lab.spot();
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('the office answers direct plain requests with its own page, and its proxy works', {
    code: 'ok',
    nearMissOf: 'device.captive-portal',
    given: async (lab) => {
      const client = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.rewrite(`${client} tcp dport 80 dnat ip to ${lab.sites.portal.address}`);
      await lab.filter(`${client} tcp dport != 80 drop`);
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the site itself redirects to its sign-in', {
    code: 'site.login-required',
    nearMissOf: 'device.captive-portal',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.http('/to-sign-in') }),
  }),
  scenario('the run is interrupted', {
    code: 'undetermined',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, { does: 'stays silent' });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()), interruptAfterMs: 1_200 }),
    then: () => ({ confidence: 0, fixer: [] }),
  }),
  scenario('everything is silent and the time is short', {
    code: 'undetermined',
    given: async (lab) => {
      await lab.filter('drop');
      return lab.spot();
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()), timeoutSeconds: 1 }),
    then: () => ({ confidence: 0 }),
  }),
  scenario('the first packets are late and the time is short, but it suffices', {
    code: 'ok',
    nearMissOf: 'undetermined',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.https(), timeoutSeconds: 3 }),
  }),
];
