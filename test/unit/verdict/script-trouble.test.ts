/** A script that gives no route: whether it is to blame, or what kept it away. */
import { describe, expect, test } from 'vitest';
import type { Fact, Way } from '../../../src/observation/observation.ts';
import { DIRECT } from '../../../src/settings/proxy-server.ts';
import { judge } from '../../../src/verdict/judge.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import { caseOf, connect, exchange, NETWORK, reply, resolved, tls, way } from './facts.ts';

const PAC = 'http://files.example/proxy.pac';
const START: Fact = { probe: 'run.start', controlUrls: ['http://control.example/204'], budgetMs: 15_000 };

function verdictOn(...facts: readonly Fact[]): Verdict {
  const judgement = judge(caseOf(facts), { canAsk: false });
  if (judgement.is === 'asks') throw new Error('it asked although nothing can be asked');
  return judgement.verdict;
}

function noRoute(kind: string, pacUrl = PAC): Fact {
  const { url } = way();
  const about = { probe: 'route.resolve', url, source: 'kde', because: 'pac-failed', bypassed: false } as const;
  return { ...about, route: [], pacUrl, pacProblem: { kind } };
}

type Fetch = Extract<Fact, { probe: 'pac.fetch' }>;
const fetched = (more: Partial<Fetch>): Fact => ({ probe: 'pac.fetch', url: PAC, failure: null, ...more });
const lost = (kind: NonNullable<Fetch['failure']>['kind'], code = ''): Fact =>
  fetched({ failure: { kind, ...(code === '' ? {} : { code }) } });

const control = (more: Partial<Way> = {}): Way =>
  way({ id: 'w9', purpose: 'control', url: 'http://control.example/204', ...more });
const lookup = (name: string, failure: 'timed-out' | null): Fact => ({
  probe: 'dns.lookup',
  name,
  role: 'control',
  addresses: failure === null ? ['203.0.113.7'] : [],
  failure: failure === null ? null : { kind: failure },
});

describe('a script that cannot be fetched', () => {
  test('is what is wrong where the network is fine', () => {
    const facts = [START, NETWORK, lost('connection-refused'), noRoute('unreachable')];
    expect(verdictOn(...facts, exchange(control(), reply(204), true)).code).toBe('settings.pac-unreachable');
  });

  test('is not to blame where no interface is up', () => {
    const offline: Fact = { probe: 'device.network', interfaces: [], routes: [], nameServers: [] };
    const verdict = verdictOn(START, offline, lost('name-server-failed', 'EAI_AGAIN'), noRoute('unreachable'));
    expect(verdict.code).toBe('device.offline');
    expect(verdict.alsoFound.map(({ code }) => code)).not.toContain('settings.pac-unreachable');
  });

  test('is not to blame where a portal answers for everybody', () => {
    const portal = { ...exchange(control(), reply(302), false), redirectTo: 'http://login.hotel.example/' };
    const facts = [START, NETWORK, connect(control()), portal];
    expect(verdictOn(...facts, lost('name-not-found'), noRoute('unreachable')).code).toBe('device.captive-portal');
    expect(verdictOn(...facts, fetched({ status: 200, redirects: 1 }), noRoute('html')).code).toBe(
      'device.captive-portal',
    );
  });

  test('is not to blame where the clock is wrong and its certificate looks expired', () => {
    const secure = 'https://files.example/proxy.pac';
    const dated = { ...exchange(control(), reply(204), true), clockOffsetSeconds: -7_000_000 };
    const expired = fetched({ url: secure, failure: { kind: 'certificate-rejected', code: 'CERT_HAS_EXPIRED' } });
    expect(verdictOn(START, NETWORK, dated, expired, noRoute('unreachable', secure)).code).toBe('device.clock-wrong');
  });

  test('is not to blame where no name resolves, and is where others do', () => {
    const facts = [START, NETWORK, lost('name-server-failed', 'EAI_AGAIN'), noRoute('unreachable')];
    expect(verdictOn(...facts, lookup('control.example', 'timed-out')).code).toBe('dns.resolver-unreachable');
    expect(verdictOn(...facts, lookup('control.example', null)).code).toBe('settings.pac-unreachable');
  });

  test('asks nobody else where its own server says that it is not there', () => {
    const facts = [START, NETWORK, fetched({ status: 404 }), noRoute('unreachable')];
    const judgement = judge(caseOf(facts, []), { canAsk: true });
    expect(judgement.is === 'asks' ? judgement.requests : []).toEqual([]);
  });
});

describe('a redirect', () => {
  const first = way({ url: 'http://start.example/' });
  const onward = { ...exchange(first, reply(302)), redirectTo: way().url };
  const answered = [resolved(DIRECT, first.url), connect(first), onward];

  test('that leads where the script has no answer is no success', () => {
    expect(verdictOn(...answered, noRoute('throws')).code).toBe('settings.pac-invalid');
  });

  test('is judged by its own route', () => {
    const second = way({ id: 'w2', redirects: 1 });
    const leg = { kind: 'http', host: '10.9.0.7', port: 3128 } as const;
    const over = way({ id: 'w3', purpose: 'variation', leg });
    const listed: Fact = { ...resolvedPast(), withoutBypass: [leg] };
    const facts = [...answered, listed, connect(second, 'timed-out'), tls(over), exchange(over, reply(200))];
    expect(verdictOn(...facts).code).toBe('settings.bypass-too-broad');
  });
});

function resolvedPast(): Extract<Fact, { probe: 'route.resolve' }> {
  const about = { probe: 'route.resolve', url: way().url, source: 'env', because: 'bypass-rule' } as const;
  return { ...about, route: [DIRECT], bypassed: true, bypassRule: 'site.example' };
}
