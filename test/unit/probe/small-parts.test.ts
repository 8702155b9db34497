import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DeadlinePassed } from '../../../src/base/deadline.ts';
import { Secret } from '../../../src/base/secret.ts';
import { interleaveFamilies } from '../../../src/probe/connect.ts';
import { controlSitesFrom } from '../../../src/probe/control-site.ts';
import { CookieJar } from '../../../src/probe/cookie-jar.ts';
import { failureOf, kindOfCode } from '../../../src/probe/failure.ts';
import type { Target } from '../../../src/route/target.ts';
import { firstProbes } from '../../../src/probe/first-probes.ts';
import { requestBytes } from '../../../src/probe/http-request.ts';
import { isSocks4, isSocks5, showsProxy } from '../../../src/probe/proxy-kind.ts';
import { decodeBody } from '../../../src/probe/reply-fact.ts';
import { socks5Request } from '../../../src/probe/socks5.ts';

describe('a failure', () => {
  test.each([
    ['ECONNREFUSED', 'connection-refused'],
    ['ECONNRESET', 'connection-reset'],
    ['EPIPE', 'connection-reset'],
    ['EHOSTUNREACH', 'host-unreachable'],
    ['ENETUNREACH', 'network-unreachable'],
    ['EPERM', 'permission-denied'],
    ['EACCES', 'permission-denied'],
    ['ETIMEDOUT', 'timed-out'],
    ['ENOTFOUND', 'name-not-found'],
    ['ENODATA', 'no-address'],
    ['ESERVFAIL', 'name-server-failed'],
    ['EREFUSED', 'name-server-refused'],
    ['ETIMEOUT', 'timed-out'],
    ['EAI_AGAIN', 'name-server-failed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-protocol-error'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'tls-protocol-error'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls-alert'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tls-alert'],
    ['CERT_HAS_EXPIRED', 'certificate-rejected'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-rejected'],
    ['EWHATEVER', 'unclassified'],
  ])('with the code %s is %s', (code, kind) => {
    expect(kindOfCode(code)).toBe(kind);
    expect(failureOf(Object.assign(new Error('x'), { code }))).toEqual({ kind, code });
  });

  test('of a deadline is a time-out, of an outer one or an abort a cancellation', () => {
    expect(failureOf(new DeadlinePassed('tcpConnect', 1)).kind).toBe('timed-out');
    expect(failureOf(new DeadlinePassed('run', 1)).kind).toBe('cancelled');
    expect(failureOf(AbortSignal.abort().reason).kind).toBe('cancelled');
  });

  test.prop([fc.anything()])('is found for anything thrown', (thrown) => {
    expect(typeof failureOf(thrown).kind).toBe('string');
  });
});

test('addresses alternate by family, beginning with the first', () => {
  expect(interleaveFamilies(['2001:db8::1', '2001:db8::2', '192.0.2.1', '2001:db8::1'])).toEqual([
    '2001:db8::1',
    '192.0.2.1',
    '2001:db8::2',
  ]);
});

describe('a cookie jar', () => {
  test('gives back to a host what it set, and not to others', () => {
    const jar = new CookieJar();
    jar.take('https://a.test/', ['x=1; Path=/', 'y=2; Domain=test', 'broken']);
    expect(jar.headerFor('https://a.test/b')?.open()).toBe('x=1; y=2');
    expect(jar.headerFor('https://b.test/')).toBeNull();
    expect(jar.fingerprint('https://a.test/#z')).toBe(jar.fingerprint('https://a.test/'));
  });

  test('makes the same URL another question', () => {
    const jar = new CookieJar();
    const before = jar.fingerprint('https://a.test/');
    jar.take('https://a.test/', ['x=1']);
    expect(jar.fingerprint('https://a.test/')).not.toBe(before);
  });
});

test('replaced control sites have their answers by what their address says', () => {
  const urls = ['http://x.test/generate_204', 'https://y.test/', 'http://detectportal.firefox.com/success.txt'];
  expect(controlSitesFrom(urls).map(({ expect: { kind } }) => kind)).toEqual(['status-204-empty', 'any-2xx', 'body']);
});

test('the first probes are the way of the first leg and the network', () => {
  const route = {
    url: 'http://a.test/',
    legs: [{ kind: 'direct' }],
    source: 'none',
    because: 'no-settings',
    bypassed: false,
  } as const;
  const target: Target = { url: 'http://a.test/', scheme: 'http', host: 'a.test', port: 80 };
  const named = (about: Target): readonly string[] => firstProbes(route, about).map(({ probe }) => probe);
  expect(named(target)).toEqual(['way', 'device.network', 'controls']);
  expect(named({ ...target, scheme: 'https' })).toEqual(['way', 'device.network']);
  expect(named({ ...target, host: '127.0.0.1' })).toEqual(['way', 'device.network']);
  expect(firstProbes({ ...route, legs: [] }, target).map(({ probe }) => probe)).toEqual(['device.network']);
});

test('a request can not be given header lines of its own', () => {
  const text = requestBytes({
    method: 'CONNECT',
    requestUri: 'a.test:443',
    host: 'a.test:443',
    toProxy: true,
    proxyAuthorization: new Secret('Basic x\r\nEvil: 1'),
  }).toString();
  expect(text).toBe(
    'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nUser-Agent: Throughway/0.1\r\nProxy-Authorization: Basic xEvil: 1\r\nProxy-Connection: keep-alive\r\n\r\n',
  );
});

test('SOCKS5 addresses are written by their type', () => {
  const hex = (host: string): string => socks5Request({ host, port: 443 }).toString('hex');
  expect(hex('192.0.2.1')).toBe('05010001c000020101bb');
  expect(hex('2001:db8::1')).toBe('0501000420010db800000000000000000000000101bb');
  expect(hex('a.test')).toBe('0501000306612e7465737401bb');
});

describe('a proxy shows itself', () => {
  const reply = (status: number, ...headers: (readonly [string, string])[]) => ({ status, headers });
  test.each([
    [reply(200), 'CONNECT', true],
    [reply(200), 'GET', false],
    [reply(407), 'GET', true],
    [reply(503), 'CONNECT', true],
    [reply(405), 'CONNECT', false],
    [reply(400), 'CONNECT', false],
    [reply(403, ['Via', '1.1 x']), 'CONNECT', true],
    [reply(501), 'CONNECT', false],
  ] as const)('by %j to %s: %s', (given, method, shows) => {
    expect(showsProxy(given, method)).toBe(shows);
  });

  test('as SOCKS by the bytes of its answer', () => {
    expect(isSocks5(Buffer.from([5, 0xff]))).toBe(true);
    expect(isSocks5(Buffer.from('HT'))).toBe(false);
    expect(isSocks4(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]))).toBe(true);
    expect(isSocks4(Buffer.alloc(8))).toBe(false);
  });
});

test('bodies are decoded as they say, or as they look', () => {
  expect(decodeBody(Buffer.from('日本', 'utf8'), 'text/html')).toBe('日本');
  expect(decodeBody(Buffer.from([0xe4]), undefined)).toBe('');
  expect(decodeBody(Buffer.from('ä!', 'latin1'), 'text/html')).toBe('ä!');
  expect(decodeBody(Buffer.from([0x93, 0xfa]), 'text/html; charset=Shift_JIS')).toBe('日');
});
