import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

/** The site answers, on all the ways there are. */
export const OK: readonly Scenario[] = [
  scenario('a plain page is reached without a proxy', {
    code: 'ok',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.http() }),
    then: (lab) => ({
      confidence: 0.9,
      fixer: [],
      seen: () => [!lab.sites.nginx.log().includes(`${lab.sites.main.name} "GET / `) && 'the site saw no request'],
    }),
  }),
  scenario('a secure page is reached without a proxy', {
    code: 'ok',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('a secure page is reached with a CA that is named on the command line', {
    code: 'ok',
    nearMissOf: 'tls.certificate-untrusted',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.unknownIssuer.https(), options: ['--ca', lab.sites.stranger.caFile] }),
  }),
  scenario('a plain page is reached through an HTTP proxy', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.http(), env: setProxy(squid.spot.url()) }),
    then: (lab, squid) => ({
      confidence: 0.9,
      seen: (document) => [
        !squid.requests().some((line) => line.startsWith(`GET ${lab.sites.main.http()} 200`)) &&
          'the proxy saw no GET of the page',
        document.settings.route[0]?.kind !== 'http' && 'the route does not name the proxy',
      ],
    }),
  }),
  scenario('a secure page is reached through an HTTP proxy', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: (lab, squid) => ({
      confidence: 0.9,
      seen: () => [
        !squid.requests().some((line) => line.startsWith(`CONNECT ${lab.sites.main.name}:443 200`)) &&
          'the proxy saw no CONNECT',
      ],
    }),
  }),
  scenario('a computer that knows only the proxy by name reaches a secure page through it', {
    code: 'ok',
    nearMissOf: 'site.name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      lab.resolver.forgetAll();
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('a proxy given without a scheme is an HTTP proxy', {
    code: 'ok',
    nearMissOf: 'settings.proxy-address-invalid',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: setProxy(`${squid.spot.name.toUpperCase()}:${String(squid.spot.port)}`),
    }),
  }),
  scenario('an unusable proxy address for the other kind of URL harms nobody', {
    code: 'ok',
    nearMissOf: 'settings.proxy-address-invalid',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.http(),
      env: { http_proxy: squid.spot.url(), https_proxy: 'http://no such host:port' },
    }),
  }),
  scenario('a secure page is reached through a SOCKS5 proxy', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), options: ['--proxy', spot.url('socks5')] }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('a page is reached through a SOCKS5 proxy with a user', {
    code: 'ok',
    nearMissOf: 'proxy.auth-required',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot, { withUser: true });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('socks5', lab.userinfo)) }),
  }),
  scenario('a page is reached through a SOCKS4 proxy', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.dante(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), options: ['--proxy', spot.url('socks4')] }),
  }),
  scenario('a page is reached through a proxy that speaks TLS itself', {
    code: 'ok',
    nearMissOf: 'proxy.drops-connection',
    given: async (lab) => {
      await lab.direct('dropped');
      const behind = lab.spot();
      await lab.squid(behind);
      const front = lab.spot();
      await lab.haproxy(front, behind, await lab.sites.trusted.issue([front.name]));
      return front;
    },
    when: (lab, front) => ({ url: lab.sites.main.https(), options: ['--proxy', front.url('https')] }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('the password in the proxy address is right', {
    code: 'ok',
    nearMissOf: ['proxy.auth-required', 'proxy.credentials-rejected'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url('http', lab.userinfo)) }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('the password on standard input is right', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.http(),
      env: setProxy(squid.spot.url()),
      options: ['--user', lab.user.name, '--password-stdin'],
      stdin: `${lab.user.password}\n`,
    }),
  }),
  scenario('tinyproxy accepts the password', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.tinyproxy(spot, { withUser: true });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http', lab.userinfo)) }),
  }),
  scenario('a password with signs of the URL language is percent-encoded', {
    code: 'ok',
    nearMissOf: 'settings.proxy-address-invalid',
    given: async (lab) => {
      await lab.direct('dropped');
      const password = `${lab.user.password}@#/:?%é`;
      const users = [{ user: lab.user.name, password }];
      const squid = await lab.squid(lab.spot(), { auth: [{ scheme: 'basic', users }] });
      return { squid, userinfo: `${lab.user.name}:${encodeURIComponent(password)}` };
    },
    when: (lab, { squid, userinfo }) => ({
      url: lab.sites.main.https(),
      env: setProxy(squid.spot.url('http', userinfo)),
    }),
  }),
  scenario('a site on the bypass list is reached past a dead proxy', {
    code: 'ok',
    nearMissOf: 'proxy.down',
    given: (lab) => lab.spot(),
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: { ...setProxy(spot.url()), no_proxy: `localhost,${lab.sites.main.name}` },
    }),
    then: () => ({
      seen: (document) => [!document.settings.bypassed && 'the document does not say that the site is bypassed'],
    }),
  }),
  scenario('a redirect leads to the page', {
    code: 'ok',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.http('/moved') }),
  }),
  scenario('five redirects lead to the page', {
    code: 'ok',
    nearMissOf: 'site.redirect-loop',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.https('/hop/1') }),
  }),
  scenario('the first address of the site is dead and the second answers', {
    code: 'ok',
    nearMissOf: 'site.unreachable',
    given: (lab) => {
      lab.resolver.know(lab.sites.main.name, lab.network.nobody.site, lab.sites.main.address);
    },
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
  scenario('one address of the site refuses and the other one answers', {
    code: 'ok',
    nearMissOf: 'site.port-closed',
    given: (lab) => {
      lab.resolver.know(lab.sites.main.name, lab.sites.noPorts.address, lab.sites.main.address);
    },
    when: (lab) => ({ url: lab.sites.main.http() }),
  }),
  scenario('one address of the proxy is dead and the other one answers', {
    code: 'ok',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      lab.resolver.know(squid.spot.name, lab.network.nobody.proxy, squid.spot.address);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the resolver is silent and the proxy is given by its address', {
    code: 'ok',
    nearMissOf: 'dns.resolver-unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip daddr ${lab.resolver.address} drop`);
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.https(),
      env: setProxy(`http://${squid.spot.address}:${String(squid.spot.port)}`),
    }),
  }),
  scenario('the settings are overridden by a direct way', {
    code: 'ok',
    given: (lab) => lab.spot(),
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()), options: ['--direct'] }),
  }),
  scenario('the proxy needs three seconds for an answer', {
    code: 'ok',
    nearMissOf: 'proxy.no-response',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, { hosts: { [lab.sites.main.name]: { does: 'pass', afterMs: 3_000 } } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('TLS is inspected with a CA that this computer trusts', {
    code: 'ok',
    nearMissOf: 'tls.intercepted-untrusted',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const issue = async (name: string) => [name, await lab.sites.stranger.issue([name])] as const;
      const inspect = Object.fromEntries([
        await issue(lab.sites.main.name),
        await issue(lab.sites.controls.secure.name),
      ]);
      await lab.filteringProxy(spot, { inspect });
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(spot.url()),
      options: ['--ca', lab.sites.stranger.caFile],
    }),
  }),
];
