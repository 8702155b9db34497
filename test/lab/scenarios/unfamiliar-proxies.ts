/** Proxies of other makes and in other combinations: chained, fronted, in other words, other languages, other versions of HTTP. */
import type { Spot } from '../lab.ts';
import type { Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { behind, says } from './behind-proxy.ts';

const at = (spot: Spot): string => `${spot.address}:${String(spot.port)}`;
const raw = (...lines: readonly string[]): string => lines.join('\r\n');
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const parent = (spot: Spot): readonly string[] => [
  `cache_peer ${spot.address} parent ${String(spot.port)} 0 no-query no-digest default`,
  'never_direct allow all',
  'nonhierarchical_direct off',
];

/** Two squids of one name take each other for a loop. */
const named = (spot: Spot): readonly string[] => [`visible_hostname ${spot.name}`];

const CHAINS: readonly Scenario[] = [
  behind('squid hands everything to a second squid', 'ok', async (lab, spot) => {
    const up = lab.spot();
    await lab.squid(up, { configLines: named(up) });
    await lab.squid(spot, { configLines: parent(up) });
  }),
  behind(
    'squid hands everything to a second proxy, which is gone',
    'proxy.upstream-down',
    (lab, spot) => lab.squid(spot, { configLines: parent(lab.spot()) }),
    { near: 'proxy.down' },
  ),
  behind(
    'the second squid of two blocks a plain site',
    'proxy.access-denied',
    async (lab, spot) => {
      const up = lab.spot();
      await lab.squid(up, {
        configLines: [...named(up), `acl bad dstdomain ${lab.sites.main.name}`],
        accessRules: ['http_access deny bad', 'http_access allow all'],
      });
      await lab.squid(spot, { configLines: parent(up) });
    },
    { plain: true, near: 'site.forbidden' },
  ),
  behind(
    'tinyproxy hands everything to a second proxy, which is gone',
    'proxy.upstream-down',
    (lab, spot) => lab.tinyproxy(spot, { configLines: [`Upstream http ${at(lab.spot())}`] }),
    { near: 'proxy.down' },
  ),
  behind(
    'privoxy hands everything to a second proxy, which is gone',
    'proxy.upstream-down',
    (lab, spot) => lab.privoxy(spot, { configLines: [`forward / ${at(lab.spot())}`] }),
    { near: 'site.unreachable-from-proxy' },
  ),
  behind(
    'a balancer that reads requests has no proxy left behind it',
    'proxy.upstream-down',
    (lab, spot) => lab.haproxy(spot, lab.spot(), undefined, 'http'),
    { near: ['proxy.not-a-proxy', 'proxy.overloaded'] },
  ),
  behind(
    'stunnel stands before a proxy that is gone',
    'proxy.drops-connection',
    async (lab, spot) => lab.stunnel(spot, lab.spot(), await lab.sites.trusted.issue([spot.name])),
    { scheme: 'https', needs: 'stunnel4', near: 'proxy.tls-untrusted' },
  ),
  behind(
    'the proxy behind TLS wants a password',
    'proxy.auth-required',
    async (lab, spot) => {
      const squid = await lab.squidWithBasic(lab.spot());
      await lab.haproxy(spot, squid.spot, await lab.sites.trusted.issue([spot.name]));
    },
    { scheme: 'https' },
  ),
];

const MAKES: readonly Scenario[] = [
  behind(
    'tinyproxy filters the site',
    'proxy.access-denied',
    async (lab, spot) => {
      const { writeFileSync } = await import('node:fs');
      const file = `${lab.folder()}/filter`;
      writeFileSync(file, `^${lab.sites.main.name.replaceAll('.', '\\.')}$\n`);
      await lab.tinyproxy(spot, { configLines: [`Filter "${file}"`, 'FilterExtended On'] });
    },
    { near: 'proxy.client-not-allowed' },
  ),
  behind(
    'tinyproxy serves other computers only',
    'proxy.client-not-allowed',
    (lab, spot) => lab.tinyproxy(spot, { configLines: ['Allow 192.0.2.1'] }),
    { near: 'proxy.access-denied' },
  ),
  behind(
    'tinyproxy tunnels to one port only',
    'proxy.port-not-allowed',
    async (lab, spot) => {
      const site = lab.siteSpot(lab.sites.noPorts, 8443);
      await lab.misbehaving(site, { does: 'stays silent' }, 'site');
      await lab.tinyproxy(spot, { configLines: ['ConnectPort 443'] });
    },
    {
      url: (lab) => `https://${lab.sites.noPorts.name}:8443/`,
      near: ['proxy.access-denied', 'proxy.client-not-allowed'],
    },
  ),
  behind(
    'privoxy blocks the site',
    'proxy.access-denied',
    (lab, spot) => lab.privoxy(spot, { actions: ['{+block{no}}', lab.sites.main.name] }),
    { near: 'site.forbidden' },
  ),
  behind(
    'privoxy blocks a plain site',
    'proxy.access-denied',
    (lab, spot) => lab.privoxy(spot, { actions: ['{+block{no}}', lab.sites.main.name] }),
    { plain: true, near: 'site.forbidden' },
  ),
  behind(
    'the SOCKS proxy hangs up on this network',
    'proxy.drops-connection',
    (lab, spot) => lab.dante(spot, { denyClients: [lab.network.networks.client] }),
    { scheme: 'socks5', near: 'proxy.down' },
  ),
  behind(
    'squid resets blocked connections',
    'proxy.access-denied',
    (lab, spot) =>
      lab.squid(spot, {
        configLines: [`acl bad dstdomain ${lab.sites.main.name}`, 'deny_info TCP_RESET bad'],
        accessRules: ['http_access deny bad', 'http_access allow all'],
      }),
    { near: 'proxy.drops-connection' },
  ),
  behind(
    'squid sends blocked sites to a page of the office',
    'proxy.access-denied',
    (lab, spot) =>
      lab.squid(spot, {
        configLines: [
          `acl bad dstdomain ${lab.sites.main.name}`,
          `deny_info 307:${lab.sites.second.http('/')}?url=%u bad`,
        ],
        accessRules: ['http_access deny bad', 'http_access allow all'],
      }),
    { near: 'ok' },
  ),
  behind(
    'the password is right, and the proxy has lost its own connection',
    'proxy.upstream-down',
    async (lab, spot) => {
      await lab.filter(
        `ip saddr ${lab.network.networks.proxy} ip daddr ${lab.network.networks.site} reject with icmp type net-unreachable`,
      );
      await lab.squidWithBasic(spot);
    },
    { userinfo: (lab) => lab.userinfo, near: ['proxy.credentials-rejected', 'proxy.auth-broken'] },
  ),
];

const WORDS: readonly Scenario[] = [
  says(
    'the answer to CONNECT has no reason phrase, small letters and bare line ends',
    'proxy.auth-required',
    { does: 'answers', with: 'HTTP/1.1 407\nproxy-authenticate: basic realm="x"\nconnection: close\n\n' },
    { near: 'proxy.malformed-reply' },
  ),
  behind(
    'the tunnel is announced without a reason phrase, with bare line ends',
    'ok',
    (lab, spot) => lab.filteringProxy(spot, { established: 'HTTP/1.1 200\n\n' }),
    { near: 'proxy.malformed-reply' },
  ),
  behind(
    'a block page of HTTP/1.0 in Japanese, of no given length',
    'proxy.access-denied',
    (lab, spot) =>
      lab.filteringProxy(spot, {
        hosts: {
          [lab.sites.main.name]: {
            does: 'answer',
            with: raw(
              latin1('HTTP/1.0 403 アクセス禁止'),
              'Content-Type: text/html; charset=utf-8',
              '',
              latin1('<html><title>閲覧できません</title><p>このサイトは会社の規則により閲覧できません。</p></html>'),
            ),
          },
        },
      }),
    { near: 'proxy.malformed-reply' },
  ),
  behind(
    'a German block page in chunks, with status 200, in place of a plain page',
    'proxy.access-denied',
    (lab, spot) =>
      lab.filteringProxy(spot, {
        hosts: {
          [lab.sites.main.name]: {
            does: 'answer',
            with: raw(
              'HTTP/1.1 200 OK',
              'Content-Type: text/html',
              'Transfer-Encoding: chunked',
              'Connection: close',
              '',
              '1c',
              '<html>Seite gesperrt.</html>',
              '0',
              '',
              '',
            ),
          },
        },
      }),
    { plain: true, near: 'ok' },
  ),
  says(
    'the proxy says 418 to everybody',
    'proxy.client-not-allowed',
    { does: 'answers', with: httpAnswer("418 I'm a teapot", ['Via: 1.1 gate']) },
    { near: ['proxy.access-denied', 'proxy.upstream-down'] },
  ),
  says(
    'the proxy says 407 again and again, with Basic and a page in Russian',
    'proxy.credentials-rejected',
    {
      does: 'answers',
      with: httpAnswer(
        '407 Proxy Authentication Required',
        ['Proxy-Authenticate: Basic realm="office"'],
        latin1('<html>Неверный пароль</html>'),
      ),
    },
    { userinfo: (lab) => lab.wrongUserinfo, near: 'proxy.auth-broken' },
  ),
  says(
    'the proxy sends whoever asks for a tunnel to its own sign-in page',
    'proxy.client-not-allowed',
    { does: 'answers', with: httpAnswer('302 Found', ['Location: http://login.gate.example/?u=1']) },
    { then: { confidence: 0.7 }, near: ['proxy.access-denied', 'proxy.not-a-proxy'] },
  ),
  behind(
    'every tunnel of the proxy dies on its first bytes',
    'proxy.drops-connection',
    (lab, spot) => lab.filteringProxy(spot, { connect: { does: 'reset tunnel' } }),
    { near: 'site.unreachable' },
  ),
  behind(
    'every tunnel of the proxy is mute',
    'proxy.connect-not-supported',
    (lab, spot) => lab.filteringProxy(spot, { connect: { does: 'mute tunnel' } }),
    { then: { confidence: 0.7 }, near: ['site.unreachable', 'device.mtu-black-hole'] },
  ),
  says(
    'the SOCKS proxy does not know the command',
    'proxy.connect-not-supported',
    { does: 'answers and waits', with: '\x05\x00\x05\x07\x00\x01\x00\x00\x00\x00\x00\x00' },
    { scheme: 'socks5' },
  ),
];

export const UNFAMILIAR_PROXIES: readonly Scenario[] = [...CHAINS, ...MAKES, ...WORDS];
