/** Foreign places: settings, scripts and sites in other shapes, redirects that lead to another route, and two faults at once. */
import { command } from '../command.ts';
import type { Lab, Spot, Squid } from '../lab.ts';
import { scenario, type Ask, type Expectation, type Scenario } from '../scenario.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { httpAnswer, type Behaviour } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

const main = (lab: Lab): { readonly url: string } => ({ url: lab.sites.main.https() });
const at = (spot: Spot): string => `${spot.name}:${String(spot.port)}`;
const script = (...lines: readonly string[]): string =>
  `function FindProxyForURL(url, host) {\n${lines.join('\n')}\n}\n`;
const withScript = (lab: Lab, pac: string): Ask => ({ ...main(lab), options: ['--pac', pac] });

/** Squid in a network that lets nothing else out. */
const onlyWay = async (lab: Lab, port?: number): Promise<Squid> => {
  await lab.direct('dropped');
  return lab.squid(lab.spot(port));
};

const blocking = (name: string): readonly string[] => [
  `acl own dstdomain ${name}`,
  'http_access deny own',
  'http_access allow all',
];

/** Settings of KDE, in its file. */
const kde = (...lines: readonly string[]): Required<Pick<Ask, 'env' | 'homeFiles'>> => ({
  env: { XDG_CURRENT_DESKTOP: 'KDE', KDE_SESSION_VERSION: '5' },
  homeFiles: { '.config/kioslaverc': ['[Proxy Settings]', ...lines, ''].join('\n') },
});

/** A desktop without a proxy, and the environment with one. */
const elsewhere = (spot: Spot): Pick<Ask, 'env' | 'homeFiles'> => {
  const desktop = kde('ProxyType=0');
  return { ...desktop, env: { ...desktop.env, ...setProxy(spot.url()) } };
};

/** Serves a script, or what comes in its place, from where proxies stand. */
async function serve(
  lab: Lab,
  body: string,
  options: { readonly status?: string; readonly head?: readonly string[]; readonly length?: number } & {
    readonly spot?: Spot;
  } = {},
): Promise<string> {
  const { spot = lab.spot(), status = '200 OK', head = [], length = Buffer.byteLength(body) } = options;
  const lines = [`HTTP/1.1 ${status}`, `Content-Length: ${String(length)}`, 'Connection: close', ...head, '', body];
  await lab.misbehaving(spot, { does: 'answers', with: lines.join('\r\n') });
  return `${spot.url()}/proxy.pac`;
}

/** The search list of this computer names a domain whose `wpad` host serves this. */
async function wpad(lab: Lab, text: string): Promise<Pick<Ask, 'systemFiles'>> {
  const domain = `${lab.draw.word()}.example`;
  const { address } = lab.spot();
  await serve(lab, text, { spot: lab.spotAt(address, 80, `wpad.${domain}`) });
  return { systemFiles: { '/etc/resolv.conf': `search ${domain}\nnameserver ${lab.resolver.address}\n` } };
}

/** A site that says one thing to everybody. */
const siteSays = (lab: Lab, behaviour: Behaviour, port?: number): Promise<Spot> => {
  const spot = lab.siteSpot(lab.sites.noPorts, port);
  return lab.misbehaving(spot, behaviour, 'site').then(() => spot);
};

const answers = (status: string, headers: readonly string[] = []): Behaviour => ({
  does: 'answers',
  with: httpAnswer(status, headers),
});

