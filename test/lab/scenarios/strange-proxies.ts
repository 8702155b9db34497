/** Proxies that answer in their own way: the same causes as elsewhere, told by other software in other words. */
import { gzipSync } from 'node:zlib';
import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import type { Lab, Spot } from '../lab.ts';
import { scenario, type Ask, type Expectation, type Scenario } from '../scenario.ts';
import type { FilteringProxyRules, Treatment } from '../servers/filtering-proxy.ts';
import { httpAnswer, type Behaviour } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

interface More {
  readonly near?: CauseCode | readonly CauseCode[];
  readonly plain?: boolean;
  readonly scheme?: string;
  readonly then?: Expectation;
}

const askFor = (lab: Lab, spot: Spot, more: More): Ask => ({
  url: more.plain === true ? lab.sites.main.http() : lab.sites.main.https(),
  env: setProxy(spot.url(more.scheme ?? 'http')),
});

/** A proxy that says the same to everybody. */
const says = (title: string, code: CauseCode, behaviour: Behaviour, more: More = {}): Scenario =>
  scenario(title, {
    code,
    nearMissOf: more.near ?? [],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, behaviour);
      return spot;
    },
    when: (lab, spot) => askFor(lab, spot, more),
    then: () => more.then ?? {},
  });

/** A proxy that works, but for what the rules say. */
const filters = (title: string, code: CauseCode, rules: (lab: Lab) => FilteringProxyRules, more: More = {}): Scenario =>
  scenario(title, {
    code,
    nearMissOf: more.near ?? [],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, rules(lab));
      return spot;
    },
    when: (lab, spot) => askFor(lab, spot, more),
    then: () => more.then ?? {},
  });

const forMain =
  (treatment: Treatment) =>
  (lab: Lab): FilteringProxyRules => ({ hosts: { [lab.sites.main.name]: treatment } });
const raw = (...lines: readonly string[]): string => lines.join('\r\n');
const page = `<html><body><h1>Blocked</h1>${'<p>This page is not for you.</p>'.repeat(8_000)}</body></html>`;
const packed = gzipSync('<html><body>Zugriff gesperrt</body></html>').toString('latin1');
const gzipped = `HTTP/1.1 403 Forbidden\r\nContent-Encoding: gzip\r\nContent-Length: ${String(packed.length)}\r\nConnection: close\r\n\r\n${packed}`;

const SIGN_IN: readonly Scenario[] = [
  says('the proxy asks for a password in chunks', 'proxy.auth-required', {
    does: 'answers and waits',
    with: raw(
      'HTTP/1.1 407 Proxy Authentication Required',
      'Proxy-Authenticate: Basic realm="chunks"',
      'Transfer-Encoding: chunked',
      '',
      '5',
      'hello',
      '0',
      '',
      '',
    ),
  }),
  says('a proxy of HTTP/1.0 offers NTLM and Basic and closes', 'proxy.auth-required', {
    does: 'answers',
    with: raw('HTTP/1.0 407 Unauthorized', 'Proxy-Authenticate: NTLM', 'Proxy-Authenticate: Basic realm="old"', '', ''),
  }),
  says('the realm of the proxy is written in Japanese', 'proxy.auth-required', {
    does: 'answers',
    with: httpAnswer('407 Proxy Authentication Required', [
      `Proxy-Authenticate: Basic realm="${Buffer.from('社内プロキシ').toString('latin1')}"`,
    ]),
  }),
  says(
    'the proxy offers three schemes in one line, with a comma in the realm',
    'proxy.auth-required',
    {
      does: 'answers',
      with: httpAnswer('407 Proxy Authentication Required', [
        'Proxy-Authenticate: Negotiate, NTLM, Basic realm="head office, floor 2"',
      ]),
    },
    { near: 'proxy.auth-challenge-missing', then: { details: { schemes: ['negotiate', 'ntlm', 'basic'] } } },
  ),
  says(
    'the proxy offers only Negotiate, and there is no ticket',
    'proxy.auth-scheme-unsupported',
    { does: 'answers', with: httpAnswer('407 Proxy Authentication Required', ['Proxy-Authenticate: Negotiate']) },
    { near: 'proxy.auth-required' },
  ),
];

