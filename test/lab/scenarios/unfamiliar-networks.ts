/** Networks in other combinations: filters that answer in other ways, other portals, odd names, two faults at once. */
import { gzipSync } from 'node:zlib';
import { command } from '../command.ts';
import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** Packets from this computer's network to the sites. */
const outward = (lab: Lab): string => `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;

const main = (lab: Lab): { readonly url: string } => ({ url: lab.sites.main.https() });

const FILTERS: readonly Scenario[] = [
  scenario('no proxy is set, and the network resets every direct connection', {
    code: 'firewall.network-block',
    nearMissOf: 'site.port-closed',
    given: (lab) => lab.direct('reset'),
    when: main,
    then: () => ({ confidence: 0.6 }),
  }),
  scenario('no proxy is set, and the network lets connections stand and nothing through', {
    code: 'firewall.network-block',
    nearMissOf: 'site.unreachable',
    given: (lab) => lab.filter(`${outward(lab)} tcp flags & (psh | syn) == psh drop`),
    when: main,
    then: () => ({ confidence: 0.6 }),
  }),
  scenario('no proxy is set, and the network resets whatever is said', {
    code: 'firewall.network-block',
    nearMissOf: 'site.unreachable',
    given: (lab) => lab.filter(`${outward(lab)} tcp flags & (psh | syn) == psh reject with tcp reset`),
    when: main,
    then: () => ({ confidence: 0.6 }),
  }),
  scenario('the network lets only plain pages out', {
    code: 'firewall.network-block',
    nearMissOf: ['site.unreachable', 'device.captive-portal'],
    given: (lab) => lab.filter(`${outward(lab)} tcp dport 443 drop`),
    when: main,
    then: () => ({ confidence: 0.6 }),
  }),
  scenario('the network resets the TLS of one site', {
    code: 'site.unreachable',
    nearMissOf: 'firewall.network-block',
    given: (lab) =>
      lab.filter(
        `ip daddr ${lab.sites.main.address} tcp dport 443 tcp flags & (psh | syn) == psh reject with tcp reset`,
      ),
    when: main,
  }),
  scenario('the router says that the network of the proxy is prohibited', {
    code: 'firewall.network-block',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} reject with icmp type net-prohibited`);
      return squid;
    },
    when: (lab, squid) => ({ ...main(lab), env: setProxy(squid.spot.url()) }),
  }),
  scenario('connections to the proxy stand, and the network drops what is said', {
    code: 'proxy.no-response',
    nearMissOf: ['device.mtu-black-hole', 'proxy.unreachable'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} tcp flags & (psh | syn) == psh drop`);
      return squid;
    },
    when: (lab, squid) => ({ ...main(lab), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a link on the way is narrow, and nobody says so', {
    code: 'device.mtu-black-hole',
    nearMissOf: 'site.unreachable',
    given: async (lab) => {
      const { router } = lab.network.namespaces;
      await command('ip', ['-n', router, 'link', 'set', 'to-client', 'mtu', '450']);
      await lab.network.inside('router', [
        'nft',
        'add table inet quiet; add chain inet quiet out { type filter hook output priority 0; }; add rule inet quiet out icmp type destination-unreachable drop',
      ]);
      lab.afterwards(() =>
        command('ip', ['-n', router, 'link', 'set', 'to-client', 'mtu', '1500']).then(() => undefined),
      );
    },
    when: main,
  }),
];

const PORTALS: readonly Scenario[] = [
  scenario('the hotel answers TLS with a certificate of its own as well', {
    code: 'device.captive-portal',
    nearMissOf: ['tls.certificate-untrusted', 'tls.intercepted-untrusted', 'tls.name-mismatch'],
    given: async (lab) => {
      const client = `${outward(lab)} ip daddr != ${lab.sites.portal.address}`;
      await lab.rewrite(
        `${client} tcp dport 80 dnat ip to ${lab.sites.portalGate.address}`,
        `${client} tcp dport 443 dnat ip to ${lab.sites.selfSigned.address}`,
      );
    },
    when: main,
  }),
  scenario('the hotel has a page with a script for every plain request, and drops the rest', {
    code: 'device.captive-portal',
    nearMissOf: ['firewall.network-block', 'site.unreachable'],
    given: async (lab) => {
      const gate = lab.siteSpot(lab.sites.noPorts, 80);
      const page = '<html><script>location="http://login.hotel.example/"</script></html>';
      await lab.misbehaving(gate, { does: 'answers', with: httpAnswer('200 OK', [], page) }, 'site');
      await lab.rewrite(`${outward(lab)} tcp dport 80 dnat ip to ${gate.address}`);
      await lab.filter(`${outward(lab)} tcp dport != 80 drop`);
    },
    when: main,
  }),
  scenario('the hotel wants a sign-in, and does not know the proxy of the office', {
    code: 'device.captive-portal',
    nearMissOf: ['dns.proxy-name-not-found', 'vpn.required'],
    given: async (lab) => {
      await lab.rewrite(
        `${outward(lab)} ip daddr != ${lab.sites.portal.address} tcp dport 80 dnat ip to ${lab.sites.portalGate.address}`,
      );
      await lab.filter(`${outward(lab)} tcp dport 443 drop`);
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url()) }),
  }),
];

const NAMES: readonly Scenario[] = [
  scenario('the resolver has an address for every name, and the name of the proxy is misspelled', {
    code: 'dns.proxy-name-not-found',
    nearMissOf: ['proxy.down', 'proxy.not-a-proxy'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      const search = lab.spot(80);
      await lab.webServer(search);
      lab.resolver.answerAllWith(search.address);
      return spot;
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url()) }),
  }),
  scenario('the resolver has an address for every name, and the name of the site is misspelled', {
    code: 'site.name-not-found',
    nearMissOf: ['site.port-closed', 'site.unreachable'],
    given: async (lab) => {
      const search = lab.spot(80);
      await lab.webServer(search);
      lab.resolver.answerAllWith(search.address);
    },
    when: (lab) => ({ url: `https://${lab.draw.word()}.${lab.draw.word()}.example/` }),
  }),
  scenario('the resolver fails for the name of the proxy only', {
    code: 'dns.proxy-name-not-found',
    nearMissOf: 'dns.resolver-unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.failFor(spot.name, 'SERVFAIL');
      return spot;
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url()) }),
  }),
  scenario('the resolver implements nothing', {
    code: 'dns.resolver-unreachable',
    nearMissOf: 'site.name-not-found',
    given: (lab) => {
      lab.resolver.failForAll('NOTIMP');
    },
    when: main,
  }),
  scenario('every answer of the resolver is too long for UDP, and it takes no TCP', {
    code: 'dns.resolver-unreachable',
    nearMissOf: 'site.name-not-found',
    given: (lab) => {
      lab.resolver.failForAll('TRUNCATED');
    },
    when: main,
  }),
  scenario('the name of the site is an alias of itself', {
    code: 'site.name-not-found',
    nearMissOf: 'dns.resolver-unreachable',
    given: (lab) => {
      lab.resolver.failFor(lab.sites.main.name, 'LOOP');
    },
    when: main,
  }),
  scenario('the first of two resolvers is silent', {
    code: 'ok',
    nearMissOf: 'dns.resolver-unreachable',
    given: (lab) => lab.filter(`ip daddr ${lab.officeResolver.address} drop`),
    when: (lab) => ({
      ...main(lab),
      systemFiles: {
        '/etc/resolv.conf': `nameserver ${lab.officeResolver.address}\nnameserver ${lab.resolver.address}\noptions timeout:1 attempts:2\n`,
      },
    }),
  }),
  scenario('the proxy is known by its short name', {
    code: 'ok',
    nearMissOf: 'dns.proxy-name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => {
      const [short = '', ...domain] = squid.spot.name.split('.');
      return {
        ...main(lab),
        env: setProxy(`http://${short}:${String(squid.port)}`),
        systemFiles: {
          '/etc/resolv.conf': `search ${domain.join('.')}\nnameserver ${lab.resolver.address}\noptions timeout:1 attempts:2\n`,
        },
      };
    },
  }),
  scenario('the site has an address of the second family alone, which this computer has not', {
    code: 'site.unreachable',
    nearMissOf: ['device.offline', 'site.name-not-found'],
    given: (lab) => {
      lab.resolver.know(lab.sites.main.name, '2001:db8:77::5');
    },
    when: main,
  }),
  scenario('the router of this network is dead', {
    code: 'dns.resolver-unreachable',
    nearMissOf: 'device.offline',
    given: async (lab) => {
      await lab.network.inside('router', [
        'nft',
        'add table inet dead; add chain inet dead swallow { type filter hook prerouting priority -300; policy drop; }',
      ]);
    },
    when: main,
  }),
];

