/** What the proxy says here is compared with what it says elsewhere: of which site, port, scheme or computer it speaks. */
import { describe, expect, test } from 'vitest';
import type { Fact, ReplyFact } from '../../../src/observation/observation.ts';
import type { FailureKind } from '../../../src/observation/failure.ts';
import type { Target } from '../../../src/route/target.ts';
import type { ProxyServer } from '../../../src/settings/proxy-server.ts';
import { createCase } from '../../../src/verdict/case.ts';
import { judge } from '../../../src/verdict/judge.ts';
import { proxyErrorOf } from '../../../src/verdict/replies.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import { connect, connectAnswer, exchange, kindAt, numbered, PROXY, reply, resolved, tls, way } from './facts.ts';

const SOCKS: ProxyServer = { ...PROXY, kind: 'socks5' };
const TLS_PROXY: ProxyServer = { ...PROXY, kind: 'https' };
const PLAIN = 'http://check.example/generate_204';
const SECURE = 'https://secure.example/generate_204';

function verdictOn(facts: readonly Fact[], url = 'https://site.example/'): Verdict {
  const { hostname, protocol } = new URL(url);
  const target: Target = { url, scheme: protocol === 'https:' ? 'https' : 'http', host: hostname, port: 443 };
  const judgement = judge(createCase(target, numbered(facts), 'everything'), { canAsk: false });
  if (judgement.is === 'asks') throw new Error('it asked although nothing can be asked');
  return judgement.verdict;
}

let made = 0;
const to = (url: string, more: Parameters<typeof way>[0] = {}): ReturnType<typeof way> => {
  made += 1;
  return way({ id: `w${made}`, url, leg: PROXY, ...more });
};
const control = (url: string, more: Parameters<typeof way>[0] = {}): ReturnType<typeof way> =>
  to(url, { purpose: 'control', ...more });
const variation = (url: string, name: 'port-443' | 'other-name'): ReturnType<typeof way> =>
  to(url, { purpose: 'variation', variation: name });

/** CONNECT to the target ended so. */
const target = (answer: ReplyFact | FailureKind, url = 'https://site.example/'): readonly Fact[] => {
  const of = to(url);
  return [resolved(PROXY, url), connect(of), connectAnswer(of, answer)];
};
const plainTarget = (answer: ReplyFact, url = 'http://site.example/'): readonly Fact[] => {
  const of = to(url);
  return [resolved(PROXY, url), connect(of), exchange(of, answer)];
};
const plainPasses = (): Fact => exchange(control(PLAIN), reply(204), true);
const plainSays = (answer: ReplyFact): Fact => exchange(control(PLAIN), answer, false);
const secureSays = (answer: ReplyFact | FailureKind): Fact => connectAnswer(control(SECURE), answer);
const securePasses = (): readonly Fact[] => {
  const of = control(SECURE);
  return [connectAnswer(of, reply(200)), tls(of), exchange(of, reply(204), true)];
};
const challenged = (status: 401 | 407): ReplyFact => {
  const challenges = [{ scheme: 'basic', realm: 'gate', params: { realm: 'gate' } }];
  return { ...reply(status), ...(status === 407 ? { proxyChallenges: challenges } : { siteChallenges: challenges }) };
};
const socks = (of: ReturnType<typeof way>, codes: { method?: number; auth?: number; reply?: number }): Fact => ({
  probe: 'proxy.handshake',
  way: of,
  method: 'SOCKS5',
  authority: 'site.example:443',
  failure: null,
  reply: null,
  socks: codes,
  signIn: { sent: null, from: null, unusable: [], provenBefore: false, withheld: false },
  firstBytes: '',
  bytesReceived: 2,
});

describe('a refusal of the site', () => {
  test('holds where the proxy asks others for a sign-in, and refuses this one before it asks', () => {
    const verdict = verdictOn([...target(reply(403)), plainSays(challenged(407)), secureSays(challenged(407))]);
    expect(verdict).toMatchObject({ code: 'proxy.access-denied', confidence: 0.85 });
  });

  test('is one of the computer where everybody is refused alike', () => {
    const verdict = verdictOn([...target(reply(403)), plainSays(reply(403)), secureSays(reply(403))]);
    expect(verdict.code).toBe('proxy.client-not-allowed');
  });

  test('is told by the error that the proxy names, whatever the status', () => {
    const denied = reply(502, [['Proxy-Status', 'gate.example; error=destination_ip_prohibited']]);
    expect(verdictOn([...target(denied), plainPasses()]).code).toBe('proxy.access-denied');
    const squid = reply(404, [['X-Squid-Error', 'ERR_ACCESS_DENIED 0']]);
    expect(verdictOn([...target(squid), plainPasses(), ...securePasses()]).code).toBe('proxy.access-denied');
    const failed = reply(502, [['Proxy-Status', 'gate.example; error=connection_refused']]);
    expect(verdictOn([...target(failed), plainPasses()]).code).toBe('site.unreachable-from-proxy');
  });

  test('is the proxy’s in spite of its name in Via where it refuses a tunnel to the same host as well', () => {
    const via = [['Via', '1.1 gate']] as const;
    const facts = [...plainTarget(reply(403, via)), exchange(control(PLAIN), reply(204, via), true), ...securePasses()];
    const tunnel = (status: number): Fact =>
      connectAnswer(variation('https://site.example/', 'port-443'), reply(status));
    expect(verdictOn([...facts, tunnel(403)], 'http://site.example/').code).toBe('proxy.access-denied');
    expect(verdictOn([...facts, tunnel(200)], 'http://site.example/').code).toBe('site.forbidden');
  });

  test('by a reset is less sure than one in words', () => {
    const verdict = verdictOn([...target('connection-reset'), plainPasses()]);
    expect(verdict).toMatchObject({ code: 'proxy.access-denied', confidence: 0.86 });
  });
});

