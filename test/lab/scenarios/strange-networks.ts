/** Networks that are put together differently: two families, several addresses, other portals, other filters, other clocks. */
import { command } from '../command.ts';
import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** Addresses of the second family for the computer and the proxies, with a router between them. */
async function withIpv6(lab: Lab): Promise<{ readonly proxy: string; readonly nobody: string }> {
  const { namespaces, clientInterface } = lab.network;
  const batch = (namespace: string, ...lines: readonly string[]): Promise<unknown> =>
    command('ip', ['-n', namespace, '-batch', '-'], lines.join('\n'));
  await lab.network.inside('router', ['sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1']);
  await batch(
    namespaces.router,
    'addr replace fd77:1::1/64 dev to-client nodad',
    'addr replace fd77:2::1/64 dev to-proxy nodad',
  );
  await batch(
    namespaces.client,
    `addr replace fd77:1::10/64 dev ${clientInterface} nodad`,
    `route replace default via fd77:1::1 dev ${clientInterface}`,
  );
  await batch(
    namespaces.proxy,
    'addr replace fd77:2::10/64 dev up0 nodad',
    'route replace default via fd77:2::1 dev up0',
  );
  lab.afterwards(async () => {
    await batch(namespaces.client, 'route del default via fd77:1::1', `addr del fd77:1::10/64 dev ${clientInterface}`);
    await batch(namespaces.proxy, 'route del default via fd77:2::1', 'addr del fd77:2::10/64 dev up0');
  });
  return { proxy: 'fd77:2::10', nobody: 'fd77:2::99' };
}

