import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** Loss, large packets and the clock. */
export const QUALITY: readonly Scenario[] = [
  scenario('most packets to the proxy are lost', {
    code: 'device.network-unstable',
    mayAnswer: true,
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} numgen random mod 100 < 75 drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a third of the connections to the proxy stall, and the site still answers', {
    code: 'ok',
    nearMissOf: 'device.network-unstable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} tcp flags syn numgen inc mod 3 == 0 drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ alsoFound: ['device.network-unstable'], confidence: 0.5 }),
  }),
  scenario('large packets to the proxy vanish', {
    code: 'device.mtu-black-hole',
    nearMissOf: 'site.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip saddr ${lab.network.networks.client} ip daddr ${squid.spot.address} meta length > 400 drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the tunnel to this site is mute for packets of every size', {
    code: 'site.unreachable',
    nearMissOf: 'device.mtu-black-hole',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, { hosts: { [lab.sites.main.name]: { does: 'mute tunnel' } } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the clock of this computer is two months late', {
    code: 'device.clock-wrong',
    nearMissOf: 'tls.certificate-expired',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      const there = new Date(Date.now() + 60 * 86_400_000).toUTCString();
      await lab.misbehaving(spot, { does: 'answers', with: httpAnswer('200 OK', [`Date: ${there}`], 'hello') }, 'site');
      return `http://${lab.sites.noPorts.name}:${String(spot.port)}/hello.txt`;
    },
    when: (lab, control) => ({ url: lab.sites.notYetValid.https(), options: ['--control-url', control] }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('the certificate is of the future, and every clock agrees', {
    code: 'tls.certificate-expired',
    nearMissOf: 'device.clock-wrong',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.notYetValid.https() }),
  }),
];
