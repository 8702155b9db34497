import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

/** What is wrong with names. */
export const NAMES: readonly Scenario[] = [
  scenario('no resolver answers', {
    code: 'dns.resolver-unreachable',
    given: (lab) => lab.filter(`ip daddr ${lab.resolver.address} drop`),
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ confidence: 0.8 }),
  }),
  scenario('the resolver fails for every name', {
    code: 'dns.resolver-unreachable',
    given: (lab) => {
      lab.resolver.failForAll('SERVFAIL');
    },
    when: (lab) => ({ url: lab.sites.main.http() }),
  }),
  scenario('the resolver refuses to serve this computer, and a proxy is set', {
    code: 'dns.resolver-unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      lab.resolver.failForAll('REFUSED');
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('no resolver answers and a proxy is set by name', {
    code: 'dns.resolver-unreachable',
    nearMissOf: 'dns.proxy-name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip daddr ${lab.resolver.address} drop`);
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the resolver fails for the name of this site only', {
    code: 'site.name-not-found',
    nearMissOf: 'dns.resolver-unreachable',
    given: (lab) => {
      lab.resolver.failFor(lab.sites.main.name, 'SERVFAIL');
    },
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
  scenario('the name of the proxy does not exist', {
    code: 'dns.proxy-name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['user'], confidence: 0.9 }),
  }),
  scenario('the name of the proxy has no address', {
    code: 'dns.proxy-name-not-found',
    given: async (lab) => {
      await lab.direct('reset');
      const spot = lab.spot();
      lab.resolver.knowWithoutAddress(spot.name);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), env: setProxy(spot.url()) }),
  }),
];
