import { scenario, type Scenario } from '../scenario.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** The proxy that answers, and says no. */
export const PROXY_REFUSALS: readonly Scenario[] = [
  scenario('the proxy wants Basic and nobody gave a password', {
    code: 'proxy.auth-required',
    nearMissOf: 'proxy.credentials-rejected',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['user'], confidence: 0.9, details: { schemes: ['basic'], realm: 'office' } }),
  }),
  scenario('the proxy wants Basic for a plain page and nobody gave a password', {
    code: 'proxy.auth-required',
    nearMissOf: 'site.sends-407',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.http(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['user'], details: { schemes: ['basic'] } }),
  }),
  scenario('the SOCKS5 proxy wants a user and nobody gave one', {
    code: 'proxy.auth-required',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot, { withUser: true });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), options: ['--proxy', spot.url('socks5')] }),
  }),
  scenario('the proxy offers an unknown scheme and Basic, and nobody gave a password', {
    code: 'proxy.auth-required',
    nearMissOf: 'proxy.auth-scheme-unsupported',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const with407 = httpAnswer('407 Proxy Authentication Required', [
        'Proxy-Authenticate: Hawk ts="1"',
        'Proxy-Authenticate: Basic realm="both"',
      ]);
      await lab.misbehaving(spot, { does: 'answers', with: with407 });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ details: { schemes: ['hawk', 'basic'] } }),
  }),
  scenario('the saved password is old', {
    code: 'proxy.credentials-rejected',
    nearMissOf: ['proxy.auth-required', 'proxy.access-denied'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url('http', lab.wrongUserinfo)) }),
    then: (_, squid) => ({
      fixer: ['user'],
      confidence: 0.9,
      details: { schemes: ['basic'] },
      seen: () => [
        squid.signedTries().length !== 1 && `the wrong password was sent ${String(squid.signedTries().length)} times`,
      ],
    }),
  }),
  scenario('the password on standard input is wrong, for a plain page', {
    code: 'proxy.credentials-rejected',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot());
    },
    when: (lab, squid) => ({
      url: lab.sites.main.http(),
      env: setProxy(squid.spot.url()),
      options: ['--user', lab.user.name, '--password-stdin'],
      stdin: `${lab.wrongPassword}\n`,
    }),
    then: (_, squid) => ({
      seen: () => [
        squid.signedTries().length !== 1 && `the wrong password was sent ${String(squid.signedTries().length)} times`,
      ],
    }),
  }),
  scenario('tinyproxy answers a wrong password with 401', {
    code: 'proxy.credentials-rejected',
    nearMissOf: 'site.login-required',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.tinyproxy(spot, { withUser: true });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http', lab.wrongUserinfo)) }),
    then: () => ({ fixer: ['user'] }),
  }),
  scenario('the SOCKS5 proxy rejects the password', {
    code: 'proxy.credentials-rejected',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot, { withUser: true });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('socks5', lab.wrongUserinfo)) }),
  }),
  scenario('the proxy offers only a scheme that nobody knows', {
    code: 'proxy.auth-scheme-unsupported',
    nearMissOf: ['proxy.auth-required', 'proxy.auth-challenge-missing'],
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, {
        does: 'answers',
        with: httpAnswer('407 Proxy Authentication Required', ['Proxy-Authenticate: Hawk ts="1353832234"']),
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url('http', lab.userinfo)) }),
    then: () => ({ fixer: ['admin'], details: { schemes: ['hawk'] } }),
  }),
  scenario('the proxy offers only a certificate scheme, for a plain page', {
    code: 'proxy.auth-scheme-unsupported',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, {
        does: 'answers',
        with: httpAnswer('407 Proxy Authentication Required', ['Proxy-Authenticate: Bearer realm="zero trust"']),
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.http(), env: setProxy(spot.url()) }),
    then: () => ({ details: { schemes: ['bearer'] } }),
  }),
  scenario('the proxy says 407 and not how to sign in', {
    code: 'proxy.auth-challenge-missing',
    nearMissOf: ['proxy.auth-scheme-unsupported', 'proxy.auth-required'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot(), { configLines: ['reply_header_access Proxy-Authenticate deny all'] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'], confidence: 0.9 }),
  }),
  scenario('the challenge of the proxy cannot be read', {
    code: 'proxy.auth-challenge-missing',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.misbehaving(spot, {
        does: 'answers',
        with: httpAnswer('407 Proxy Authentication Required', ['Proxy-Authenticate: ="";;,']),
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),

  scenario('the policy of the proxy blocks a secure site', {
    code: 'proxy.access-denied',
    nearMissOf: 'site.forbidden',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot(), {
        configLines: [`acl blocked dstdomain ${lab.sites.main.name}`],
        accessRules: ['http_access deny blocked', 'http_access allow all'],
      });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'], details: { status: 403, answeredBy: 'proxy' } }),
  }),
  scenario('the policy of the proxy blocks a plain site', {
    code: 'proxy.access-denied',
    nearMissOf: 'site.forbidden',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot(), {
        configLines: [`acl blocked dstdomain ${lab.sites.main.name}`],
        accessRules: ['http_access deny blocked', 'http_access allow all'],
      });
    },
    when: (lab, squid) => ({ url: lab.sites.main.http(), env: setProxy(squid.spot.url()) }),
    then: () => ({ details: { status: 403, answeredBy: 'proxy' } }),
  }),
  scenario('the proxy asks for the password again although it is right: the site is blocked', {
    code: 'proxy.access-denied',
    nearMissOf: 'proxy.credentials-rejected',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squidWithBasic(lab.spot(), {
        configLines: [`acl blocked dstdomain ${lab.sites.main.name}`],
        accessRules: ['http_access deny blocked signed_in', 'http_access allow signed_in'],
      });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url('http', lab.userinfo)) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy sends a blocked secure site to its block page', {
    code: 'proxy.access-denied',
    nearMissOf: 'device.captive-portal',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const answer = httpAnswer('302 Found', [`Location: ${lab.sites.second.http('/blocked?why=games')}`]);
      await lab.filteringProxy(spot, { hosts: { [lab.sites.main.name]: { does: 'answer', with: answer } } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy resets connections to a blocked site', {
    code: 'proxy.access-denied',
    nearMissOf: 'proxy.drops-connection',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, { hosts: { [lab.sites.main.name]: { does: 'reset' } } });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'], confidence: 0.5 }),
  }),
  scenario('the proxy blocks the site for legal reasons', {
    code: 'proxy.access-denied',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.filteringProxy(spot, {
        hosts: { [lab.sites.main.name]: { does: 'answer', with: httpAnswer('451 Unavailable For Legal Reasons') } },
      });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ details: { status: 451, answeredBy: 'proxy' } }),
  }),
  scenario('the rules of the SOCKS proxy block the site', {
    code: 'proxy.access-denied',
    nearMissOf: 'site.unreachable-from-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.dante(spot, { deny: [`${lab.sites.main.address}/32`, lab.sites.main.name] });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), options: ['--proxy', spot.url('socks5')] }),
  }),

  scenario('the proxy has lost its own connection', {
    code: 'proxy.upstream-down',
    nearMissOf: 'site.unreachable-from-proxy',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(
        `ip saddr ${lab.network.networks.proxy} ip daddr ${lab.network.networks.site} reject with icmp type host-unreachable`,
      );
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the proxy resolves no name at all', {
    code: 'proxy.upstream-down',
    nearMissOf: ['site.name-not-found', 'site.error'],
    given: async (lab) => {
      await lab.direct('dropped');
      lab.officeResolver.failForAll('SERVFAIL');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.main.http(), env: setProxy(squid.spot.url()) }),
    then: () => ({ details: { answeredBy: 'proxy' } }),
  }),
  scenario('tinyproxy reaches nothing', {
    code: 'proxy.upstream-down',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(
        `ip saddr ${lab.network.networks.proxy} ip daddr ${lab.network.networks.site} meta l4proto tcp reject with tcp reset`,
      );
      const spot = lab.spot();
      await lab.tinyproxy(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
  }),
  scenario('the SOCKS5 proxy reaches nothing', {
    code: 'proxy.upstream-down',
    given: async (lab) => {
      await lab.direct('dropped');
      await lab.filter(
        `ip saddr ${lab.network.networks.proxy} ip daddr ${lab.network.networks.site} reject with icmp type host-unreachable`,
      );
      const spot = lab.spot();
      await lab.microsocks(spot);
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), options: ['--proxy', spot.url('socks5')] }),
  }),
];