const SETTINGS: readonly Scenario[] = [
  scenario('the colon behind the scheme of the proxy is missing', {
    code: 'settings.proxy-address-invalid',
    nearMissOf: 'dns.proxy-name-not-found',
    given: (lab) => onlyWay(lab),
    when: (lab, squid) => ({ ...main(lab), env: setProxy(`http//${at(squid.spot)}`) }),
    then: () => ({ confidence: 0.9 }),
  }),
  scenario('the proxy is set for plain pages only', {
    code: 'settings.proxy-missing',
    nearMissOf: 'firewall.network-block',
    given: (lab) => onlyWay(lab),
    when: (lab, squid) => ({ ...main(lab), env: { http_proxy: squid.spot.url() } }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('GNOME has the host of the proxy and no port', {
    code: 'settings.proxy-port-wrong',
    nearMissOf: 'proxy.down',
    given: (lab) => onlyWay(lab, 3128),
    when: (lab, squid) => ({
      ...main(lab),
      env: { XDG_CURRENT_DESKTOP: 'GNOME', GSETTINGS_BACKEND: 'keyfile' },
      homeFiles: {
        '.config/glib-2.0/settings/keyfile': `[system/proxy]\nmode='manual'\n[system/proxy/https]\nhost='${squid.spot.name}'\nport=0\n`,
      },
    }),
    then: () => ({ details: { suggestedPort: 3128 } }),
  }),
  scenario('the port is wrong, and the proxy on the right one wants a password', {
    code: 'settings.proxy-port-wrong',
    nearMissOf: ['proxy.down', 'proxy.auth-required'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squidWithBasic(lab.spot(8080));
      return lab.otherPort(squid.spot);
    },
    when: (lab, wrong) => ({ ...main(lab), env: setProxy(wrong.url()) }),
    then: () => ({ details: { suggestedPort: 8080 } }),
  }),
  scenario('the name of a plain site is misspelled, and another source has a living proxy', {
    code: 'site.name-not-found',
    nearMissOf: 'settings.proxy-missing',
    given: async (lab) => ({
      squid: await lab.squid(lab.spot()),
      url: `http://${lab.draw.word()}.${lab.draw.word()}.example/`,
    }),
    when: (_, { squid, url }) => ({ url, ...elsewhere(squid.spot) }),
  }),
  scenario('the port of a plain site is closed, and another source has a living proxy', {
    code: 'site.port-closed',
    nearMissOf: 'settings.proxy-missing',
    given: (lab) => lab.squid(lab.spot()),
    when: (lab, squid) => ({ url: lab.sites.noPorts.http(), ...elsewhere(squid.spot) }),
  }),
  scenario('a misspelled name is on the bypass list, and the proxy says 404', {
    code: 'site.name-not-found',
    nearMissOf: 'settings.bypass-too-broad',
    given: async (lab) => {
      const spot = lab.spot();
      await lab.privoxy(spot);
      return { spot, url: `http://${lab.draw.word()}.${lab.draw.word()}.example/` };
    },
    when: (_, { spot, url }) => ({ url, env: { ...setProxy(spot.url()), no_proxy: 'example' } }),
  }),
];

const pac = (
  title: string,
  code: Scenario['code'],
  nearMissOf: Scenario['nearMissOf'],
  given: (lab: Lab) => Promise<string>,
  then: Expectation = {},
): Scenario => scenario(title, { code, nearMissOf, given, when: withScript, then: () => then });

const SCRIPTS: readonly Scenario[] = [
  pac('the script is cut off on its way', 'settings.pac-unreachable', ['settings.pac-invalid'], (lab) =>
    serve(lab, script('return "DIRECT";').slice(0, -8), { length: 400 }),
  ),
  pac(
    'the first proxy of the script is dead, and the second wants a password',
    'proxy.auth-required',
    ['proxy.down'],
    async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squidWithBasic(lab.spot());
      return serve(lab, script(`return "PROXY ${at(lab.spot())}; PROXY ${at(squid.spot)}";`));
    },
    { alsoFound: ['proxy.down'] },
  ),
  pac(
    'the name of the first proxy of the script is unknown, and the second blocks the site',
    'proxy.access-denied',
    ['dns.proxy-name-not-found'],
    async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(), { accessRules: blocking(lab.sites.main.name) });
      return serve(lab, script(`return "PROXY gone.${lab.draw.word()}.example:8080; PROXY ${at(squid.spot)}";`));
    },
    { alsoFound: ['dns.proxy-name-not-found'] },
  ),
  scenario('the proxy of the script is dead, its last word is DIRECT, and the port of the site is closed', {
    code: 'site.port-closed',
    nearMissOf: 'proxy.down',
    given: (lab) => serve(lab, script(`return "PROXY ${at(lab.spot())}; DIRECT";`)),
    when: (lab, url) => ({ url: lab.sites.noPorts.https(), options: ['--pac', url] }),
    then: () => ({ alsoFound: ['proxy.down'] }),
  }),
  pac(
    'the script sends a site DIRECT that only its proxy reaches',
    'settings.bypass-too-broad',
    ['firewall.network-block'],
    async (lab) => {
      const squid = await onlyWay(lab);
      const { name } = lab.sites.main;
      return serve(lab, script(`if (host === "${name}") return "DIRECT";`, `return "PROXY ${at(squid.spot)}";`));
    },
  ),
  scenario('WPAD answers with a web page, and the desktop relies on it', {
    code: 'settings.pac-invalid',
    nearMissOf: ['firewall.network-block', 'device.captive-portal'],
    given: async (lab) => {
      await lab.direct('dropped');
      return wpad(lab, '<html><body>parked</body></html>');
    },
    when: (lab, files) => ({ ...main(lab), ...kde('ProxyType=3'), ...files }),
  }),
  scenario('the cable is out, and a script is set', {
    code: 'device.offline',
    nearMissOf: 'settings.pac-unreachable',
    given: async (lab) => {
      const { namespaces, clientInterface } = lab.network;
      await command('ip', ['-n', namespaces.client, 'link', 'set', clientInterface, 'down']);
      return `${lab.spot().url()}/proxy.pac`;
    },
    when: withScript,
  }),
  pac(
    'the hotel puts its page in place of the script of the office',
    'device.captive-portal',
    ['settings.pac-invalid', 'settings.pac-unreachable'],
    async (lab) => {
      const from = `ip saddr ${lab.network.networks.client}`;
      const all = `{ ${lab.network.networks.site}, ${lab.network.networks.proxy} }`;
      const { portal, portalGate } = lab.sites;
      await lab.rewrite(
        `${from} ip daddr ${all} ip daddr != ${portal.address} tcp dport 80 dnat ip to ${portalGate.address}`,
      );
      await lab.filter(`${from} tcp dport 443 drop`);
      return `http://${lab.spot(80).name}/proxy.pac`;
    },
  ),
  pac(
    'no name resolves, that of the server with the script included',
    'dns.resolver-unreachable',
    ['settings.pac-unreachable'],
    async (lab) => {
      await lab.filter(`ip daddr ${lab.resolver.address} drop`);
      return serve(lab, script('return "DIRECT";'));
    },
  ),
  scenario('the clock is wrong, and the script is fetched by TLS', {
    code: 'device.clock-wrong',
    nearMissOf: 'settings.pac-unreachable',
    needs: 'faketime',
    given: (lab) => lab.sites.main.https('/proxy.pac'),
    when: (lab, url) => ({ ...withScript(lab, url), clock: '+90d' }),
  }),
];

