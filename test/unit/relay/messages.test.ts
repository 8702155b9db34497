import { describe, expect, test } from 'vitest';
import { getMessages } from '../../../src/messages/get-messages.ts';
import { isOwnSocket, showsSecret, type Admission } from '../../../src/relay/admission.ts';
import { Secret } from '../../../src/base/secret.ts';
import { endToEnd, parseFields } from '../../../src/relay/header-fields.ts';
import { parseReplyHead } from '../../../src/relay/reply-head.ts';
import { formatPage, preferredLang } from '../../../src/relay/relay-page.ts';

const fieldsOf = (...lines: readonly string[]) => {
  const fields = parseFields(lines, 0, { most: 100, isLenient: true });
  if (typeof fields === 'string') throw new Error(fields);
  return fields;
};

describe('fields of one hop', () => {
  test('stay behind, with those that Connection names; everything else goes on as it came', () => {
    const fields = fieldsOf(
      'Connection: close, X-Mine',
      'X-Mine: 1',
      'Keep-Alive: 5',
      'Proxy-Authorization: Basic eA==',
      'TE: trailers',
      'Upgrade: h2c',
      'Cookie: a',
      'Transfer-Encoding: chunked',
      'x-odd:  b ',
    );
    expect(endToEnd(fields)).toEqual([
      ['Cookie', 'a'],
      ['Transfer-Encoding', 'chunked'],
      ['x-odd', 'b'],
    ]);
  });
});

describe('the head of a reply', () => {
  test.each([
    ['HTTP/1.1 200 OK', 'GET', { framing: { is: 'until-close' }, keepAlive: false }],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5', 'HEAD', { framing: { is: 'none' }, keepAlive: true }],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5', 'GET', { framing: { is: 'none' } }],
    ['HTTP/1.1 204 No Content', 'GET', { framing: { is: 'none' }, keepAlive: true }],
    ['HTTP/1.0 200 OK\r\nContent-Length: 5', 'GET', { keepAlive: false }],
    ['HTTP/1.0 200 OK\nContent-Length: 5\nProxy-Connection: keep-alive', 'GET', { keepAlive: true }],
    ['HTTP/1.1 200 Connected\r\nTransfer-Encoding: chunked', 'CONNECT', { framing: { is: 'none' } }],
  ])('%j to %s is read', (text, method, expected) => {
    expect(parseReplyHead(text, method)).toMatchObject(expected);
  });

  test.each([
    'SSH-2.0-OpenSSH',
    'HTTP/2 200',
    'HTTP/1.1 20',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6',
    'HTTP/1.1 200 OK\r\nno colon',
  ])('%j is refused', (text) => {
    expect(parseReplyHead(text, 'GET')).toBeNull();
  });
});

describe('the page', () => {
  test.each([
    ['ja', 'ja'],
    ['ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
    ['en-US,en;q=0.9,ja;q=0.8', 'en'],
    ['fr, ja;q=0.1', 'ja'],
    ['ja;q=0, en;q=0.1', 'en'],
    ['fr', 'en'],
    ['', 'en'],
  ])('for %j is in %s', (value, lang) => {
    expect(preferredLang([['Accept-Language', value]], 'en')).toBe(lang);
  });

  test('can run nothing, whatever the host is called', () => {
    const words = getMessages('en');
    const text = formatPage(
      { status: 502, lang: 'en', title: '<script>', explanation: `"><img src=x onerror='1'>`, cause: 'proxy.down' },
      words.relay.page,
      { keepAlive: false, hasBody: true },
    ).toString();
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<img');
    expect(text).toContain("Content-Security-Policy: default-src 'none'");
    expect(text).toContain('X-Throughway-Cause: proxy.down');
  });
});

describe('who may use it', () => {
  const secret = { user: 'relay', password: new Secret('k3y') };
  const admission: Admission = { owners: null, uid: 1000, secret };
  const basic = (text: string): readonly [string, string] => [
    'Proxy-Authorization',
    `Basic ${Buffer.from(text).toString('base64')}`,
  ];

  test('who shows the secret, and nobody else', () => {
    expect(showsSecret(admission, [basic('relay:k3y')])).toBe(true);
    expect(showsSecret(admission, [basic('relay:k3')])).toBe(false);
    expect(showsSecret(admission, [])).toBe(false);
    expect(showsSecret(admission, [basic('relay:k3y'), basic('relay:k3y')])).toBe(false);
    expect(showsSecret({ ...admission, secret: null }, [])).toBe(true);
  });

  test.each([
    [1000, true],
    [0, false],
    [1001, false],
    [null, false],
  ])('a loopback socket of user %s: %s', async (owner, may) => {
    const { Socket } = await import('node:net');
    const socket = Object.create(new Socket(), {
      remoteAddress: { value: '127.0.0.1' },
      remotePort: { value: 5 },
      localAddress: { value: '127.0.0.1' },
      localPort: { value: 6 },
    });
    const owners = { ownerOf: () => Promise.resolve(owner) };
    expect(await isOwnSocket({ ...admission, owners }, socket)).toBe(may);
  });
});
