/** Further unfamiliar places: other services, other local rules, resolvers that say "nobody", sites that answer in other ways. */
import { command } from '../command.ts';
import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer, type Behaviour } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

const main = (lab: Lab): { readonly url: string } => ({ url: lab.sites.main.https() });

/** Rules on this computer itself. */
const localFilter = async (lab: Lab, chain: string, rule: string): Promise<void> => {
  const head = `{ type filter hook ${chain} priority 0; policy accept; }`;
  await lab.network.inside('client', [
    'nft',
    `add table inet own; add chain inet own guard ${head}; add rule inet own guard ${rule}`,
  ]);
};

const service = (title: string, code: Scenario['code'], behaviour: Behaviour, scheme = 'http'): Scenario =>
  scenario(title, {
    code,
    nearMissOf: code === 'proxy.not-a-proxy' ? 'proxy.malformed-reply' : 'proxy.not-a-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, behaviour);
      return spot;
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url(scheme)) }),
  });

const SERVICES: readonly Scenario[] = [
  service('a database is where the proxy should be', 'proxy.not-a-proxy', {
    does: 'greets',
    with: '\x4a\x00\x00\x00\x0a8.0.36\x00\x08\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00',
  }),
  service('the port speaks only the second version of HTTP', 'proxy.malformed-reply', {
    does: 'answers',
    with: '\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64\x00\x04\x00\x10\x00\x00\x00\x06\x00\x00\x40\x00',
  }),
  scenario('a web server with TLS is where the TLS proxy should be', {
    code: 'proxy.not-a-proxy',
    nearMissOf: 'proxy.drops-connection',
    given: async (lab) => {
      await lab.direct('dropped');
      const page = lab.spot();
      await lab.webServer(page);
      const front = lab.spot();
      await lab.haproxy(front, page, await lab.sites.trusted.issue([front.name]));
      return front;
    },
    when: (lab, front) => ({ ...main(lab), env: setProxy(front.url('https')) }),
  }),
  scenario('the certificate of the proxy is for another name', {
    code: 'proxy.tls-untrusted',
    nearMissOf: 'tls.name-mismatch',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const front = lab.spot();
      await lab.haproxy(front, squid.spot, await lab.sites.trusted.issue(['old-name.office.example']));
      return front;
    },
    when: (lab, front) => ({ ...main(lab), env: setProxy(front.url('https')) }),
  }),
  scenario('dante is set for everything, as SOCKS5 with names', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.dante(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), env: { all_proxy: spot.url('socks5h') } }),
  }),
];

