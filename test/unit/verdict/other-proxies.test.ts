/** Proxies that something else names, and legs after the first one. */
import { describe, expect, test } from 'vitest';
import type { Fact, Way } from '../../../src/observation/observation.ts';
import { DIRECT, type Leg, type ProxyServer } from '../../../src/settings/proxy-server.ts';
import { judge } from '../../../src/verdict/judge.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import {
  caseOf,
  connect,
  connectAnswer,
  exchange,
  kindAt,
  NETWORK,
  portsAt,
  PROXY,
  reply,
  resolved,
  TARGET,
  tls,
  way,
} from './facts.ts';

const PLAIN = { url: 'http://site.example/', scheme: 'http', host: 'site.example', port: 80 } as const;
const START: Fact = { probe: 'run.start', controlUrls: ['http://control.example/204'], budgetMs: 15_000 };

function verdictOn(facts: readonly Fact[], target: typeof TARGET = TARGET): Verdict {
  const judgement = judge(caseOf(facts, 'everything', target), { canAsk: false });
  if (judgement.is === 'asks') throw new Error('it asked although nothing can be asked');
  return judgement.verdict;
}

const named: Fact = {
  probe: 'settings.read',
  source: 'env',
  state: 'read',
  from: 'the environment',
  route: [PROXY],
  bypassed: false,
};
const outside = (answers: boolean, secure = false): readonly Fact[] => {
  const scheme = secure ? 'https' : 'http';
  const to = way({ id: 'w8', purpose: 'control', url: `${scheme}://control.example/204` });
  const unanswered = { ...connect(to, 'timed-out', 'control.example'), address: '203.0.113.7' };
  if (!answers) return [unanswered];
  return [connect(to), ...(secure ? [tls(to)] : []), exchange(to, reply(204), true)];
};
const over = (url: string): Way => way({ id: 'w7', purpose: 'variation', url, leg: PROXY });

describe('a proxy of another source', () => {
  const silent = (url: string): readonly Fact[] => {
    const byDesktop = { ...resolved(DIRECT, url), source: 'kde' as const };
    return [START, NETWORK, byDesktop, named, connect(way({ url }), 'timed-out')];
  };

  test('is not missed for a site that is down while others answer directly', () => {
    const refusal = exchange(over(PLAIN.url), reply(503, [['Via', '1.1 cache']]));
    const facts = [...silent(PLAIN.url), ...outside(true), connect(over(PLAIN.url)), refusal];
    expect(verdictOn(facts, PLAIN).code).toBe('site.unreachable');
  });

  test('is missed where nothing gets out directly, whatever it says of the site', () => {
    const refusal = connectAnswer(over(TARGET.url), reply(403, [['Via', '1.1 cache']]));
    expect(verdictOn([...silent(TARGET.url), ...outside(false, true), refusal]).code).toBe('settings.proxy-missing');
  });

  test('is no proxy where a web server answers to any name', () => {
    const facts = [...silent(PLAIN.url), ...outside(false), exchange(over(PLAIN.url), reply(200))];
    expect(verdictOn([...facts, kindAt(PROXY.port, [])], PLAIN).code).toBe('firewall.network-block');
    expect(verdictOn([...facts, kindAt(PROXY.port, ['http'])], PLAIN).code).toBe('settings.proxy-missing');
  });

  test('may only be slow where its tunnel stands and nothing came through it', () => {
    const late = tls(over(TARGET.url), { failure: { kind: 'timed-out' }, trusted: false });
    const facts = [...silent(TARGET.url), ...outside(false, true)];
    const verdict = verdictOn([...facts, connectAnswer(over(TARGET.url), reply(200)), late]);
    expect(verdict.code).toBe('settings.proxy-missing');
    expect(verdict.confidence).toBeLessThan(0.8);
  });
});

