import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/observation/observation.ts';
import { DIRECT, type Leg } from '../../../src/settings/proxy-server.ts';
import { mayBeSlow } from '../../../src/verdict/patience.ts';
import { caseOf, connect, connectAnswer, exchange, kindAt, PROXY, reply, resolved, tls, way } from './facts.ts';

/** A port that answers for itself and does not say what it speaks. */
function aliveKind(speaks: Parameters<typeof kindAt>[1] = []): Fact {
  const fact = kindAt(PROXY.port, speaks);
  if (fact.probe !== 'proxy.kind') throw new Error('not the kind of a port');
  return { ...fact, alive: { failure: null, firstBytes: '', reply: reply(200) } };
}

const silentTunnel = (leg: Leg = PROXY): Fact[] => [
  resolved(leg),
  connect(way({ leg })),
  connectAnswer(way({ leg }), 'timed-out'),
];
const ping = (leg: Leg, url: string, id: 'w8' | 'w9' = 'w9') =>
  way({ id, purpose: 'variation', variation: 'alive', leg, url });
const control = (leg: Leg, isFine: boolean): Fact => {
  const of = way({ id: 'w5', purpose: 'control', leg, url: 'http://control.example/' });
  return isFine ? exchange(of, reply(204), true) : exchange(of, 'timed-out', false);
};

describe('a silent way', () => {
  test('may be slow where the site answers a ping and not the page', () => {
    const page = [resolved(DIRECT), connect(way()), tls(way()), exchange(way(), 'timed-out')];
    expect(mayBeSlow(caseOf([...page, exchange(ping(DIRECT, 'https://site.example/'), reply(400))]))).toBe(true);
    expect(mayBeSlow(caseOf([...page, exchange(ping(DIRECT, 'https://site.example/'), 'timed-out')]))).toBe(false);
    expect(mayBeSlow(caseOf(page))).toBe(false);
  });

  test('is not slow where what is silent is no answer: a connection, or TLS', () => {
    expect(mayBeSlow(caseOf([resolved(DIRECT), connect(way(), 'timed-out')]))).toBe(false);
    const silentTls = tls(way(), { failure: { kind: 'timed-out' }, trusted: false });
    expect(mayBeSlow(caseOf([resolved(DIRECT), connect(way()), silentTls]))).toBe(false);
  });

  test('may be slow where the proxy is alive and has let nobody through so far', () => {
    expect(mayBeSlow(caseOf([...silentTunnel(), aliveKind()]))).toBe(true);
    expect(mayBeSlow(caseOf([...silentTunnel(), aliveKind(['http']), control(PROXY, false)]))).toBe(true);
  });

  test('is not slow where the proxy lets others through and the site is as silent to a ping', () => {
    const facts = [...silentTunnel(), aliveKind(['http']), control(PROXY, true)];
    expect(mayBeSlow(caseOf(facts))).toBe(false);
    const answered = exchange(ping(PROXY, 'http://site.example/'), { ...reply(405), headers: [['via', '1.1 office']] });
    expect(mayBeSlow(caseOf([...facts, answered]))).toBe(true);
  });

  test('is not slow where the port speaks another kind of proxy', () => {
    expect(mayBeSlow(caseOf([...silentTunnel({ ...PROXY, kind: 'socks5' }), aliveKind(['http'])]))).toBe(false);
  });

  test('does not take a gateway’s own failure for a sign of the site', () => {
    const facts = [...silentTunnel(), aliveKind(['http']), control(PROXY, true)];
    const failed = exchange(ping(PROXY, 'http://site.example/'), reply(504));
    expect(mayBeSlow(caseOf([...facts, failed]))).toBe(false);
  });
});