/** A plain page that leads to the main site, by TLS. */
const leading = (lab: Lab, to = lab.sites.main.https('/#top')): Promise<Spot> =>
  siteSays(lab, answers('302 Found', [`Location: ${to}`]), 80);

const REDIRECTS: readonly Scenario[] = [
  scenario('a page leads to a site on the bypass list that only the proxy reaches', {
    code: 'settings.bypass-too-broad',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await leading(lab);
      return onlyWay(lab);
    },
    when: (lab, squid) => ({
      url: lab.sites.noPorts.http(),
      env: { ...setProxy(squid.spot.url()), no_proxy: lab.sites.main.name },
    }),
  }),
  scenario('a page leads to a site for which the script throws', {
    code: 'settings.pac-invalid',
    nearMissOf: 'ok',
    given: async (lab) => {
      await leading(lab);
      return serve(lab, script(`if (host === "${lab.sites.main.name}") return nowhere.at;`, 'return "DIRECT";'));
    },
    when: (lab, url) => ({ url: lab.sites.noPorts.http(), options: ['--pac', url] }),
  }),
  scenario('a plain page leads to TLS, for which the address of the proxy is broken', {
    code: 'settings.proxy-address-invalid',
    nearMissOf: 'ok',
    given: async (lab) => {
      await leading(lab);
      return onlyWay(lab);
    },
    when: (lab, squid) => ({
      url: lab.sites.noPorts.http(),
      env: { http_proxy: squid.spot.url(), https_proxy: 'http://no such host:1' },
    }),
  }),
  scenario('a page outside leads to a site of the office, which the proxy does not know', {
    code: 'settings.bypass-missing',
    nearMissOf: 'site.name-not-found',
    given: async (lab) => {
      lab.officeResolver.forget(lab.sites.main.name);
      await leading(lab);
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.http(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the page leads to a sign-in host that the proxy blocks', {
    code: 'proxy.access-denied',
    nearMissOf: 'site.forbidden',
    given: async (lab) => {
      await lab.direct('dropped');
      await leading(lab, lab.sites.second.https());
      return lab.squid(lab.spot(), { accessRules: blocking(lab.sites.second.name) });
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.http(), env: setProxy(squid.spot.url()) }),
  }),
];

const SITES: readonly Scenario[] = [
  scenario('the gateway of the site is a squid too, and fails inside the tunnel', {
    code: 'site.error',
    nearMissOf: ['site.unreachable-from-proxy', 'proxy.upstream-down'],
    given: async (lab) => {
      const marks = ['Via: 1.1 squid', 'X-Squid-Error: ERR_CONNECT_FAIL 111'];
      const inner = await siteSays(lab, answers('502 Bad Gateway', marks));
      const server = await startHaproxy({
        namespace: lab.network.namespaces.site,
        folder: lab.folder(),
        address: inner.address,
        port: 443,
        mode: 'tcp',
        backend: { host: inner.address, port: inner.port },
        tls: await lab.sites.trusted.issue([inner.name]),
      });
      lab.afterwards(() => server.stop());
      return onlyWay(lab);
    },
    when: (lab, squid) => ({ url: lab.sites.noPorts.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a secure shell is where the plain site should be', {
    code: 'site.error',
    nearMissOf: 'site.unreachable',
    given: (lab) => siteSays(lab, { does: 'greets', with: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n' }),
    when: (_, spot) => ({ url: `${spot.url()}/` }),
    then: () => ({ confidence: 0.5, atMostConfidence: 0.79 }),
  }),
  scenario('the page of the site comes in chunks and breaks off', {
    code: 'site.error',
    nearMissOf: 'site.unreachable',
    given: (lab) =>
      siteSays(lab, {
        does: 'answers',
        with: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\nhalf a page',
      }),
    when: (_, spot) => ({ url: `${spot.url()}/` }),
    then: () => ({ confidence: 0.5, atMostConfidence: 0.79 }),
  }),
];

export const FOREIGN_PLACES: readonly Scenario[] = [...SETTINGS, ...SCRIPTS, ...REDIRECTS, ...SITES];
