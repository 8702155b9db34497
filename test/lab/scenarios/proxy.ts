import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import type { Behaviour } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';
import type { CauseCode } from '../../../src/verdict/cause-code.ts';

/** A scenario of a server that breaks the rules where the proxy should be; direct access is blocked. */
const broken = (
  title: string,
  code: CauseCode,
  behaviour: Behaviour,
  more: {
    readonly nearMissOf?: CauseCode | readonly CauseCode[];
    readonly scheme?: string;
    readonly plain?: boolean;
    readonly confidence?: number;
  } = {},
): Scenario =>
  scenario(title, {
    code,
    nearMissOf: more.nearMissOf ?? [],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, behaviour);
      return spot;
    },
    when: (lab, spot) => ({
      url: more.plain === true ? lab.sites.main.http() : lab.sites.main.https(),
      options: ['--proxy', spot.url(more.scheme ?? 'http')],
    }),
    then: () => (more.confidence === undefined ? {} : { confidence: more.confidence }),
  });

/** The proxy that is not there, or does not behave like one. */
export const PROXY: readonly Scenario[] = [
  scenario('nobody listens on the port of the proxy', {
    code: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.spot();
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), env: setProxy(spot.url()) }),
    then: (lab, spot) => ({
      fixer: ['admin'],
      seen: (document) => [
        document.settings.route[0]?.kind !== 'direct' &&
          lab.sites.nginx.log().includes(spot.name) &&
          'the proxy is a site',
      ],
    }),
  }),
  scenario('the host of the proxy is gone', {
    code: 'proxy.unreachable',
    nearMissOf: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.spotAt(lab.network.nobody.proxy, 3128);
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the host of the proxy is silent on every port', {
    code: 'proxy.unreachable',
    nearMissOf: ['settings.proxy-not-needed-here', 'settings.proxy-port-wrong'],
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(8080));
      await lab.filter(`ip daddr ${squid.spot.address} drop`);
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  broken('a web server is where the proxy should be', 'proxy.not-a-proxy', {
    does: 'answers',
    with: httpAnswer('405 Method Not Allowed', ['Server: httpd', 'Allow: GET, HEAD']),
  }),
  broken(
    'a secure shell server is where the proxy should be',
    'proxy.not-a-proxy',
    { does: 'greets', with: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n' },
    { nearMissOf: 'proxy.malformed-reply' },
  ),
  broken('a mail server is where the proxy should be', 'proxy.not-a-proxy', {
    does: 'greets',
    with: '220 mail.example ESMTP ready\r\n',
  }),
  scenario('a real web server is where the proxy should be', {
    code: 'proxy.not-a-proxy',
    nearMissOf: 'proxy.connect-not-supported',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot(80);
      await lab.webServer(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['user'] }),
  }),
  broken('the proxy accepts connections and says nothing', 'proxy.no-response', { does: 'stays silent' }),
  broken('the proxy says nothing to a plain request', 'proxy.no-response', { does: 'stays silent' }, { plain: true }),
  broken('the SOCKS5 proxy says nothing', 'proxy.no-response', { does: 'stays silent' }, { scheme: 'socks5' }),
  scenario('the proxy process hangs', {
    code: 'proxy.no-response',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      process.kill(squid.pid, 'SIGSTOP');
      lab.afterwards(() => {
        process.kill(squid.pid, 'SIGCONT');
      });
      return squid;
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  broken('the proxy closes every connection at once', 'proxy.drops-connection', { does: 'closes at once' }),
  broken('the proxy resets every connection after the request', 'proxy.drops-connection', {
    does: 'resets after the request',
  }),
  broken(
    'the proxy closes in the middle of its answer',
    'proxy.drops-connection',
    { does: 'answers', with: 'HTTP/1.1 200 Connection est' },
    { nearMissOf: 'proxy.malformed-reply' },
  ),
  broken(
    'the SOCKS5 proxy closes after the greeting',
    'proxy.drops-connection',
    { does: 'closes after the request' },
    { scheme: 'socks5' },
  ),
  scenario('the balancer lives and the proxy behind it is dead', {
    code: 'proxy.drops-connection',
    nearMissOf: 'proxy.no-response',
    given: async (lab) => {
      await lab.direct('dropped');
      const dead = lab.spot();
      const front = lab.spot();
      await lab.haproxy(front, dead);
      return front;
    },
    when: (lab, front) => ({ url: lab.sites.main.https(), env: setProxy(front.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  broken(
    'the proxy answers with binary noise',
    'proxy.malformed-reply',
    { does: 'answers and waits', with: '\x00\x13\xfe\xe1\x07noise\x00\x01\x02\x03\r\n\r\n' },
    { nearMissOf: 'proxy.not-a-proxy' },
  ),
  broken(
    'the header of the answer never ends',
    'proxy.malformed-reply',
    { does: 'floods', with: 'HTTP/1.1 200 OK\r\n', then: 'X-More: and more of the same\r\n' },
    { nearMissOf: 'proxy.drops-connection' },
  ),
  broken('one line of the header never ends', 'proxy.malformed-reply', {
    does: 'floods',
    with: 'HTTP/1.1 200 OK\r\nX-Long: ',
    then: 'aaaaaaaaaaaaaaaa',
  }),
  broken('the proxy sends interim answers for ever', 'proxy.malformed-reply', {
    does: 'floods',
    with: '',
    then: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
  }),
  broken('the proxy answers with words that are no status line', 'proxy.malformed-reply', {
    does: 'answers and waits',
    with: 'WAIT A MOMENT\r\nplease\r\n\r\n',
  }),
];
