import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseRequestHead } from '../../../src/relay/request-head.ts';

const head = (...lines: readonly string[]): ReturnType<typeof parseRequestHead> => parseRequestHead(lines.join('\r\n'));
const HOST = 'Host: site.example';

describe('what could be read in two ways is refused', () => {
  test.each([
    ['a length beside chunks', 'length-and-chunked', ['Content-Length: 3', 'Transfer-Encoding: chunked']],
    ['two lengths', 'bad-length', ['Content-Length: 3', 'Content-Length: 4']],
    ['the same length twice', 'bad-length', ['Content-Length: 3', 'Content-Length: 3']],
    ['a list of lengths', 'bad-length', ['Content-Length: 3, 3']],
    ['a length with a sign', 'bad-length', ['Content-Length: +3']],
    ['a length in hexadecimal', 'bad-length', ['Content-Length: 0x3']],
    ['a coding beside chunks', 'bad-coding', ['Transfer-Encoding: gzip, chunked']],
    ['chunks written oddly', 'bad-coding', ['Transfer-Encoding: xchunked']],
    ['chunks twice', 'bad-coding', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['a folded line', 'folded', ['X-Long: a', ' b']],
    ['a blank before the colon', 'malformed', ['Content-Length : 3']],
    ['a line without a colon', 'malformed', ['Content-Length']],
    ['a bare line feed', 'malformed', ['X: a\nContent-Length: 3']],
    ['a bare carriage return', 'malformed', ['X: a\rb']],
    ['a null byte', 'malformed', ['X: a\0b']],
    ['a second host', 'bad-host', [HOST]],
    ['a connection option that takes the length away', 'connection-names-framing', ['Connection: content-length']],
  ])('%s', (_name, problem, lines) => {
    expect(head('POST http://site.example/ HTTP/1.1', HOST, ...lines)).toEqual({ ok: false, problem });
  });

  test.each([
    ['GET  http://a/ HTTP/1.1', 'malformed-line'],
    ['GET http://a/ HTTP/1.1 ', 'malformed-line'],
    ['GET\thttp://a/ HTTP/1.1', 'malformed-line'],
    ['G@T http://a/ HTTP/1.1', 'malformed-line'],
    ['GET http://a/\u00e9 HTTP/1.1', 'malformed-line'],
    ['GET http://a/ HTTP/2.0', 'unsupported-version'],
    ['PRI * HTTP/2.0', 'unsupported-version'],
    ['GET / HTTP/1.1', 'not-for-a-proxy'],
    ['GET https://a/ HTTP/1.1', 'unsupported-scheme'],
    ['GET ftp://a/ HTTP/1.1', 'unsupported-scheme'],
    ['GET http://user:secret@a/ HTTP/1.1', 'bad-target'],
    ['GET http://a:0/ HTTP/1.1', 'bad-target'],
    ['GET http://a:99999/ HTTP/1.1', 'bad-target'],
    ['GET http:///x HTTP/1.1', 'bad-target'],
    ['CONNECT a HTTP/1.1', 'bad-target'],
    ['CONNECT http://a:443/ HTTP/1.1', 'bad-target'],
  ])('%s', (line, problem) => {
    expect(head(line, HOST)).toEqual({ ok: false, problem });
  });

  test('chunks in HTTP/1.0 and a body of CONNECT are refused', () => {
    expect(head('POST http://a/ HTTP/1.0', 'Transfer-Encoding: chunked')).toMatchObject({ problem: 'bad-coding' });
    expect(head('CONNECT a:443 HTTP/1.1', HOST, 'Content-Length: 3')).toMatchObject({ ok: false });
  });
});

describe('what is clear is read', () => {
  test('an absolute URL gives host, port and the path for the site', () => {
    const read = head('GET http://Site.Example:8080?q=1 HTTP/1.1', 'Host: other.example');
    expect(read).toMatchObject({
      ok: true,
      value: {
        target: {
          form: 'absolute',
          host: 'site.example',
          port: 8080,
          path: '/?q=1',
          url: 'http://Site.Example:8080/?q=1',
        },
        keepAlive: true,
        framing: { is: 'none' },
      },
    });
  });

  test('an IPv6 authority loses its brackets', () => {
    expect(head('CONNECT [2001:DB8::1]:443 HTTP/1.1', HOST)).toMatchObject({
      value: { target: { form: 'authority', host: '2001:db8::1', port: 443 } },
    });
  });

  test('HTTP/1.0 closes unless it asks for more', () => {
    expect(head('GET http://a/ HTTP/1.0')).toMatchObject({ value: { keepAlive: false } });
    expect(head('GET http://a/ HTTP/1.0', 'Proxy-Connection: Keep-Alive')).toMatchObject({
      value: { keepAlive: true },
    });
    expect(head('GET http://a/ HTTP/1.1', HOST, 'Connection: close')).toMatchObject({ value: { keepAlive: false } });
  });
});

propertyTest.prop([fc.string({ unit: 'binary', maxLength: 400 })], { numRuns: 10_000 })(
  'no text at all makes it throw',
  (text) => {
    expect(typeof parseRequestHead(text).ok).toBe('boolean');
  },
);

propertyTest.prop([
  fc.array(
    fc.constantFrom(
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      'Content-Length: 6',
      'Transfer-Encoding: identity',
      'X: y',
      'Connection: close',
    ),
    { maxLength: 5 },
  ),
])('at most one field decides about the length', (lines) => {
  const read = head('POST http://a/ HTTP/1.1', HOST, ...lines);
  const framing = lines
    .filter((line) => line.startsWith('C') || line.startsWith('T'))
    .filter((line) => !line.startsWith('Conn'));
  if (read.ok) expect(framing.length).toBeLessThanOrEqual(1);
});
