/** Proxies as other people set them up: products, policies and mishaps that this laboratory was not built for. */
import type { Lab, Spot } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { behind, says } from './behind-proxy.ts';
import { setProxy } from './proxy-env.ts';

const controlNames = (lab: Lab): string =>
  Object.values(lab.sites.controls)
    .map(({ name }) => name)
    .join(' ');
const badMain = (lab: Lab): string => `acl bad dstdomain ${lab.sites.main.name}`;
const SQUID: readonly Scenario[] = [
  behind(
    'the control sites pass without a sign-in, and the password is wrong',
    'proxy.credentials-rejected',
    (lab, spot) =>
      lab.squidWithBasic(spot, {
        configLines: [`acl checks dstdomain ${controlNames(lab)}`],
        accessRules: ['http_access allow checks', 'http_access allow signed_in'],
      }),
    { userinfo: (lab) => lab.wrongUserinfo, near: 'proxy.access-denied', then: { confidence: 0.5 } },
  ),
  behind(
    'the control sites pass without a sign-in, the password is right, and the proxy asks again for a blocked site',
    'proxy.credentials-rejected',
    (lab, spot) =>
      lab.squidWithBasic(spot, {
        configLines: [badMain(lab), `acl checks dstdomain ${controlNames(lab)}`],
        accessRules: ['http_access allow checks', 'http_access deny bad signed_in', 'http_access allow signed_in'],
      }),
    { userinfo: (lab) => lab.userinfo, near: 'proxy.access-denied', then: { confidence: 0.4, atMostConfidence: 0.79 } },
  ),
  behind(
    'the password is right, and this person may go nowhere',
    'proxy.client-not-allowed',
    (lab, spot) =>
      lab.squidWithBasic(spot, {
        configLines: ['acl staff proxy_auth someone-else'],
        accessRules: ['http_access deny !signed_in', 'http_access allow staff', 'http_access deny all'],
      }),
    { userinfo: (lab) => lab.userinfo, near: 'proxy.credentials-rejected' },
  ),
  behind(
    'the site is blocked before anybody is asked who they are',
    'proxy.access-denied',
    (lab, spot) =>
      lab.squidWithBasic(spot, {
        configLines: [badMain(lab)],
        accessRules: ['http_access deny bad', 'http_access allow signed_in'],
      }),
    { near: 'proxy.auth-required', then: { confidence: 0.5 } },
  ),
  behind(
    'squid lets each computer have three connections at a time',
    'ok',
    (lab, spot) =>
      lab.squid(spot, {
        configLines: ['acl many maxconn 3'],
        accessRules: ['http_access deny many', 'http_access allow all'],
      }),
    { near: ['proxy.client-not-allowed', 'proxy.access-denied'] },
  ),
  behind(
    'squid finds the answer of the site too large',
    'proxy.access-denied',
    async (lab, spot) => {
      await lab.misbehaving(
        lab.siteSpot(lab.sites.noPorts, 80),
        { does: 'answers', with: httpAnswer('200 OK', [], `<html>${'big '.repeat(4_000)}</html>`) },
        'site',
      );
      await lab.squid(spot, { configLines: ['reply_body_max_size 4 KB all'] });
    },
    { url: (lab) => lab.sites.noPorts.http(), near: ['site.forbidden', 'proxy.request-too-large'] },
  ),
  behind(
    'a firewall behind squid lets plain pages out and nothing secure',
    'proxy.upstream-down',
    async (lab, spot) => {
      await lab.filter(
        `ip saddr ${lab.network.networks.proxy} ip daddr ${lab.network.networks.site} tcp dport 443 reject with icmp type host-unreachable`,
      );
      await lab.squid(spot);
    },
    { near: ['site.unreachable-from-proxy', 'proxy.connect-not-supported'], then: { confidence: 0.5 } },
  ),
  behind(
    'squid lets out secure pages and no plain ones',
    'proxy.port-not-allowed',
    (lab, spot) =>
      lab.squid(spot, {
        configLines: ['acl safe port 443'],
        accessRules: ['http_access deny !safe', 'http_access allow all'],
      }),
    { plain: true, near: ['proxy.client-not-allowed', 'site.forbidden'], then: { confidence: 0.5 } },
  ),
  behind(
    'the second proxy of two wants a password, which the first one passes on',
    'proxy.auth-required',
    async (lab, spot) => {
      const up = lab.spot();
      await lab.squidWithBasic(up, { configLines: [`visible_hostname ${up.name}`] });
      await lab.squid(spot, {
        configLines: [
          `cache_peer ${up.address} parent ${String(up.port)} 0 no-query no-digest default login=PASSTHRU`,
          'never_direct allow all',
          'nonhierarchical_direct off',
        ],
      });
    },
    { near: ['proxy.upstream-down', 'site.sends-407'] },
  ),
  scenario('the port is closed, and a proxy that wants a password listens on another common one', {
    code: 'settings.proxy-port-wrong',
    nearMissOf: ['proxy.down', 'proxy.auth-required'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squidWithBasic(lab.spot(3128));
      return lab.otherPort(squid.spot, 8081);
    },
    when: (lab, wrong) => ({ url: lab.sites.main.https(), env: setProxy(wrong.url()) }),
    then: () => ({ details: { suggestedPort: 3128 } }),
  }),
  scenario('the port is closed, and a SOCKS proxy listens on its own port', {
    code: 'settings.proxy-port-wrong',
    nearMissOf: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot(1080);
      await lab.microsocks(spot);
      return lab.otherPort(spot, 8081);
    },
    when: (lab, wrong) => ({ url: lab.sites.main.https(), env: setProxy(wrong.url()) }),
    then: () => ({ details: { suggestedPort: 1080 } }),
  }),
];