const POLICIES: readonly Scenario[] = [
  scenario('squid allows plain pages on safe ports only', {
    code: 'proxy.port-not-allowed',
    nearMissOf: ['proxy.access-denied', 'site.forbidden'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.siteSpot(lab.sites.noPorts, 8765);
      await lab.misbehaving(spot, { does: 'answers', with: httpAnswer('200 OK') }, 'site');
      const squid = await lab.squid(lab.spot(), {
        configLines: ['acl safe port 80 443'],
        accessRules: ['http_access deny !safe', 'http_access allow all'],
      });
      return { spot, squid };
    },
    when: (_, { spot, squid }) => ({ url: spot.url(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the site forbids a plain page, behind a proxy that leaves no mark', {
    code: 'site.forbidden',
    nearMissOf: 'proxy.access-denied',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.privoxy(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http('/status/403'), env: setProxy(spot.url()) }),
  }),
  scenario('one port of a living site is closed, behind squid', {
    code: 'site.unreachable-from-proxy',
    nearMissOf: ['proxy.upstream-down', 'proxy.port-not-allowed'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: `https://${lab.sites.main.name}:8443/`, env: setProxy(squid.spot.url()) }),
  }),
  scenario('the server with the script wants a sign-in', {
    code: 'settings.pac-unreachable',
    nearMissOf: 'site.login-required',
    given: async (lab) => {
      const spot = lab.spot();
      const with_ = httpAnswer('401 Unauthorized', ['WWW-Authenticate: Basic realm="files"']);
      await lab.misbehaving(spot, { does: 'answers', with: with_ });
      return `${spot.url()}/proxy.pac`;
    },
    when: (lab, pac) => ({ ...main(lab), options: ['--pac', pac] }),
  }),
];

const LOCAL: readonly Scenario[] = [
  scenario('a rule of this computer blocks one person’s programs from the proxy', {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'proxy.down'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await localFilter(lab, 'output', `meta skuid 0 ip daddr ${squid.spot.address} drop`);
      return squid;
    },
    when: (lab, squid) => ({ ...main(lab), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a rule of this computer rejects all TLS that leaves it, and no proxy is set', {
    code: 'firewall.local-block',
    nearMissOf: ['site.port-closed', 'firewall.network-block'],
    given: (lab) => localFilter(lab, 'output', 'tcp dport 443 reject with tcp reset'),
    when: main,
  }),
  scenario('a route of this computer prohibits the network of the proxy', {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'device.offline'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const { client } = lab.network.namespaces;
      await command('ip', ['-n', client, 'route', 'add', 'prohibit', lab.network.networks.proxy]);
      lab.afterwards(async () => {
        await command('ip', ['-n', client, 'route', 'del', 'prohibit', lab.network.networks.proxy]);
      });
      return squid;
    },
    when: (lab, squid) => ({ ...main(lab), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the hotel shows its page, and the proxy of the office works all the same', {
    code: 'ok',
    nearMissOf: 'device.captive-portal',
    given: async (lab) => {
      await lab.rewrite(
        `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site} tcp dport 80 dnat ip to ${lab.sites.portalGate.address}`,
      );
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ ...main(lab), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the hotel shows its page, and a left-over proxy of this computer is set', {
    code: 'device.captive-portal',
    nearMissOf: 'settings.stale-local-proxy',
    given: async (lab) => {
      const outward = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.rewrite(
        `${outward} ip daddr != ${lab.sites.portal.address} tcp dport 80 dnat ip to ${lab.sites.portalGate.address}`,
      );
      await lab.filter(`${outward} tcp dport 443 drop`);
      return lab.draw.port();
    },
    when: (lab, port) => ({ ...main(lab), env: setProxy(`http://127.0.0.1:${String(port)}`) }),
  }),
];

const NAMES: readonly Scenario[] = [
  scenario('the resolver blocks the name of the site by an address of nobody', {
    code: 'site.name-not-found',
    nearMissOf: ['site.port-closed', 'site.unreachable'],
    given: (lab) => {
      lab.resolver.know(lab.sites.main.name, '0.0.0.0', '::');
    },
    when: main,
  }),
  scenario('the resolver blocks the name of the proxy by an address of nobody', {
    code: 'dns.proxy-name-not-found',
    nearMissOf: ['proxy.down', 'settings.stale-local-proxy'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.know(spot.name, '0.0.0.0');
      return spot;
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url()) }),
  }),
];

const SITES: readonly Scenario[] = [
  scenario('the site takes tickets of the domain only', {
    code: 'site.login-required',
    nearMissOf: 'site.challenge-missing',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      const answer = httpAnswer('401 Unauthorized', ['WWW-Authenticate: Negotiate', 'WWW-Authenticate: NTLM']);
      await lab.misbehaving(spot, { does: 'answers', with: answer }, 'site');
      return spot;
    },
    when: (_, spot) => ({ url: `${spot.url()}/` }),
    then: () => ({ details: { schemes: ['negotiate', 'ntlm'] } }),
  }),
  scenario('the page leads to a site whose certificate has expired', {
    code: 'tls.certificate-expired',
    nearMissOf: 'site.redirect-loop',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      const answer = httpAnswer('308 Permanent Redirect', [`Location: ${lab.sites.expired.https()}`]);
      await lab.misbehaving(spot, { does: 'answers', with: answer }, 'site');
      return spot;
    },
    when: (_, spot) => ({ url: `${spot.url()}/` }),
  }),
];

export const UNFAMILIAR_PLACES: readonly Scenario[] = [...SERVICES, ...POLICIES, ...LOCAL, ...NAMES, ...SITES];
