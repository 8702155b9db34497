/** Look-alikes of networks: whose clock or certificate, whose refusal, whose missing route. */
import { describe, expect, test } from 'vitest';
import type { CertificateFact, Fact, Observation } from '../../../src/observation/observation.ts';
import { createCase } from '../../../src/verdict/case.ts';
import { judge } from '../../../src/verdict/judge.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import { connect, exchange, NETWORK, numbered, PROXY, reply, resolved, TARGET, tls, way } from './facts.ts';

const START: Fact = {
  probe: 'run.start',
  controlUrls: ['http://one.example/', 'http://two.example/'],
  budgetMs: 15_000,
};

function verdictOn(facts: readonly Fact[], change: (one: Observation) => Observation = (one) => one): Verdict {
  const given = createCase(TARGET, numbered(facts).map(change), 'everything');
  const judgement = judge(given, { canAsk: false });
  if (judgement.is === 'asks') throw new Error('it asked although nothing can be asked');
  return judgement.verdict;
}

const certificate = (notBefore: string, notAfter: string): CertificateFact => ({
  subject: 'CN=site.example',
  issuer: 'CN=Some CA',
  notBefore,
  notAfter,
  names: ['site.example'],
  sha256: notAfter,
  selfSigned: false,
});

describe('a certificate refused for its dates while the clock is off', () => {
  const dated = reply(200, [['Date', 'Sun, 22 Nov 2026 12:00:00 GMT']]);
  const control = way({ id: 'w2', purpose: 'control', url: 'http://one.example/' });
  const on = (offsetSeconds: number, chain: readonly CertificateFact[]): string =>
    verdictOn([
      resolved({ kind: 'direct' }),
      connect(way()),
      tls(way(), { trusted: false, rejection: 'CERT_HAS_EXPIRED', chain }),
      Object.assign(exchange(control, dated, true), { clockOffsetSeconds: offsetSeconds }),
    ]).code;
  const [day, today] = [86_400, certificate('2026-10-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z')];

  test('is the clock’s fault where it would be valid at the servers’ time', () => {
    expect(on(-30 * day, [today])).toBe('device.clock-wrong');
  });

  test('is its own where it would not, or where one above it has expired', () => {
    expect(on(-day, [certificate('2026-01-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z')])).toBe(
      'tls.certificate-expired',
    );
    const above = certificate('2020-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z');
    expect(on(-day, [today, above])).toBe('tls.certificate-expired');
  });
});

describe('a refused connection', () => {
  const leg = PROXY;
  const on = (connectMs: number, echoMs: number): Verdict =>
    verdictOn(
      [
        resolved(leg),
        connect(way({ leg }), 'connection-refused'),
        NETWORK,
        { probe: 'host.ping', host: PROXY.host, answered: true, rttMs: echoMs },
        { probe: 'host.ping', host: PROXY.host, interface: 'eth0', answered: true, rttMs: echoMs },
        { probe: 'firewall.rules', address: PROXY.host, port: PROXY.port, state: 'read', matching: [] },
        { probe: 'host.ports', host: PROXY.host, ports: [] },
      ],
      (one) => (one.probe === 'tcp.connect' ? { ...one, tookMs: connectMs } : one),
    );

  test('was sent by somebody nearer where the host’s echo takes much longer, twice', () => {
    expect(on(2, 40)).toMatchObject({ code: 'firewall.network-block', confidence: 0.82 });
  });

  test('came from the host where both take as long, or too little to tell', () => {
    expect(on(39, 40).code).toBe('proxy.down');
    expect(on(0.4, 5).code).toBe('proxy.down');
  });
});

describe('a name that does not exist', () => {
  const lookup = (name: string, of: Fact & { probe: 'dns.lookup' }): Fact => ({ ...of, name });
  const no = { probe: 'dns.lookup', name: '', addresses: [], failure: { kind: 'name-not-found' } } as const;
  const on = (...others: readonly Fact[]): Verdict =>
    verdictOn([
      START,
      resolved({ kind: 'direct' }),
      lookup(TARGET.host, { ...no, role: 'target', way: way() }),
      ...others,
    ]);

  test('may be for want of a resolver that knows any, and both are told', () => {
    const verdict = on(
      lookup('one.example', { ...no, role: 'control' }),
      lookup('two.example', { ...no, role: 'control' }),
    );
    expect(verdict).toMatchObject({ code: 'dns.resolver-unreachable', confidence: 0.7 });
    expect(verdict.alsoFound.map(({ code }) => code)).toContain('site.name-not-found');
  });

  test('is the name’s own fault where another one is known', () => {
    const known = { ...no, role: 'control', addresses: ['192.0.2.1'], failure: null } as const;
    expect(on(lookup('one.example', known), lookup('two.example', { ...no, role: 'control' })).code).toBe(
      'site.name-not-found',
    );
  });
});

test('an alert after the handshake is the handshake’s: the server wanted a certificate of ours', () => {
  const late = exchange(way(), 'tls-alert');
  expect(verdictOn([resolved({ kind: 'direct' }), connect(way()), tls(way()), late]).code).toBe('tls.handshake-failed');
});

test('a bridge’s address is no network where no route leads to a resolver', () => {
  const bridge: Fact = {
    probe: 'device.network',
    interfaces: [{ name: 'docker0', kind: 'virtual', isUp: true, addresses: ['172.17.0.1/16'] }],
    routes: [{ destination: '172.17.0.0/16', interface: 'docker0' }],
    nameServers: ['192.0.2.53'],
  };
  const lost: Fact = {
    probe: 'dns.lookup',
    name: TARGET.host,
    role: 'target',
    way: way(),
    addresses: [],
    failure: { kind: 'connection-refused' },
  };
  expect(verdictOn([resolved({ kind: 'direct' }), lost, bridge]).code).toBe('device.offline');
  const routed: Fact = { ...bridge, nameServers: ['172.17.0.53'] };
  expect(verdictOn([resolved({ kind: 'direct' }), lost, routed]).code).not.toBe('device.offline');
});