describe('a 403 inside a tunnel', () => {
  const inside = (publicIssuer: boolean): readonly Fact[] => {
    const signed = (name: string): Parameters<typeof tls>[1] => ({
      publicIssuer,
      chain: [
        {
          subject: `CN=${name}`,
          issuer: 'CN=Office',
          notBefore: '',
          notAfter: '',
          names: [],
          sha256: name,
          selfSigned: false,
        },
      ],
    });
    const [of, other] = [to('https://site.example/'), control(SECURE)];
    return [
      ...[resolved(PROXY), connectAnswer(of, reply(200)), tls(of, signed('site.example')), exchange(of, reply(403))],
      ...[connectAnswer(other, reply(200)), tls(other, signed('secure.example')), exchange(other, reply(204), true)],
    ];
  };

  test('is the site’s', () => {
    expect(verdictOn(inside(true))).toMatchObject({ code: 'site.forbidden', confidence: 0.97 });
  });

  test('may be that of somebody who reads along', () => {
    const verdict = verdictOn(inside(false));
    expect(verdict).toMatchObject({ code: 'site.forbidden', confidence: 0.75, details: { missing: ['proxy-answer'] } });
    expect(verdict.alsoFound.map((finding) => finding.code)).toContain('proxy.access-denied');
    expect(verdict.ruledOut.map((one) => one.code)).not.toContain('proxy.access-denied');
  });
});

describe('a refusal of the port', () => {
  const url = 'http://site.example:8765/';
  const facts = [...plainTarget(reply(403, [['X-Squid-Error', 'ERR_ACCESS_DENIED 0']]), url), plainPasses()];
  const tunnel = (): Fact => connectAnswer(variation('https://site.example/', 'port-443'), reply(200));
  const other = (status: number): Fact =>
    exchange(variation('http://check.example:8765/', 'other-name'), reply(status));

  test('holds for plain pages where another host is refused on it too, and the same host on 443 is not', () => {
    expect(verdictOn([...facts, tunnel(), other(403)], url).code).toBe('proxy.port-not-allowed');
  });

  test('is one of the site where another host is tried on that port', () => {
    expect(verdictOn([...facts, tunnel(), other(503)], url).code).toBe('proxy.access-denied');
  });

  test('holds for port 80 where all plain pages are refused', () => {
    const plain = 'http://site.example/';
    const refused = [...plainTarget(reply(403), plain), plainSays(reply(403)), ...securePasses()];
    expect(verdictOn([...refused, tunnel()], plain).code).toBe('proxy.port-not-allowed');
  });
});

describe('a failure of the proxy', () => {
  test('for every site of one scheme is its own', () => {
    const verdict = verdictOn([...target(reply(503)), plainPasses(), secureSays(reply(503))]);
    expect(verdict).toMatchObject({
      code: 'proxy.upstream-down',
      confidence: 0.78,
      details: { missing: ['control-site'] },
    });
  });

  test('for this site alone is the site’s', () => {
    const verdict = verdictOn([...target(reply(503)), plainPasses(), ...securePasses()]);
    expect(verdict).toMatchObject({ code: 'site.unreachable-from-proxy', confidence: 0.93 });
  });

  test('is the site’s with a grain of salt where the proxy turns all control sites away', () => {
    const verdict = verdictOn([...target(reply(503)), plainSays(reply(403)), secureSays(reply(403))]);
    expect(verdict).toMatchObject({ code: 'site.unreachable-from-proxy', details: { missing: ['control-site'] } });
  });

  test('is overload where it says that it has too many connections', () => {
    const full = reply(503, [['Proxy-Status', 'gate; error=connection_limit_reached']]);
    expect(verdictOn([...target(full), plainSays(full), secureSays(full)]).code).toBe('proxy.overloaded');
  });
});

