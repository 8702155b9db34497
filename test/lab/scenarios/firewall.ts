import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

const TABLE = ['table inet guard {', '  chain output { type filter hook output priority 0; policy accept;'];

/** Puts a packet filter on this computer: a whole table, in nft's own words. */
const localFilter = (lab: Lab, ...lines: readonly string[]): Promise<string> =>
  lab.network.inside('client', ['nft', '-f', '-'], ['table inet guard {', ...lines, '}', ''].join('\n'));

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
  scenario('a rule on this computer lets questions out and no answer of the proxy in', {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'firewall.network-block'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const chain = 'chain input { type filter hook input priority 0; policy accept;';
      await localFilter(lab, chain, `ip saddr ${squid.spot.address} tcp sport ${String(squid.port)} drop`, '}');
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('this computer lets out what is on a list, and the proxy is not on it', {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'firewall.network-block'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await localFilter(
        lab,
        'set allowed { type ipv4_addr; flags interval;',
        `elements = { 127.0.0.0/8, ${lab.network.networks.dns} } }`,
        'chain output { type filter hook output priority 0; policy drop;',
        'ct state established,related accept',
        'ip daddr @allowed accept',
        'meta l4proto icmp accept',
        '}',
      );
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a rule on this computer says that the way to the proxy is prohibited', {
    code: 'firewall.local-block',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const chain = 'chain output { type filter hook output priority 0; policy accept;';
      await localFilter(lab, chain, `ip daddr ${squid.spot.address} reject with icmp type admin-prohibited`, '}');
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a kill switch on this computer leads the way to the proxy nowhere', {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'device.offline'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.network.inside('client', ['ip', 'route', 'add', 'unreachable', `${squid.spot.address}/32`]);
      lab.afterwards(async () => {
        await lab.network.inside('client', ['ip', 'route', 'del', 'unreachable', `${squid.spot.address}/32`]);
      });
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('this computer has a rule for another port, and the proxy does not listen', {
    code: 'proxy.down',
    nearMissOf: 'firewall.local-block',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const chain = 'chain output { type filter hook output priority 0; policy accept;';
      await localFilter(lab, chain, `tcp dport ${String(spot.port + 1)} reject with tcp reset`, '}');
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the network prohibits everything to the host of the proxy', {
    code: 'firewall.network-block',
    nearMissOf: ['proxy.unreachable', 'vpn.required'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} reject with icmp type admin-prohibited`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the network prohibits connections to the host of the proxy and drops pings', {
    code: 'firewall.network-block',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(
        `ip daddr ${squid.spot.address} meta l4proto tcp reject with icmp type admin-prohibited`,
        `ip daddr ${squid.spot.address} drop`,
      );
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the router says that the host of the proxy is out of its reach', {
    code: 'proxy.unreachable',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.network.inside('router', ['ip', 'route', 'add', 'unreachable', `${spot.address}/32`]);
      lab.afterwards(async () => {
        await lab.network.inside('router', ['ip', 'route', 'del', 'unreachable', `${spot.address}/32`]);
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
];
