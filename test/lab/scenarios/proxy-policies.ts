import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** The proxy that serves others, other ports, or smaller requests. */
export const PROXY_POLICIES: readonly Scenario[] = [
  scenario('the certificate of the proxy itself comes from a stranger', {
    code: 'proxy.tls-untrusted',
    nearMissOf: ['tls.certificate-untrusted', 'settings.proxy-type-wrong'],
    given: async (lab) => {
      await lab.direct('dropped');
      const behind = lab.spot();
      await lab.squid(behind);
      const front = lab.spot();
      await lab.haproxy(front, behind, await lab.sites.stranger.issue([front.name]));
      return front;
    },
    when: (lab, front) => ({ url: lab.sites.main.https(), options: ['--proxy', front.url('https')] }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy speaks TLS well, and the site behind it has a bad certificate', {
    code: 'tls.certificate-untrusted',
    nearMissOf: 'proxy.tls-untrusted',
    given: async (lab) => {
      await lab.direct('dropped');
      const behind = lab.spot();
      await lab.squid(behind);
      const front = lab.spot();
      await lab.haproxy(front, behind, await lab.sites.trusted.issue([front.name]));
      return front;
    },
    when: (lab, front) => ({ url: lab.sites.selfSigned.https(), options: ['--proxy', front.url('https')] }),
  }),
  scenario('the proxy accepts the password once and then no more', {
    code: 'proxy.auth-broken',
    nearMissOf: ['proxy.credentials-rejected', 'proxy.access-denied'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, { user: { ...lab.user, accepts: 1 } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http', lab.userinfo)) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy never accepts the password', {
    code: 'proxy.credentials-rejected',
    nearMissOf: 'proxy.auth-broken',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, { user: { ...lab.user, accepts: 0 } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http', lab.userinfo)) }),
  }),
  scenario('the proxy refuses this computer, whatever it asks for', {
    code: 'proxy.client-not-allowed',
    nearMissOf: 'proxy.access-denied',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot(), { accessRules: ['http_access deny all'] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'], details: { status: 403 } }),
  }),
  scenario('the proxy refuses all sites but the control sites', {
    code: 'proxy.access-denied',
    nearMissOf: 'proxy.client-not-allowed',
    given: async (lab) => {
      await lab.direct('dropped');
      const names = Object.values(lab.sites.controls).map((site) => site.name);
      return lab.squid(lab.spot(), {
        configLines: [`acl checks dstdomain ${names.join(' ')}`],
        accessRules: ['http_access allow checks'],
      });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the proxy finds the sign-in too large', {
    code: 'proxy.request-too-large',
    nearMissOf: 'proxy.connect-not-supported',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const answer = httpAnswer('431 Request Header Fields Too Large');
      await lab.filteringProxy(spot, { largeHeader: { bytes: 1_500, answer }, user: lab.user });
      return { spot, userinfo: `${lab.user.name}:${lab.user.password.padEnd(1_500, 'x')}` };
    },
    when: (lab, { spot, userinfo }) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http', userinfo)) }),
  }),
  scenario('the proxy finds every request bad, small ones too', {
    code: 'proxy.connect-not-supported',
    nearMissOf: 'proxy.request-too-large',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, { connect: { does: 'answer', with: httpAnswer('400 Bad Request') } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the proxy tunnels to port 443 only', {
    code: 'proxy.port-not-allowed',
    nearMissOf: 'proxy.access-denied',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(), {
        configLines: ['acl secure port 443', 'acl tunnels method CONNECT'],
        accessRules: ['http_access deny tunnels !secure', 'http_access allow all'],
      });
      return { squid, port: lab.draw.port() };
    },
    when: (lab, { squid, port }) => ({
      url: `https://${lab.sites.main.name}:${String(port)}/`,
      env: setProxy(squid.spot.url()),
    }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy blocks a site on every port', {
    code: 'proxy.access-denied',
    nearMissOf: 'proxy.port-not-allowed',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(), {
        configLines: [`acl blocked dstdomain ${lab.sites.main.name}`],
        accessRules: ['http_access deny blocked', 'http_access allow all'],
      });
      return { squid, port: lab.draw.port() };
    },
    when: (lab, { squid, port }) => ({
      url: `https://${lab.sites.main.name}:${String(port)}/`,
      env: setProxy(squid.spot.url()),
    }),
  }),
  scenario('the proxy does plain pages and no tunnels', {
    code: 'proxy.connect-not-supported',
    nearMissOf: 'proxy.not-a-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, {
        connect: { does: 'answer', with: httpAnswer('405 Method Not Allowed', ['Allow: GET, HEAD, POST']) },
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy has had too many requests from here', {
    code: 'proxy.overloaded',
    nearMissOf: 'site.rate-limited',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, {
        hosts: { '*': { does: 'answer', with: httpAnswer('429 Too Many Requests', ['Retry-After: 60']) } },
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the proxy sheds load and says when to come back', {
    code: 'proxy.overloaded',
    nearMissOf: 'proxy.upstream-down',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, {
        hosts: { '*': { does: 'answer', with: httpAnswer('503 Service Unavailable', ['Retry-After: 60']) } },
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the site limits requests behind a proxy that does not', {
    code: 'site.rate-limited',
    nearMissOf: 'proxy.overloaded',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.http('/too-many'), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the proxy puts its block page in place of a plain page, with status 200', {
    code: 'proxy.access-denied',
    nearMissOf: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const page = httpAnswer(
        '200 OK',
        [],
        '<html><body><h1>Access blocked</h1>This site is in a category that our policy does not permit.</body></html>',
      );
      await lab.filteringProxy(spot, { hosts: { [lab.sites.main.name]: { does: 'answer', with: page } } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), env: setProxy(spot.url()) }),
    then: () => ({ confidence: 0.5 }),
  }),
  scenario('a web server answers every plain request with its own page', {
    code: 'proxy.not-a-proxy',
    nearMissOf: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const page = httpAnswer('200 OK', ['Server: httpd'], '<html><body>Welcome to our intranet</body></html>');
      await lab.misbehaving(spot, { does: 'answers', with: page });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), env: setProxy(spot.url()) }),
  }),
  scenario('the port is closed, and elsewhere on the host a web server says 200 to everything', {
    code: 'proxy.down',
    nearMissOf: 'settings.proxy-port-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      const closed = lab.spot();
      const page = httpAnswer('200 OK', ['Server: httpd'], '<html><body>It works!</body></html>');
      await lab.misbehaving(lab.otherPort(closed, 8080), { does: 'answers', with: page });
      return closed;
    },
    when: (lab, closed) => ({ url: lab.sites.main.https(), env: setProxy(closed.url()) }),
  }),
];