const POLICY: readonly Scenario[] = [
  filters('the block page of the proxy is packed', 'proxy.access-denied', forMain({ does: 'answer', with: gzipped })),
  filters(
    'the block page of the proxy is 250 kilobytes long',
    'proxy.access-denied',
    forMain({ does: 'answer', with: httpAnswer('403 Forbidden', [], page) }),
    { plain: true },
  ),
  filters(
    'the proxy sends a blocked plain page to another host',
    'proxy.access-denied',
    (lab) =>
      forMain({
        does: 'answer',
        with: httpAnswer('302 Found', [`Location: ${lab.sites.second.http('/')}?why=blocked`]),
      })(lab),
    { plain: true, near: 'ok' },
  ),
  filters(
    'the proxy puts 204 in place of a blocked plain page',
    'proxy.access-denied',
    forMain({ does: 'answer', with: 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n' }),
    { plain: true, near: 'ok' },
  ),
  filters(
    'the proxy lets only one browser through',
    'proxy.client-not-allowed',
    () => ({ onlyAgent: { named: 'Mozilla/5.0', answer: httpAnswer('403 Forbidden') } }),
    { near: 'proxy.access-denied' },
  ),
  says('the proxy refuses everybody with a packed page', 'proxy.client-not-allowed', {
    does: 'answers',
    with: gzipped,
  }),
];

const UPSTREAM: readonly Scenario[] = [
  filters(
    'the proxy says 502 for one site, in HTML',
    'site.unreachable-from-proxy',
    forMain({ does: 'answer', with: httpAnswer('502 Bad Gateway') }),
    { near: 'proxy.upstream-down' },
  ),
  filters('the proxy says 504 for every site', 'proxy.upstream-down', () => ({
    hosts: { '*': { does: 'answer', with: httpAnswer('504 Gateway Timeout') } },
  })),
  scenario('squid is patient, and all sites are silent', {
    code: 'proxy.upstream-down',
    nearMissOf: ['proxy.no-response', 'proxy.not-a-proxy'],
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip saddr ${lab.network.networks.proxy} ip daddr ${lab.network.networks.site} drop`);
      return lab.squid(lab.spot(), { configLines: ['connect_timeout 60 seconds'] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('squid is patient, and one site is silent', {
    code: 'site.unreachable-from-proxy',
    nearMissOf: ['proxy.no-response', 'proxy.upstream-down'],
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip saddr ${lab.network.networks.proxy} ip daddr ${lab.sites.main.address} drop`);
      return lab.squid(lab.spot(), { configLines: ['connect_timeout 60 seconds'] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
];

const SLOW: readonly Scenario[] = [
  filters(
    'the proxy thinks eight seconds about tunnels to this site',
    'ok',
    forMain({ does: 'pass', afterMs: 8_000 }),
    { near: 'site.unreachable-from-proxy' },
  ),
  filters(
    'the proxy thinks eight seconds about everything',
    'ok',
    () => ({ hosts: { '*': { does: 'pass', afterMs: 8_000 } } }),
    { near: ['proxy.no-response', 'proxy.upstream-down'] },
  ),
  scenario('a page takes eight seconds', {
    code: 'ok',
    nearMissOf: 'site.unreachable',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      await lab.misbehaving(spot, { does: 'answers late', with: httpAnswer('200 OK'), afterMs: 8_000 }, 'site');
      return `${spot.url()}/report`;
    },
    when: (_, url) => ({ url }),
  }),
  scenario('a page takes eight seconds through the proxy', {
    code: 'ok',
    nearMissOf: 'site.unreachable-from-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const site = lab.siteSpot(lab.sites.noPorts, 80);
      await lab.misbehaving(site, { does: 'answers late', with: httpAnswer('200 OK'), afterMs: 8_000 }, 'site');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.http('/report'), env: setProxy(squid.spot.url()) }),
  }),
];

const KINDS: readonly Scenario[] = [
  scenario('stunnel stands before the proxy, which is entered as a plain one', {
    code: 'settings.proxy-type-wrong',
    needs: 'stunnel4',
    nearMissOf: 'proxy.drops-connection',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const front = lab.spot();
      await lab.stunnel(front, squid.spot, await lab.sites.trusted.issue([front.name]));
      return front;
    },
    when: (lab, front) => askFor(lab, front, {}),
    then: () => ({ details: { suggestedKind: 'https' } }),
  }),
  scenario('the certificate of the proxy has expired', {
    code: 'proxy.tls-untrusted',
    nearMissOf: ['tls.certificate-expired', 'device.clock-wrong'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const front = lab.spot();
      await lab.haproxy(front, squid.spot, await lab.sites.trusted.issue([front.name], { fromDays: -90, toDays: -3 }));
      return front;
    },
    when: (lab, front) => askFor(lab, front, { scheme: 'https' }),
  }),
  scenario('privoxy is entered as a SOCKS4 proxy', {
    code: 'settings.proxy-type-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.privoxy(spot);
      return spot;
    },
    when: (lab, spot) => askFor(lab, spot, { scheme: 'socks4' }),
    then: () => ({ details: { suggestedKind: 'http' } }),
  }),
  scenario('a SOCKS5 proxy is entered as SOCKS4', {
    code: 'settings.proxy-type-wrong',
    nearMissOf: 'proxy.drops-connection',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot);
      return spot;
    },
    when: (lab, spot) => askFor(lab, spot, { scheme: 'socks4' }),
    then: () => ({ details: { suggestedKind: 'socks5' } }),
  }),
  scenario('a SOCKS5 proxy that wants a user is entered as an HTTP proxy', {
    code: 'settings.proxy-type-wrong',
    nearMissOf: 'proxy.auth-required',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot, { withUser: true });
      return spot;
    },
    when: (lab, spot) => askFor(lab, spot, {}),
    then: () => ({ details: { suggestedKind: 'socks5' } }),
  }),
  scenario('nginx passes plain pages on, and knows no tunnels', {
    code: 'proxy.connect-not-supported',
    nearMissOf: 'proxy.not-a-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.webServer(spot, [
        `resolver ${lab.officeResolver.address} ipv6=off;`,
        'location / { proxy_pass http://$host$request_uri; proxy_set_header Host $host; }',
      ]);
      return spot;
    },
    when: (lab, spot) => askFor(lab, spot, {}),
  }),
  filters('the tunnel is announced with a body that never comes', 'ok', () => ({
    established: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 12\r\n\r\n',
  })),
  filters('the tunnel is announced after an interim answer, by HTTP/1.0', 'ok', () => ({
    established: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 Connection Established\r\nProxy-agent: x\r\n\r\n',
  })),
];

export const STRANGE_PROXIES: readonly Scenario[] = [...SIGN_IN, ...POLICY, ...UPSTREAM, ...SLOW, ...KINDS];