describe('tunnels', () => {
  const garbled = (of: ReturnType<typeof way>, line = 'HTTP/1.1 200 OK'): readonly Fact[] => [
    connectAnswer(of, reply(200, [['Via', '1.1 gate']])),
    tls(of, { failure: { kind: 'tls-protocol-error' }, firstBytes: Buffer.from(line).toString('hex') }),
  ];

  test('that hold a page in place of TLS for every site say nothing of the scheme of this one', () => {
    const of = to('https://site.example/');
    const facts = [resolved(PROXY), ...garbled(of), plainPasses()];
    const alone = verdictOn([...facts, ...securePasses()]);
    // a web server would have said that it can't read the greeting
    expect(alone).toMatchObject({ code: 'site.scheme-mismatch', confidence: 0.79 });
    const complains = [resolved(PROXY), ...garbled(of, 'HTTP/1.1 400 Bad Request'), ...securePasses()];
    expect(verdictOn([...complains, plainPasses()])).toMatchObject({ code: 'site.scheme-mismatch', confidence: 0.97 });
    const verdict = verdictOn([...facts, ...garbled(control(SECURE))]);
    expect(verdict).toMatchObject({ code: 'proxy.connect-not-supported', confidence: 0.78 });
  });

  test('that nobody gets an answer about are no fault of the site', () => {
    const facts = [...target('timed-out'), plainPasses()];
    expect(verdictOn([...facts, secureSays('timed-out')]).code).toBe('proxy.connect-not-supported');
    expect(verdictOn([...facts, ...securePasses()]).code).toBe('site.unreachable-from-proxy');
  });
});

describe('who is asking', () => {
  test('is wanted by a proxy that says 401 to every plain request', () => {
    const facts = plainTarget(challenged(401));
    const all = [...facts, plainSays(challenged(401))];
    expect(verdictOn(all, 'http://site.example/').code).toBe('proxy.auth-required');
    expect(verdictOn([...facts, plainPasses()], 'http://site.example/').code).toBe('site.login-required');
  });

  test('is refused by a TLS proxy that wants to see a certificate', () => {
    const alert = (code: string): Fact => ({
      ...connectAnswer(to('https://site.example/', { leg: TLS_PROXY }), 'tls-alert'),
      ...{ failure: { kind: 'tls-alert', code } },
    });
    const verdict = verdictOn([resolved(TLS_PROXY), alert('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')]);
    expect(verdict.code).toBe('proxy.client-not-allowed');
    expect(verdictOn([resolved(TLS_PROXY), alert('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR')]).code).toBe('undetermined');
  });

  test('can’t be told to a SOCKS5 proxy that takes no password', () => {
    const greeted = (method: number): Verdict =>
      verdictOn([resolved(SOCKS), socks(to('https://site.example/', { leg: SOCKS }), { method })]);
    expect(greeted(255)).toMatchObject({ code: 'proxy.auth-scheme-unsupported', details: { schemes: [] } });
    expect(greeted(1)).toMatchObject({ code: 'proxy.auth-scheme-unsupported', details: { schemes: ['gssapi'] } });
    expect(greeted(2).code).toBe('proxy.auth-required');
  });

  test('is not allowed where a SOCKS5 proxy refuses all, and the site is not where it refuses one', () => {
    const refused = [resolved(SOCKS), socks(to('https://site.example/', { leg: SOCKS }), { method: 0, reply: 2 })];
    const other = socks(control(SECURE, { leg: SOCKS }), { method: 0, reply: 2 });
    expect(verdictOn([...refused, other]).code).toBe('proxy.client-not-allowed');
    const passes = exchange(control(SECURE, { leg: SOCKS }), reply(204), true);
    expect(verdictOn([...refused, passes]).code).toBe('proxy.access-denied');
  });
});

describe('words that are no HTTP', () => {
  const said = (text: string): Verdict => {
    const of = to('https://site.example/');
    const answer = { ...connectAnswer(of, 'malformed-reply'), firstBytes: Buffer.from(text).toString('hex') };
    const kind = kindAt(PROXY.port, []);
    if (kind.probe !== 'proxy.kind') throw new Error('a fact of another probe');
    return verdictOn([resolved(PROXY), connect(of), answer, { ...kind, connect: null }]);
  };

  test.each(["-ERR unknown command 'CONNECT'\r\n", '500 Command not understood\r\n', 'ERROR\r\n', 'RFB 003.008\n'])(
    'are those of another service: %j',
    (text) => {
      expect(said(text).code).toBe('proxy.not-a-proxy');
    },
  );

  test.each(['WAIT A MOMENT\r\n', '<html>', '5000 things\r\n', 'ERRORS abound\r\n'])('are nobody’s: %j', (text) => {
    expect(said(text).code).toBe('proxy.malformed-reply');
  });
});

describe('the error that a proxy names', () => {
  test.each([
    ['gate; error=dns_error; rcode="NXDOMAIN"', 'dns_error'],
    ['a, gate.example;error="http_request_denied"', 'http_request_denied'],
    ['gate; received-status=403', undefined],
  ])('in %s is %s', (value, error) => {
    expect(proxyErrorOf(reply(502, [['proxy-status', value]]))).toBe(error);
  });
});
