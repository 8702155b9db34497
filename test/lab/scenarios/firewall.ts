import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

const TABLE = ['table inet guard {', '  chain output { type filter hook output priority 0; policy accept;'];

/** Packet filters on this computer and on the way. */
export const FIREWALL: readonly Scenario[] = [
  scenario('a rule on this computer drops what goes to the proxy', {
    code: 'firewall.local-block',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.network.inside(
        'client',
        ['nft', '-f', '-'],
        [...TABLE, `ip daddr ${squid.spot.address} drop`, '}', '}', ''].join('\n'),
      );
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['user', 'admin'] }),
  }),
  scenario('a rule on this computer rejects the port of the proxy', {
    code: 'firewall.local-block',
    nearMissOf: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const rule = `tcp dport ${String(squid.port)} reject with tcp reset`;
      await lab.network.inside('client', ['nft', '-f', '-'], [...TABLE, rule, '}', '}', ''].join('\n'));
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('this computer has a rule for another host, and the proxy is silent by itself', {
    code: 'proxy.unreachable',
    nearMissOf: 'firewall.local-block',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filter(`ip daddr ${spot.address} drop`);
      await lab.network.inside(
        'client',
        ['nft', '-f', '-'],
        [...TABLE, `ip daddr ${lab.network.nobody.proxy} drop`, '}', '}', ''].join('\n'),
      );
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the network lets pings through to the proxy and drops its port', {
    code: 'firewall.network-block',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} meta l4proto tcp drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the network says that the way to the proxy is prohibited', {
    code: 'firewall.network-block',
    nearMissOf: ['proxy.unreachable', 'proxy.down'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(
        `ip daddr ${squid.spot.address} tcp dport ${String(squid.port)} reject with icmp type admin-prohibited`,
      );
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('no proxy is set, none is known, and the network drops everything that leaves directly', {
    code: 'firewall.network-block',
    nearMissOf: ['site.unreachable', 'settings.proxy-missing'],
    given: (lab) => lab.direct('dropped'),
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ fixer: ['admin'], confidence: 0.6 }),
  }),
  scenario('the network drops everything direct, and the proxy does not listen', {
    code: 'proxy.down',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('prohibited');
      return lab.spot();
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
];
