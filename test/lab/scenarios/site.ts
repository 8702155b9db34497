import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import type { Fixer } from '../../../src/verdict/verdict.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** A page of the site asked for directly. */
const direct = (
  title: string,
  code: CauseCode,
  path: string,
  more: {
    readonly nearMissOf?: CauseCode | readonly CauseCode[];
    readonly status?: number;
    readonly fixer?: readonly Fixer[];
    readonly secure?: boolean;
  } = {},
): Scenario =>
  scenario(title, {
    code,
    nearMissOf: more.nearMissOf ?? [],
    given: () => undefined,
    when: (lab) => ({ url: more.secure === false ? lab.sites.main.http(path) : lab.sites.main.https(path) }),
    then: () => ({
      confidence: 0.9,
      ...(more.fixer === undefined ? {} : { fixer: more.fixer }),
      ...(more.status === undefined ? {} : { details: { status: more.status } }),
    }),
  });

/** The same through an HTTP proxy: plain (the proxy could have answered) or in a tunnel. */
const proxied = (
  title: string,
  code: CauseCode,
  path: string,
  secure: boolean,
  nearMissOf: CauseCode | readonly CauseCode[] = [],
): Scenario =>
  scenario(title, {
    code,
    nearMissOf,
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      url: secure ? lab.sites.main.https(path) : lab.sites.main.http(path),
      env: setProxy(squid.spot.url()),
    }),
    then: () => ({}),
  });