const serve = async (lab: Lab, head: readonly string[], body: Buffer | string): Promise<string> => {
  const spot = lab.spot();
  const bytes = Buffer.from(body);
  const lines = ['HTTP/1.1 200 OK', `Content-Length: ${String(bytes.length)}`, 'Connection: close', ...head, '', ''];
  await lab.misbehaving(spot, { does: 'answers', with: lines.join('\r\n') + bytes.toString('latin1') });
  return `${spot.url()}/p.pac`;
};

const answering = (
  title: string,
  answer: (proxy: string) => string,
  make: (script: string) => { readonly head: readonly string[]; readonly body: Buffer | string } = (body) => ({
    head: [],
    body,
  }),
): Scenario =>
  scenario(title, {
    code: 'ok',
    nearMissOf: ['settings.pac-invalid', 'settings.pac-unreachable'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const script = `function FindProxyForURL(url, host) { return ${JSON.stringify(answer(`${squid.spot.name}:${String(squid.port)}`))}; }`;
      const { head, body } = make(script);
      return serve(lab, head, body);
    },
    when: (lab, pac) => ({ ...main(lab), options: ['--pac', pac] }),
  });

const SCRIPTS: readonly Scenario[] = [
  answering(
    'the script answers in small letters, with tabs and empty parts',
    (proxy) => `;; \tproxy\t${proxy} ;; direct;`,
  ),
  answering(
    'the script comes packed and with a byte order mark',
    (proxy) => `PROXY ${proxy}`,
    (script) => ({ head: ['Content-Encoding: gzip', 'Content-Type: text/html'], body: gzipSync(`\ufeff${script}`) }),
  ),
  scenario('the script says DIRECT where nothing gets out directly', {
    code: 'firewall.network-block',
    nearMissOf: 'settings.pac-invalid',
    given: async (lab) => {
      await lab.direct('dropped');
      return serve(lab, [], 'function FindProxyForURL() { return "DIRECT"; }');
    },
    when: (lab, pac) => ({ ...main(lab), options: ['--pac', pac] }),
    then: () => ({ confidence: 0.6 }),
  }),
  scenario('the script is empty', {
    code: 'settings.pac-invalid',
    nearMissOf: 'settings.pac-unreachable',
    given: (lab) => serve(lab, [], ''),
    when: (lab, pac) => ({ ...main(lab), options: ['--pac', pac] }),
  }),
  scenario('everything is on the bypass list, and only the proxy gets out', {
    code: 'settings.bypass-too-broad',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ ...main(lab), env: { ...setProxy(squid.spot.url()), no_proxy: '*' } }),
  }),
];

