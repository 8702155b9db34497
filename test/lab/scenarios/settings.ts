import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

const invalid = (title: string, address: (name: string, userinfo: string) => string): Scenario =>
  scenario(title, {
    code: 'settings.proxy-address-invalid',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(address(squid.spot.name, lab.userinfo)) }),
    then: (_, squid) => ({
      fixer: ['user'],
      confidence: 0.9,
      seen: (document) => [
        document.settings.route.length > 0 && 'the route is not empty although the address cannot be parsed',
        squid.requests().length > 0 && 'something was sent to the proxy all the same',
      ],
    }),
  });

/** What is wrong with the proxy settings. */
export const SETTINGS: readonly Scenario[] = [
  invalid('there is a space in the name of the proxy', (name) => `http://${name.replace('.', ' .')}:3128`),
  invalid('the port of the proxy is beyond 65535', (name) => `http://${name}:312800`),
  invalid('the port of the proxy is a word', (name) => `http://${name}:proxy`),
  invalid('the port of the proxy is written in full-width digits', (name) => `http://${name}:３１２８`),
  invalid('the scheme is there twice', (name) => `http://http://${name}:3128`),
  invalid('the scheme of the proxy is unknown', (name) => `htp://${name}:3128`),
  invalid('the host of the proxy is missing', () => 'http://:3128'),
  invalid('a hash sign in the password cuts the address', (name, userinfo) => `http://${userinfo}#x@${name}:3128`),
  invalid('a slash in the password cuts the address', (name, userinfo) => `http://${userinfo}/x@${name}:3128`),

  scenario('the port is closed and the proxy listens on another common one', {
    code: 'settings.proxy-port-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(lab.draw.one([3128, 8080, 8888])));
      return { squid, wrong: lab.otherPort(squid.spot) };
    },
    when: (lab, { wrong }) => ({ url: lab.sites.main.https(), env: setProxy(wrong.url()) }),
    then: (_, { squid }) => ({ fixer: ['user'], details: { suggestedPort: squid.port } }),
  }),
  scenario('the port is silent and the proxy listens on another common one', {
    code: 'settings.proxy-port-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(8080));
      const wrong = lab.otherPort(squid.spot, 8000);
      await lab.filter(`tcp dport ${String(wrong.port)} ip daddr ${wrong.address} drop`);
      return { squid, wrong };
    },
    when: (lab, { wrong }) => ({ url: lab.sites.main.https(), env: setProxy(wrong.url()) }),
    then: () => ({ details: { suggestedPort: 8080 } }),
  }),
  scenario('a web server is on the port and the proxy on another common one', {
    code: 'settings.proxy-port-wrong',
    nearMissOf: 'proxy.not-a-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(3128));
      const wrong = lab.otherPort(squid.spot, 80);
      await lab.webServer(wrong);
      return wrong;
    },
    when: (lab, wrong) => ({ url: lab.sites.main.https(), env: setProxy(wrong.url()) }),
    then: () => ({ details: { suggestedPort: 3128 } }),
  }),
  scenario('the port is closed and only a web server listens elsewhere on the host', {
    code: 'proxy.down',
    nearMissOf: 'settings.proxy-port-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      const wrong = lab.spot();
      await lab.webServer(lab.otherPort(wrong, 8080));
      return wrong;
    },
    when: (lab, wrong) => ({ url: lab.sites.main.https(), env: setProxy(wrong.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),

  scenario('a SOCKS5 proxy is entered as an HTTP proxy', {
    code: 'settings.proxy-type-wrong',
    nearMissOf: 'proxy.malformed-reply',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http')) }),
    then: () => ({ fixer: ['user'], details: { suggestedKind: 'socks5' } }),
  }),
  scenario('an HTTP proxy is entered as a SOCKS5 proxy', {
    code: 'settings.proxy-type-wrong',
    nearMissOf: 'proxy.no-response',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), options: ['--proxy', squid.spot.url('socks5')] }),
    then: () => ({ details: { suggestedKind: 'http' } }),
  }),
  scenario('a TLS proxy is entered as a plain one', {
    code: 'settings.proxy-type-wrong',
    nearMissOf: 'proxy.drops-connection',
    given: async (lab) => {
      await lab.direct('dropped');
      const behind = lab.spot();
      await lab.squid(behind);
      const front = lab.spot();
      await lab.haproxy(front, behind, await lab.sites.trusted.issue([front.name]));
      return front;
    },
    when: (lab, front) => ({ url: lab.sites.main.https(), env: setProxy(front.url('http')) }),
    then: () => ({ details: { suggestedKind: 'https' } }),
  }),
  scenario('a plain proxy is entered with the scheme https', {
    code: 'settings.proxy-type-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url('https')) }),
    then: () => ({ details: { suggestedKind: 'http' } }),
  }),
  scenario('a server that closes on every greeting is no proxy of another kind', {
    code: 'proxy.drops-connection',
    nearMissOf: 'settings.proxy-type-wrong',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, { does: 'closes after the request' });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),

  scenario('a program that has gone left its proxy in the settings', {
    code: 'settings.stale-local-proxy',
    given: (lab) => lab.draw.port(),
    when: (lab, port) => ({ url: lab.sites.main.https(), env: setProxy(`http://127.0.0.1:${String(port)}`) }),
    then: () => ({ fixer: ['user'], confidence: 0.9 }),
  }),
  scenario('a left-over proxy is set as localhost where direct access is blocked', {
    code: 'settings.stale-local-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.draw.port();
    },
    when: (lab, port) => ({ url: lab.sites.main.https(), env: setProxy(`http://localhost:${String(port)}`) }),
  }),
  scenario('a program on this computer takes connections and hangs', {
    code: 'proxy.no-response',
    nearMissOf: 'settings.stale-local-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spotAt('127.0.0.1', lab.draw.port());
      await lab.misbehaving(spot, { does: 'stays silent' }, 'client');
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(`http://127.0.0.1:${String(spot.port)}`) }),
  }),
  scenario('the proxy refuses connections on an address that is not this computer', {
    code: 'proxy.down',
    nearMissOf: ['settings.stale-local-proxy', 'settings.proxy-port-wrong'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.spot(3128);
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),

  scenario('the proxy of the office is unknown at home', {
    code: 'settings.proxy-not-needed-here',
    nearMissOf: 'dns.proxy-name-not-found',
    given: (lab) => {
      const spot = lab.spot();
      lab.resolver.forget(spot.name);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('the address of the office proxy leads nowhere at home', {
    code: 'settings.proxy-not-needed-here',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      const spot = lab.spot();
      await lab.filter(`ip daddr ${spot.address} drop`);
      return spot;
    },
    when: (lab, spot) => ({
      url: lab.sites.main.https(),
      env: setProxy(`http://${spot.address}:${String(spot.port)}`),
    }),
  }),
];
