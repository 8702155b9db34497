import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../src/inspect/finding.ts';
import { judgeProxy } from '../../../src/inspect/judge-proxy.ts';
import { portsOf } from '../../../src/inspect/proxy-ports.ts';
import { qualityOf } from '../../../src/inspect/quality.ts';
import { en } from '../../../src/messages/en.ts';
import { ja } from '../../../src/messages/ja.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { codes, connection, exchange, keepAlive, kind, PROXY, reply, requests, tunnel } from './facts.ts';

const judge = (...observations: readonly Observation[]) =>
  judgeProxy({ proxy: PROXY, observations, nowMs: Date.UTC(2026, 10, 22) });

const offering = (challenge: string | readonly string[]) => kind(reply(407, { 'Proxy-Authenticate': challenge }));

describe('the sign-in of a proxy', () => {
  test.each<[string, Observation, readonly string[]]>([
    ['Basic in clear', offering('Basic realm="x"'), ['proxy-basic-in-clear']],
    ['Negotiate', offering('Negotiate'), []],
    ['Digest by MD5 alone', offering('Digest realm="x", nonce="n"'), ['weak-schemes-only']],
    ['Digest by SHA-256', offering('Digest realm="x", nonce="n", algorithm=SHA-256'), []],
    ['nothing that could be answered', kind(reply(407)), ['proxy-challenge-missing']],
    ['a status of sites', kind(reply(401, { 'WWW-Authenticate': 'Basic realm="x"' })), ['proxy-sends-401']],
    ['no sign-in at all', kind(reply(200)), ['no-sign-in']],
  ])('offers %s', (_, seen, expected) => {
    expect(codes(judge(seen).findings)).toEqual(expected);
  });

  test('is broken where the connection is closed during NTLM, and only there', () => {
    expect(codes(judge(offering('NTLM'), keepAlive('ntlm', false)).findings)).toEqual(['connection-not-kept']);
    expect(codes(judge(offering('NTLM'), keepAlive('ntlm', true)).findings)).toEqual([]);
    expect(codes(judge(offering('Negotiate'), keepAlive(null, false)).findings)).toEqual([]);
  });
});

describe('tunnels by port', () => {
  test.each([
    [200, 'open'],
    [403, 'refused'],
    [405, 'refused'],
    [407, 'sign-in'],
    [500, 'tried'],
    [501, 'refused'],
    [503, 'tried'],
  ])('with the answer %d are %s', (status, outcome) => {
    expect(portsOf([tunnel('a.example:25', reply(status))])[0]?.outcome).toBe(outcome);
  });

  test('to mail and remote shells need action, to encrypted pages not', () => {
    const found = judge(
      tunnel('a.example:443', reply(200)),
      tunnel('a.example:25', reply(503)),
      tunnel('a.example:22', reply(403)),
    );
    expect(codes(found.findings)).toEqual(['connect-open-ports']);
    expect(found.findings[0]?.details.ports).toEqual([25]);
    expect(codes(judge(tunnel('a.example:443', reply(200)), tunnel('a.example:8443', reply(200))).findings)).toEqual(
      [],
    );
  });

  test('to port 443 must be possible', () => {
    expect(codes(judge(tunnel('a.example:443', reply(403))).findings)).toEqual(['connect-443-refused']);
  });

  test('by address and not by name tell that the proxy finds no names', () => {
    const byName = tunnel('a.example:443', reply(503));
    expect(codes(judge(byName, tunnel('192.0.2.9:443', reply(200))).findings)).toEqual(['proxy-dns-fails']);
    expect(codes(judge(byName, tunnel('192.0.2.9:443', reply(503))).findings)).toEqual([]);
  });
});