const FAMILIES: readonly Scenario[] = [
  scenario('the second family of the proxy leads nowhere', {
    code: 'ok',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const { nobody } = await withIpv6(lab);
      const squid = await lab.squid(lab.spot());
      lab.resolver.know(squid.spot.name, nobody, squid.spot.address);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the proxy is known by an address of the second family alone', {
    code: 'ok',
    nearMissOf: 'dns.proxy-name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      const { proxy } = await withIpv6(lab);
      const spot = lab.spotAt(proxy, lab.draw.port());
      await lab.squid(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the proxy is given by an address of the second family and does not listen', {
    code: 'proxy.down',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const { proxy } = await withIpv6(lab);
      return `http://[${proxy}]:${String(lab.draw.port())}`;
    },
    when: (lab, url) => ({ url: lab.sites.main.https(), env: setProxy(url) }),
  }),
  scenario('the proxy has an address of the second family alone, which leads nowhere', {
    code: 'proxy.unreachable',
    nearMissOf: 'dns.proxy-name-not-found',
    given: async (lab) => {
      await lab.direct('dropped');
      const { nobody } = await withIpv6(lab);
      return lab.spotAt(nobody, lab.draw.port());
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('one address of the proxy refuses and the other one answers', {
    code: 'ok',
    nearMissOf: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      const closed = lab.spot();
      const squid = await lab.squid(lab.spot());
      lab.resolver.know(squid.spot.name, closed.address, squid.spot.address);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('one address of the proxy refuses and the other one is silent', {
    code: 'proxy.down',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      lab.resolver.know(spot.name, spot.address, lab.network.nobody.proxy);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
];

const fallback = (title: string, first: (lab: Lab) => Promise<string>, code: Scenario['code'] = 'ok'): Scenario =>
  scenario(title, {
    code,
    nearMissOf: code === 'ok' ? ['proxy.unreachable', 'proxy.down'] : 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const entry = await first(lab);
      const squid = await lab.squid(lab.spot());
      const spot = lab.spot();
      const body = `function FindProxyForURL() { return "${entry}; PROXY ${squid.spot.name}:${String(squid.spot.port)}"; }`;
      await lab.misbehaving(spot, { does: 'answers', with: httpAnswer('200 OK', [], body) });
      return `${spot.url()}/proxy.pac`;
    },
    when: (lab, pac) => ({ url: lab.sites.main.https(), options: ['--pac', pac] }),
  });
const named = ({ name, port }: { readonly name: string; readonly port: number }): string => `${name}:${String(port)}`;

const SCRIPTS: readonly Scenario[] = [
  fallback('the first proxy of the script is silent and the second one works', async (lab) => {
    const spot = lab.spotAt(lab.network.nobody.proxy, lab.draw.port());
    await lab.filter(`ip daddr ${spot.address} drop`);
    return `PROXY ${named(spot)}`;
  }),
  fallback('the first proxy of the script has no address and the second one works', (lab) => {
    const spot = lab.spot();
    lab.resolver.forget(spot.name);
    return Promise.resolve(`PROXY ${named(spot)}`);
  }),
  fallback('the first proxy of the script is a dead SOCKS proxy and the second one works', (lab) =>
    Promise.resolve(`SOCKS5 ${named(lab.spot())}`),
  ),
  fallback('the first proxy of the script speaks no TLS where it should and the second one works', async (lab) => {
    const plain = await lab.squid(lab.spot());
    return `HTTPS ${named(plain.spot)}`;
  }),
  fallback(
    'the first proxy of the script wants a password, and no other one is asked then',
    async (lab) => `PROXY ${named((await lab.squidWithBasic(lab.spot())).spot)}`,
    'proxy.auth-required',
  ),
];

const PORTALS: readonly Scenario[] = [
  scenario('the hotel says 511 to every plain page', {
    code: 'device.captive-portal',
    nearMissOf: 'site.error',
    given: async (lab) => {
      const gate = lab.siteSpot(lab.sites.noPorts, 80);
      await lab.misbehaving(gate, { does: 'answers', with: httpAnswer('511 Network Authentication Required') }, 'site');
      const client = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.rewrite(`${client} tcp dport 80 dnat ip to ${gate.address}`);
      await lab.filter(`${client} tcp dport 443 reject with tcp reset`);
    },
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
  scenario('the hotel answers every name with its own address', {
    code: 'device.captive-portal',
    nearMissOf: ['tls.name-mismatch', 'tls.certificate-untrusted'],
    given: (lab) => {
      const { main, portal, controls } = lab.sites;
      for (const site of [main, ...Object.values(controls)]) lab.resolver.know(site.name, portal.address);
    },
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
  scenario('the hotel answers a plain page with its own, and nothing is wrong with TLS', {
    code: 'device.captive-portal',
    nearMissOf: 'ok',
    given: async (lab) => {
      const client = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.rewrite(`${client} tcp dport 80 dnat ip to ${lab.sites.portal.address}`);
    },
    when: (lab) => ({ url: lab.sites.main.http() }),
  }),
];

const FILTERS: readonly Scenario[] = [
  scenario('the router closes the port of the proxy with an ICMP error', {
    code: 'proxy.down',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(
        `ip daddr ${squid.spot.address} tcp dport ${String(squid.port)} reject with icmp type port-unreachable`,
      );
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the router says that the host of the proxy is prohibited', {
    code: 'firewall.network-block',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} reject with icmp type host-prohibited`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('no proxy is set, and the network says that direct access is prohibited', {
    code: 'firewall.network-block',
    nearMissOf: 'site.unreachable',
    given: (lab) => lab.direct('prohibited'),
    when: (lab) => ({ url: lab.sites.main.https() }),
    then: () => ({ confidence: 0.7 }),
  }),
  scenario('the router lets three new connections a second through to the proxy', {
    code: 'ok',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.filter(`ip daddr ${squid.spot.address} tcp flags syn limit rate over 3/second burst 5 packets drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ confidence: 0.5 }),
  }),
  scenario('large packets to the site vanish, without a proxy', {
    code: 'device.mtu-black-hole',
    nearMissOf: 'site.unreachable',
    given: (lab) =>
      lab.filter(`ip saddr ${lab.network.networks.client} ip daddr ${lab.sites.main.address} meta length > 400 drop`),
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
  scenario('large packets from everywhere vanish', {
    code: 'device.mtu-black-hole',
    nearMissOf: 'site.unreachable',
    given: (lab) =>
      lab.filter(
        `ip daddr ${lab.network.networks.client} ip saddr ${lab.network.networks.site} meta length > 500 drop`,
      ),
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
];

const CLOCKS: readonly Scenario[] = [
  scenario('the clock of this computer is three months ahead', {
    code: 'device.clock-wrong',
    needs: 'faketime',
    nearMissOf: 'tls.certificate-expired',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.https(), clock: '+90d' }),
  }),
  scenario('the clock of this computer is a year behind', {
    code: 'device.clock-wrong',
    needs: 'faketime',
    nearMissOf: ['tls.certificate-expired', 'tls.intercepted-untrusted'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()), clock: '-365d' }),
  }),
  scenario('the clock of this computer is two minutes ahead', {
    code: 'ok',
    needs: 'faketime',
    nearMissOf: 'device.clock-wrong',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.main.https(), clock: '+2m' }),
  }),
  scenario('the clock of this computer is two minutes ahead, and the certificate has expired', {
    code: 'tls.certificate-expired',
    needs: 'faketime',
    nearMissOf: 'device.clock-wrong',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.expired.https(), clock: '+2m' }),
  }),
];

/** A tunnel device that is there and off. */
const sleeping = async (lab: Lab): Promise<void> => {
  const { client } = lab.network.namespaces;
  await command('ip', ['-n', client, 'tuntap', 'add', 'mode', 'tun', 'name', 'tun0']);
  lab.afterwards(async () => {
    await command('ip', ['-n', client, 'link', 'del', 'tun0']);
  });
};

const DOUBLE: readonly Scenario[] = [
  scenario('the proxy is gone from its network, which answers, and a VPN is off', {
    code: 'proxy.unreachable',
    nearMissOf: 'vpn.required',
    given: async (lab) => {
      await lab.direct('dropped');
      await sleeping(lab);
      return lab.spotAt(lab.network.nobody.proxy, lab.draw.port());
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('a VPN is off, and the network of the proxy leads nowhere', {
    code: 'vpn.required',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      await sleeping(lab);
      await lab.filter(`ip daddr ${lab.network.networks.proxy} drop`);
      return lab.spot();
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ confidence: 0.6 }),
  }),
  scenario('the proxy does not listen, and no name resolves here', {
    code: 'proxy.down',
    nearMissOf: 'dns.resolver-unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(`ip daddr ${lab.resolver.address} drop`);
      return `http://${lab.spot().address}:${String(lab.draw.port())}`;
    },
    when: (lab, url) => ({ url: lab.sites.main.https(), env: setProxy(url) }),
  }),
  scenario('the proxy wants a password, and the site behind it is gone', {
    code: 'proxy.auth-required',
    nearMissOf: 'site.unreachable-from-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.https(), env: setProxy(squid.spot.url()) }),
  }),
];

export const STRANGE_NETWORKS: readonly Scenario[] = [
  ...FAMILIES,
  ...SCRIPTS,
  ...PORTALS,
  ...FILTERS,
  ...CLOCKS,
  ...DOUBLE,
];