/** What is wrong with the site itself. */
export const SITE: readonly Scenario[] = [
  scenario('the name of the site is misspelled', {
    code: 'site.name-not-found',
    given: (lab) => `https://wwww.${lab.draw.word()}.example/`,
    when: (_, url) => ({ url }),
    then: () => ({ fixer: ['user'], confidence: 0.9 }),
  }),
  scenario('the name of the site has no address', {
    code: 'site.name-not-found',
    given: (lab) => {
      lab.resolver.knowWithoutAddress(lab.sites.second.name);
    },
    when: (lab) => ({ url: lab.sites.second.https() }),
  }),
  scenario('the proxy cannot resolve the name of the site', {
    code: 'site.name-not-found',
    nearMissOf: ['proxy.upstream-down', 'site.unreachable-from-proxy'],
    given: async (lab) => {
      await lab.direct('dropped');
      return { squid: await lab.squid(lab.spot()), url: `http://www.${lab.draw.word()}.example/` };
    },
    when: (_, { squid, url }) => ({ url, env: setProxy(squid.spot.url()) }),
  }),
  scenario('nobody listens on the port of the site', {
    code: 'site.port-closed',
    nearMissOf: 'site.unreachable',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.noPorts.https() }),
    then: () => ({ fixer: ['site'] }),
  }),
  scenario('another port of a living site is closed', {
    code: 'site.port-closed',
    given: (lab) => lab.draw.port(),
    when: (lab, port) => ({ url: `http://${lab.sites.main.name}:${String(port)}/` }),
  }),
  scenario('the site is silent and others answer', {
    code: 'site.unreachable',
    nearMissOf: 'site.port-closed',
    given: (lab) => lab.filter(`ip daddr ${lab.sites.main.address} drop`),
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ fixer: ['site'] }),
  }),
  scenario('the host of the site is gone', {
    code: 'site.unreachable',
    given: (lab) => {
      lab.resolver.know(lab.sites.second.name, lab.network.nobody.site);
    },
    when: (lab) => ({ url: lab.sites.second.http() }),
  }),
  scenario('the site accepts the connection and says nothing', {
    code: 'site.unreachable',
    nearMissOf: 'tls.handshake-failed',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      await lab.misbehaving(spot, { does: 'stays silent' }, 'site');
      return spot;
    },
    when: (lab, spot) => ({ url: `https://${lab.sites.noPorts.name}:${String(spot.port)}/` }),
  }),
  scenario('the site closes every connection without a word', {
    code: 'site.unreachable',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      await lab.misbehaving(spot, { does: 'closes after the request' }, 'site');
      return spot;
    },
    when: (lab, spot) => ({ url: `http://${lab.sites.noPorts.name}:${String(spot.port)}/` }),
  }),
  scenario('the proxy cannot reach this one site', {
    code: 'site.unreachable-from-proxy',
    nearMissOf: 'proxy.upstream-down',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['site', 'admin'] }),
  }),
  scenario('the proxy waits in vain for this one site', {
    code: 'site.unreachable-from-proxy',
    nearMissOf: 'proxy.no-response',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip daddr ${lab.sites.main.address} drop`);
      return lab.squid(lab.spot(), { configLines: ['connect_timeout 60 seconds'] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the SOCKS5 proxy is refused by this one site', {
    code: 'site.unreachable-from-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.noPorts.http(), options: ['--proxy', spot.url('socks5')] }),
  }),
  scenario('privoxy says 404 for a site that does not exist', {
    code: 'site.name-not-found',
    nearMissOf: 'site.not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.privoxy(spot);
      return { spot, url: `https://www.${lab.draw.word()}.example/` };
    },
    when: (_, { spot, url }) => ({ url, env: setProxy(spot.url()) }),
    then: () => ({ confidence: 0.5 }),
  }),
  direct('the site wants a sign-in', 'site.login-required', '/sign-in', {
    nearMissOf: ['site.credentials-rejected', 'site.challenge-missing'],
    status: 401,
    fixer: ['user'],
  }),
  direct('the interface of the site wants a token', 'site.login-required', '/bearer', {
    nearMissOf: 'site.session-expired',
    status: 401,
  }),
  proxied(
    'the site wants a sign-in for a plain page, through a proxy',
    'site.login-required',
    '/sign-in',
    false,
    'proxy.credentials-rejected',
  ),
  scenario('the site refuses the password in the URL', {
    code: 'site.credentials-rejected',
    nearMissOf: 'site.login-required',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.https('/sign-in').replace('https://', `https://${lab.wrongUserinfo}@`) }),
    then: () => ({ fixer: ['user'], details: { status: 401 } }),
  }),
  direct('the token has expired', 'site.session-expired', '/token', {
    nearMissOf: 'site.login-required',
    status: 401,
    fixer: ['user'],
  }),
  direct('the site says 401 and not how to sign in', 'site.challenge-missing', '/no-challenge', {
    nearMissOf: 'site.login-required',
    status: 401,
    fixer: ['site'],
  }),
  direct('the site forbids the page', 'site.forbidden', '/status/403', {
    nearMissOf: 'site.login-required',
    status: 403,
    fixer: ['site'],
  }),
  proxied('the site forbids the page inside a tunnel', 'site.forbidden', '/status/403', true, 'proxy.access-denied'),
  proxied(
    'the site forbids a plain page, through a proxy',
    'site.forbidden',
    '/status/403',
    false,
    'proxy.access-denied',
  ),
  direct('the page does not exist', 'site.not-found', '/status/404', {
    nearMissOf: 'site.error',
    status: 404,
    fixer: ['user'],
  }),
  direct('the page is gone for good', 'site.not-found', '/status/410', { status: 410, secure: false }),
  direct('redirects lead to a page that does not exist', 'site.not-found', '/hop/missing', {
    nearMissOf: ['site.redirect-loop', 'ok'],
    secure: false,
  }),
  direct('the site has had too many requests', 'site.rate-limited', '/too-many', {
    nearMissOf: 'site.error',
    status: 429,
    fixer: ['user'],
  }),
  direct('the site is busy and says when to come back', 'site.error', '/busy', {
    nearMissOf: 'site.rate-limited',
    status: 503,
    fixer: ['site'],
  }),
  direct('the site fails', 'site.error', '/status/500', { status: 500, secure: false }),
  direct('the site finds the request bad', 'site.error', '/status/400', {
    nearMissOf: 'site.scheme-mismatch',
    status: 400,
    secure: false,
  }),
  direct('the site says that the law forbids the page', 'site.error', '/status/451', {
    nearMissOf: 'site.forbidden',
    status: 451,
  }),
  proxied('the site fails behind a proxy, for a plain page', 'site.error', '/status/502', false, [
    'proxy.upstream-down',
    'site.unreachable-from-proxy',
  ]),
  direct('the site redirects to itself', 'site.redirect-loop', '/loop', { fixer: ['site'] }),
  direct('three pages redirect in a ring', 'site.redirect-loop', '/ring/a', { secure: false }),
  scenario('https is asked of a port that speaks http', {
    code: 'site.scheme-mismatch',
    nearMissOf: 'tls.handshake-failed',
    given: () => undefined,
    when: (lab) => ({ url: `https://${lab.sites.main.name}:80/` }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('http is asked of a port that speaks https', {
    code: 'site.scheme-mismatch',
    nearMissOf: 'site.error',
    given: () => undefined,
    when: (lab) => ({ url: `http://${lab.sites.main.name}:443/` }),
    then: () => ({ fixer: ['user'] }),
  }),
  direct('the site itself says 407', 'site.sends-407', '/asks-as-proxy', {
    nearMissOf: 'proxy.auth-required',
    status: 407,
    fixer: ['site'],
  }),
  proxied('the site itself says 407 inside the tunnel', 'site.sends-407', '/asks-as-proxy', true, [
    'proxy.auth-required',
    'proxy.auth-challenge-missing',
  ]),
  scenario('a silent site behind the tunnel', {
    code: 'site.unreachable',
    nearMissOf: 'site.unreachable-from-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.siteSpot(lab.sites.noPorts, 443);
      await lab.misbehaving(spot, { does: 'stays silent' }, 'site');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the site answers half a page and closes', {
    code: 'site.error',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      await lab.misbehaving(
        spot,
        { does: 'answers', with: httpAnswer('500 Internal Server Error').slice(0, -12) },
        'site',
      );
      return spot;
    },
    when: (lab, spot) => ({ url: `http://${lab.sites.noPorts.name}:${String(spot.port)}/` }),
  }),
];