describe('what a proxy says of itself', () => {
  const control = (headers: Readonly<Record<string, string>>) =>
    exchange('http://control.example/', reply(204, headers), {
      purpose: 'control',
      leg: PROXY,
      form: 'absolute',
      expected: true,
    });
  const unknown = (answer: ReturnType<typeof reply> | null, took = 5) =>
    exchange('http://p1.invalid/', answer, { purpose: 'variation', leg: PROXY, form: 'absolute', took });

  test.each<[string, Observation, readonly string[]]>([
    ['a name in what it forwards', control({ Via: '1.1 proxy' }), ['no-sign-in']],
    ['no name in what it forwards', control({}), ['via-missing', 'no-sign-in']],
    ['502 for an unknown name', unknown(reply(502)), []],
    ['a page for an unknown name', unknown(reply(200)), ['unknown-name-answered']],
    ['nothing for an unknown name', unknown(null), ['unknown-name-silent']],
    ['502 for an unknown name, late', unknown(reply(502), 4_000), ['unknown-name-slow']],
    ['its version', unknown(reply(502, { Server: 'squid/5.7' })), ['server-detail']],
    ['a name without a version', unknown(reply(502, { Server: 'squid' })), []],
  ])('with %s', (_, seen, expected) => {
    expect(codes(judge(seen).findings)).toEqual(expected);
  });
});

describe('the addresses of a proxy', () => {
  test.each<[string, readonly Observation[], readonly string[]]>([
    ['all answer', [connection('192.0.2.1', true), connection('2001:db8::1', true)], []],
    ['none answers', [connection('192.0.2.1', false)], ['proxy-unreachable']],
    ['IPv6 does not', [connection('192.0.2.1', true), connection('2001:db8::1', false)], ['ipv6-broken']],
    ['IPv4 does not', [connection('192.0.2.1', false), connection('2001:db8::1', true)], ['ipv4-broken']],
    ['one of two does not', [connection('192.0.2.1', true), connection('192.0.2.2', false)], ['some-addresses-dead']],
  ])('%s', (_, seen, expected) => {
    expect(codes(judge(...seen).findings)).toEqual(expected);
  });
});

describe('speed and loss', () => {
  test.each<[string, readonly (number | null)[], readonly string[]]>([
    ['steady', Array.from({ length: 20 }, () => 20), []],
    ['one of twenty lost', [...Array.from({ length: 19 }, () => 20), null], []],
    ['two of twenty lost', [...Array.from({ length: 18 }, () => 20), null, null], ['requests-lost']],
    ['slow', Array.from({ length: 20 }, () => 700), ['answers-slow']],
    ['uneven', Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 10 : 300)), ['answers-uneven']],
  ])('%s', (_, times, expected) => {
    expect(codes(judge(requests(times)).findings)).toEqual(expected);
  });

  test('are summed up by the usual numbers', () => {
    expect(qualityOf([10, 20, null, 30, 40])).toMatchObject({
      attempts: 5,
      lost: 1,
      loss: 0.2,
      minMs: 10,
      medianMs: 25,
      p90Ms: 37,
      maxMs: 40,
      jitterMs: 10,
    });
    expect(qualityOf([])).toMatchObject({ attempts: 0, loss: 0, minMs: null, medianMs: null, jitterMs: null });
  });

  property.prop([fc.array(fc.option(fc.double({ min: 0, max: 9_999, noNaN: true })), { maxLength: 100 })])(
    'never leave the range of what was measured',
    (times) => {
      const { minMs, medianMs, p90Ms, maxMs, lost, attempts } = qualityOf(times);
      expect(lost + times.filter((ms) => ms !== null).length).toBe(attempts);
      if (minMs === null || medianMs === null || p90Ms === null || maxMs === null) return;
      expect(minMs - 0.1 <= medianMs && medianMs <= p90Ms + 0.1 && p90Ms <= maxMs + 0.1).toBe(true);
    },
  );
});

describe('the words of every finding', () => {
  test.each([
    ['en', en],
    ['ja', ja],
  ] as const)('read well in %s, also where a detail is missing', (lang, words) => {
    const titles = Object.keys(FINDINGS).map((code) => {
      const { title, text } = words.inspect.findings[code as keyof typeof FINDINGS];
      const said = [
        text({}),
        text({ url: 'https://a.example/', names: ['x', 'y'], ports: [1, 2], status: 500, ms: 1.4 }),
      ];
      for (const one of said) {
        expect(one, code).not.toMatch(/undefined|NaN|\[object|\s\s|[!！]/u);
        expect(one.endsWith(lang === 'ja' ? '。' : '.'), one).toBe(true);
      }
      expect(title).not.toMatch(/[.。]$/u);
      return title;
    });
    expect(titles.length - new Set(titles).size).toBeLessThanOrEqual(1);
  });
});