describe('a script that automatic detection names', () => {
  test('may only be slow where its server takes the request and says nothing', () => {
    const found = 'http://wpad.office.example/wpad.dat';
    const look: Fact = { probe: 'wpad.look-up', url: TARGET.url, found, names: [], route: [] };
    const fetch: Fact = { probe: 'pac.fetch', url: found, failure: { kind: 'timed-out' } };
    const facts = [
      START,
      NETWORK,
      resolvedTo(TARGET.url, 'no-settings', [DIRECT]),
      connect(way(), 'timed-out'),
      look,
      fetch,
    ];
    const verdict = verdictOn([...facts, ...outside(false, true)]);
    expect(verdict.code).toBe('settings.proxy-missing');
    expect(verdict.confidence).toBeLessThan(0.8);
    expect(verdictOn([...facts, ...outside(true, true)]).code).toBe('site.unreachable');
  });
});

describe('a proxy that the same settings name for other URLs', () => {
  const elsewhere = (url: string): Fact => {
    const compared = { ...resolvedTo(url, 'server-for-scheme', [PROXY]), purpose: 'variation' as const };
    return compared;
  };
  const blocked = (because: string): readonly Fact[] => [
    START,
    NETWORK,
    resolvedTo(TARGET.url, because, [DIRECT]),
    connect(way(), 'timed-out'),
    ...outside(false, true),
    tls(over(TARGET.url)),
    exchange(over(TARGET.url), reply(200)),
  ];

  test('is missing for this scheme', () => {
    const facts = [...blocked('no-server-for-scheme'), elsewhere('http://site.example:443/')];
    expect(verdictOn(facts).code).toBe('settings.proxy-missing');
  });

  test('is kept from a site that the script sends DIRECT', () => {
    const facts = [...blocked('pac-answer'), elsewhere('http://control.example/204')];
    expect(verdictOn(facts).code).toBe('settings.bypass-too-broad');
  });
});

function resolvedTo(url: string, because: string, route: readonly Leg[]): Fact {
  return { probe: 'route.resolve', url, source: 'env', because, route, bypassed: false };
}

describe('a list of legs', () => {
  const second: ProxyServer = { ...PROXY, host: '10.9.0.8' };
  const toFirst = way({ leg: PROXY });
  const toSecond = way({ id: 'w2', leg: second });
  const listed: Fact = resolvedTo(TARGET.url, 'pac-answer', [PROXY, second]);
  const challenge = {
    ...reply(407),
    proxyChallenges: [{ scheme: 'basic', realm: 'office', params: { realm: 'office' } }],
  };

  test('ends where a proxy answered; what is wrong with those before is found as well', () => {
    const facts = [listed, connect(toFirst, 'connection-refused'), portsAt([]), connect(toSecond)];
    const verdict = verdictOn([...facts, connectAnswer(toSecond, challenge)]);
    expect([verdict.code, ...verdict.alsoFound.map(({ code }) => code)]).toEqual(['proxy.auth-required', 'proxy.down']);
  });

  test('begins with the first one where none was reached, though only its name is known', () => {
    const unknown: Fact = {
      probe: 'dns.lookup',
      name: PROXY.host,
      role: 'proxy',
      addresses: [],
      failure: { kind: 'name-not-found' },
      way: toFirst,
    };
    expect(verdictOn([listed, unknown, connect(toSecond, 'connection-refused')]).code).toBe('dns.proxy-name-not-found');
  });

  test('whose last word DIRECT reaches a closed port blames the site', () => {
    const direct = way({ id: 'w2' });
    const facts = [listed, connect(toFirst, 'connection-refused'), portsAt([]), connect(direct, 'connection-refused')];
    expect(verdictOn(facts).code).toBe('site.port-closed');
  });
});

describe('an answer of the site', () => {
  const one = way({ url: PLAIN.url });
  const begun = [resolved(DIRECT, PLAIN.url), connect(one), ...outside(true)];

  const cut = { ...exchange(one, reply(200)), failure: { kind: 'closed-early' as const } };
  test.each<readonly [string, Fact]>([
    ['that is no HTTP', exchange(one, 'malformed-reply')],
    ['that breaks off', cut],
  ])('%s is an error of the site, and not for certain', (_, broken) => {
    const verdict = verdictOn([...begun, broken], PLAIN);
    expect(verdict.code).toBe('site.error');
    expect(verdict.confidence).toBeLessThan(0.8);
  });
});