const inspecting = async (
  lab: Lab,
  certify: (name: string) => Promise<{ readonly cert: string; readonly key: string }>,
): Promise<string> => {
  await lab.direct('dropped');
  const spot = lab.spot();
  const names = [lab.sites.main.name, lab.sites.controls.secure.name];
  const inspect = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await certify(name)] as const)),
  );
  await lab.filteringProxy(spot, { inspect });
  return spot.url();
};

const TLS: readonly Scenario[] = [
  scenario('the office inspects TLS, and its certificates have expired', {
    code: 'tls.intercepted-untrusted',
    nearMissOf: 'tls.certificate-expired',
    given: (lab) => inspecting(lab, (name) => lab.sites.stranger.issue([name], { fromDays: -90, toDays: -3 })),
    when: (lab, proxy) => ({ ...main(lab), env: setProxy(proxy) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the office inspects TLS, and shows one certificate for all sites', {
    code: 'tls.intercepted-untrusted',
    nearMissOf: 'tls.name-mismatch',
    given: async (lab) => {
      const own = await lab.sites.trusted.issue(['inspector.office.example']);
      return inspecting(lab, () => Promise.resolve(own));
    },
    when: (lab, proxy) => ({ ...main(lab), env: setProxy(proxy) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the site wants a certificate of the person', {
    code: 'site.error',
    nearMissOf: 'tls.handshake-failed',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts, 443);
      const { certFile, keyFile } = await lab.sites.trusted.issue([spot.name]);
      const { startNginx } = await import('../servers/nginx.ts');
      const server = await startNginx({
        namespace: lab.network.namespaces.site,
        folder: lab.folder(),
        sites: [
          {
            address: spot.address,
            port: 443,
            names: [spot.name],
            tls: { certFile, keyFile },
            lines: [
              `ssl_client_certificate ${lab.sites.trusted.caFile}; ssl_verify_client on;`,
              'location / { return 200 ok; }',
            ],
          },
        ],
      });
      lab.afterwards(() => server.stop());
    },
    when: (lab) => ({ url: lab.sites.noPorts.https() }),
  }),
];

const TWO_AT_ONCE: readonly Scenario[] = [
  scenario('the proxy wants a password and inspects TLS with a CA that nobody trusts', {
    code: 'tls.intercepted-untrusted',
    nearMissOf: ['proxy.auth-required', 'tls.certificate-untrusted'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const names = [lab.sites.main.name, lab.sites.controls.secure.name];
      const inspect = Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await lab.sites.stranger.issue([name])] as const)),
      );
      await lab.filteringProxy(spot, { inspect, user: lab.user });
      return spot;
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url('http', lab.userinfo)) }),
  }),
  scenario('the password is wrong, and the site does not exist', {
    code: 'proxy.credentials-rejected',
    nearMissOf: 'site.name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({
      url: `https://${lab.draw.word()}.example/`,
      env: setProxy(squid.spot.url('http', lab.wrongUserinfo)),
    }),
    then: (_, squid) => ({
      seen: () => [
        squid.signedTries().length !== 1 && `the password was sent ${String(squid.signedTries().length)} times`,
      ],
    }),
  }),
  scenario('the page leads to a name that does not exist', {
    code: 'site.name-not-found',
    nearMissOf: 'site.redirect-loop',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      const to = `http://${lab.draw.word()}.example/`;
      await lab.misbehaving(spot, { does: 'answers', with: httpAnswer('301 Moved', [`Location: ${to}`]) }, 'site');
      return spot;
    },
    when: (_, spot) => ({ url: `${spot.url()}/` }),
  }),
  scenario('a VPN that is on carries the site and nothing comes back, and all else is fine', {
    code: 'site.unreachable',
    nearMissOf: ['vpn.captures-proxy-route', 'firewall.network-block'],
    given: async (lab) => {
      await lab.tunnel('tun0');
      await command(
        'ip',
        ['-n', lab.network.namespaces.client, '-batch', '-'],
        ['link set tun0 up', 'addr add 10.255.8.2/24 dev tun0', `route add ${lab.sites.main.address}/32 dev tun0`].join(
          '\n',
        ),
      );
    },
    when: main,
  }),
  scenario('the port of the proxy is in the settings with a path behind it, and the name in capitals with a dot', {
    code: 'ok',
    nearMissOf: ['settings.proxy-address-invalid', 'dns.proxy-name-not-found'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({
      ...main(lab),
      env: setProxy(`HTTP://${squid.spot.name.toUpperCase()}.:${String(squid.port)}/`),
    }),
  }),
];

export const UNFAMILIAR_NETWORKS: readonly Scenario[] = [
  ...FILTERS,
  ...PORTALS,
  ...NAMES,
  ...SCRIPTS,
  ...TLS,
  ...TWO_AT_ONCE,
];