const signInPage = httpAnswer('307 Temporary Redirect', [
  'Location: https://sign-in.gate.example/?origin=http%3A%2F%2Fx&token=1',
]);
const APPLIANCES: readonly Scenario[] = [
  says(
    'the proxy sends every plain request to its own sign-in page',
    'proxy.client-not-allowed',
    { does: 'answers', with: signInPage },
    { plain: true, near: ['device.captive-portal', 'ok', 'proxy.access-denied'], then: { confidence: 0.5 } },
  ),
  behind(
    'an appliance names itself in Via and blocks a plain site',
    'proxy.access-denied',
    (lab, spot) => {
      const answer = httpAnswer('403 URLBlocked', ['Via: 1.1 10.0.0.7 (Web Gateway 9.2.3.36045)']);
      return lab.filteringProxy(spot, { hosts: { [lab.sites.main.name]: { does: 'answer', with: answer } } });
    },
    { plain: true, near: 'site.forbidden', then: { confidence: 0.5 } },
  ),
  behind(
    'somebody says 403 in a tunnel that the proxy reads along in',
    'site.forbidden',
    async (lab, spot) => {
      const { main, controls, trusted } = lab.sites;
      await lab.filteringProxy(spot, {
        inspect: {
          [main.name]: await trusted.issue([main.name]),
          [controls.secure.name]: await trusted.issue([controls.secure.name]),
        },
        hosts: {
          [main.name]: {
            does: 'answer inside',
            with: httpAnswer('403 Forbidden', ['Via: 1.1 gate', 'X-Blocked: category'], '<html>blocked</html>'),
          },
        },
      });
    },
    {
      near: 'proxy.access-denied',
      then: { confidence: 0.5, atMostConfidence: 0.79, alsoFound: ['proxy.access-denied', 'tls.inspected'] },
    },
  ),
  behind(
    'every tunnel holds a plain page in place of TLS',
    'proxy.connect-not-supported',
    (lab, spot) =>
      lab.filteringProxy(spot, {
        connect: { does: 'answer inside', with: httpAnswer('200 OK', [], '<html>sign in</html>') },
      }),
    { near: ['site.scheme-mismatch', 'tls.handshake-failed'], then: { confidence: 0.4 } },
  ),
  says(
    'the proxy asks everybody for a sign-in with 401, for a plain page',
    'proxy.auth-required',
    { does: 'answers', with: httpAnswer('401 Unauthorized', ['WWW-Authenticate: Basic realm="gate"']) },
    { plain: true, near: 'site.login-required', then: { confidence: 0.5 } },
  ),
];

