import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

const KDE = { XDG_CURRENT_DESKTOP: 'KDE', KDE_SESSION_VERSION: '5' };
const KDE_NO_PROXY = { '.config/kioslaverc': '[Proxy Settings]\nProxyType=0\n' };

/** Settings that are there, and are not the ones this network needs. */
export const SETTINGS_CONFLICTS: readonly Scenario[] = [
  scenario('the desktop sets no proxy, and the one in the environment works', {
    code: 'settings.proxy-missing',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: { ...setProxy(squid.spot.url()), ...KDE },
      homeFiles: KDE_NO_PROXY,
    }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('the desktop sets no proxy, and the one in the environment is dead too', {
    code: 'firewall.network-block',
    nearMissOf: 'settings.proxy-missing',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.spot();
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: { ...setProxy(spot.url()), ...KDE },
      homeFiles: KDE_NO_PROXY,
    }),
    then: () => ({ confidence: 0.5 }),
  }),
  scenario('two sources name different proxies, and only the other one works', {
    code: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      return { squid: await lab.squid(lab.spot()), dead: lab.spot() };
    },
    when: (lab, { squid, dead }) => ({
      url: lab.sites.main.https(),
      env: { ...setProxy(squid.spot.url()), ...KDE },
      homeFiles: {
        '.config/kioslaverc': `[Proxy Settings]\nProxyType=1\nhttpProxy=http://${dead.name} ${String(dead.port)}\nhttpsProxy=http://${dead.name} ${String(dead.port)}\n`,
      },
    }),
    then: () => ({ alsoFound: ['settings.conflict'] }),
  }),
  scenario('a site of the office goes through the proxy, which does not know it', {
    code: 'settings.bypass-missing',
    nearMissOf: ['site.name-not-found', 'site.unreachable-from-proxy'],
    given: async (lab) => {
      lab.officeResolver.forget(lab.sites.main.name);
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.http(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['user', 'admin'] }),
  }),
  scenario('neither the proxy nor this computer gets to the site', {
    code: 'site.unreachable-from-proxy',
    nearMissOf: 'settings.bypass-missing',
    given: (lab) => lab.squid(lab.spot()),
    when: (lab, squid) => ({ url: lab.sites.noPorts.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the bypass list takes a site past the proxy that only the proxy reaches', {
    code: 'settings.bypass-too-broad',
    nearMissOf: 'site.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: { ...setProxy(squid.spot.url()), no_proxy: lab.sites.main.name.split('.').slice(1).join('.') },
    }),
    then: () => ({ fixer: ['user', 'admin'] }),
  }),
  scenario('a site on the bypass list is dead, for the proxy too', {
    code: 'site.unreachable',
    nearMissOf: 'settings.bypass-too-broad',
    given: async (lab) => {
      await lab.filter(`ip daddr ${lab.sites.main.address} drop`);
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: { ...setProxy(squid.spot.url()), no_proxy: lab.sites.main.name },
    }),
  }),
];
