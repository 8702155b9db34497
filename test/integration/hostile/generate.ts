/** Hostile replies drawn by fast-check: noise, damaged answers, and a grammar of HTTP that breaks its own rules. */
import * as fc from 'fast-check';
import { HOSTILE_REPLIES, type HostileReply } from './replies.ts';

const then = fc.constantFrom<HostileReply['then']>(
  'closes',
  'closes',
  'closes',
  'resets',
  'stays',
  'repeats the last piece',
);

const noise = fc.uint8Array({ minLength: 0, maxLength: 600 });

/** An answer of the corpus with bytes changed, cut out or doubled. */
const damaged = fc
  .record({
    piece: fc.constantFrom(
      ...HOSTILE_REPLIES.flatMap((reply) => reply.pieces).filter((one) => one.length > 0 && one.length < 2_000),
    ),
    at: fc.nat(2_000),
    by: fc.uint8Array({ minLength: 0, maxLength: 8 }),
    cut: fc.nat(20),
  })
  .map(({ piece, at, by, cut }) => {
    const place = at % piece.length;
    return Buffer.concat([piece.subarray(0, place), by, piece.subarray(Math.min(piece.length, place + cut))]);
  });

const line = fc.oneof(
  fc.constantFrom(
    'Content-Length: 5',
    'Content-Length: 0',
    'Content-Length: 99999999999999999999',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked, chunked',
    'Connection: close',
    'Connection: keep-alive, close',
    'Proxy-Authenticate: Basic realm="x"',
    'Proxy-Authenticate: Digest realm="x", nonce="y", qop="auth"',
    'Proxy-Authenticate: NTLM',
    'Proxy-Authenticate: Negotiate',
    'Proxy-Authenticate: NTLM TlRMTVNTUAACAAAA',
    'WWW-Authenticate: Bearer error="invalid_token"',
    'Location: /',
    'Location: https://site.test/next',
    'Location: \\\\',
    'Set-Cookie: a=b; Domain=.; Max-Age=-1',
    'Date: yesterday',
    'Via: 1.1 x, , ,1.0',
    'Content-Encoding: br',
  ),
  fc.tuple(fc.string({ maxLength: 12 }), fc.string({ maxLength: 40 })).map(([name, value]) => `${name}: ${value}`),
);

const answer = fc
  .record({
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2', 'HTTP/1.1 ', 'ICY'),
    status: fc.oneof(
      fc.constantFrom('200', '204', '302', '401', '407', '431', '502', '503'),
      fc.string({ maxLength: 4 }),
    ),
    lines: fc.array(line, { maxLength: 8 }),
    end: fc.constantFrom('\r\n', '\n', '\r\n', '\r'),
    body: fc.constantFrom('', 'hello', '5\r\nhello\r\n0\r\n\r\n', 'ffffffff\r\n', '0\r\n'),
  })
  .map(({ version, status, lines, end, body }) =>
    Buffer.from([`${version} ${status} Some reason`, ...lines, '', body].join(end), 'latin1'),
  );

/** Draws hostile replies; the same seed draws the same. */
export function drawReplies(count: number, seed: number): readonly HostileReply[] {
  const one = fc.record({
    pieces: fc.array(fc.oneof(answer, damaged, noise), { minLength: 1, maxLength: 3 }),
    then,
    atOnce: fc.boolean(),
  });
  return fc.sample(one, { numRuns: count, seed }).map((reply, index) => ({
    ...reply,
    name: `drawn reply ${String(index)} (${reply.then}${reply.atOnce ? ', at once' : ''}) ${reply.pieces
      .map((piece) => Buffer.from(piece).toString('base64').slice(0, 400))
      .join(' ')}`,
  }));
}