const tlsFront = async (lab: Lab, spot: Spot, clientCa?: string): Promise<unknown> => {
  const squid = await lab.squid(lab.spot());
  const certified = await lab.sites.trusted.issue([spot.name]);
  return lab.haproxy(spot, squid.spot, certified, 'tcp', clientCa === undefined ? {} : { clientCa });
};

const FRONTS: readonly Scenario[] = [
  behind(
    'the proxy wants to see a certificate of this computer',
    'proxy.client-not-allowed',
    (lab, spot) => tlsFront(lab, spot, lab.sites.trusted.caFile),
    {
      scheme: 'https',
      near: ['proxy.tls-untrusted', 'settings.proxy-type-wrong', 'proxy.drops-connection'],
      then: { confidence: 0.4 },
    },
  ),
  behind(
    'the proxy that speaks TLS shares no cipher with this computer',
    'tls.handshake-failed',
    async (lab, spot) => {
      const squid = await lab.squid(lab.spot());
      await lab.haproxy(spot, squid.spot, await lab.sites.trusted.issue([spot.name]), 'tcp', {
        ciphers: 'NULL-SHA256:@SECLEVEL=0',
      });
    },
    { scheme: 'https', near: ['proxy.tls-untrusted', 'settings.proxy-type-wrong'], then: { confidence: 0.4 } },
  ),
  behind('the clock is wrong, and the certificate of the proxy looks expired', 'device.clock-wrong', tlsFront, {
    scheme: 'https',
    clock: '+90d',
    needs: 'faketime',
    near: 'proxy.tls-untrusted',
  }),
  behind(
    'the balancer before the proxy takes one connection at a time',
    'ok',
    async (lab, spot) => {
      const squid = await lab.squid(lab.spot());
      await lab.haproxy(spot, squid.spot, undefined, 'tcp', { lines: ['maxconn 1'] });
    },
    { near: ['proxy.no-response', 'device.network-unstable'] },
  ),
];

const socks = (
  title: string,
  code: Scenario['code'],
  rules: (lab: Lab) => Parameters<Lab['oddSocks']>[1],
  more: Parameters<typeof behind>[3] = {},
): Scenario => behind(title, code, (lab, spot) => lab.oddSocks(spot, rules(lab)), { scheme: 'socks5', ...more });
const SOCKS: readonly Scenario[] = [
  socks('the SOCKS5 proxy is bound to a name and answers byte by byte', 'ok', () => ({ version: 5, longWinded: true })),
  socks(
    'the SOCKS5 proxy refuses an unusual port by its rules',
    'proxy.port-not-allowed',
    () => ({ version: 5, replies: { '8443': 2 } }),
    {
      url: (lab) => `https://${lab.sites.main.name}:8443/`,
      near: 'proxy.access-denied',
    },
  ),
  socks(
    'the SOCKS5 proxy takes none of the ways to sign in, a password included',
    'proxy.auth-scheme-unsupported',
    () => ({ version: 5, method: 255 }),
    {
      userinfo: (lab) => lab.userinfo,
      near: ['proxy.credentials-rejected', 'proxy.auth-required'],
    },
  ),
  socks('a SOCKS4 proxy is entered as SOCKS5', 'settings.proxy-type-wrong', () => ({ version: 4 }), {
    near: 'proxy.drops-connection',
    then: { details: { suggestedKind: 'socks4' } },
  }),
  socks('the SOCKS5 proxy takes addresses and no names', 'ok', () => ({ version: 5, addressesOnly: true })),
];

export const FOREIGN_PROXIES: readonly Scenario[] = [...SQUID, ...APPLIANCES, ...FRONTS, ...SOCKS];
