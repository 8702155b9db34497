import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ReplyReader } from '../../../src/probe/http-reply.ts';

function readAll(chunks: readonly string[], isConnect = false): { reader: ReplyReader; rest: string } {
  const reader = new ReplyReader(isConnect);
  let rest = '';
  for (const chunk of chunks) {
    if (reader.isDone) rest += chunk;
    else rest += reader.take(Buffer.from(chunk, 'latin1')).toString('latin1');
  }
  return { reader, rest };
}

describe('reading a reply', () => {
  test('accepts heads with bare line feeds', () => {
    const { reader } = readAll(['HTTP/1.0 407 Sign in\nProxy-Authenticate: Basic realm="x"\nContent-Length: 0\n\n']);
    expect(reader.result().reply).toMatchObject({
      status: 407,
      headers: [
        ['Proxy-Authenticate', 'Basic realm="x"'],
        ['Content-Length', '0'],
      ],
    });
  });

  test('leaves the bytes after a 2xx to CONNECT to the tunnel', () => {
    const { reader, rest } = readAll(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\x16\x03tunnel'], true);
    expect(reader.isDone).toBe(true);
    expect(rest).toBe('\x16\x03tunnel');
  });

  test('keeps the body of a refusal to CONNECT and allows the connection to be used again', () => {
    const { reader } = readAll(['HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno'], true);
    const { reply, canReuse } = reader.result();
    expect(reply?.body.toString()).toBe('no');
    expect(canReuse).toBe(true);
  });

  test('does not use a connection again that the proxy closes', () => {
    const { reader } = readAll(['HTTP/1.1 407 No\r\nProxy-Connection: close\r\nContent-Length: 2\r\n\r\nno'], true);
    expect(reader.result().canReuse).toBe(false);
  });

  test('counts 1xx answers and goes on', () => {
    const { reader } = readAll([
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n',
      'HTTP/1.1 204 No\r\n\r\n',
    ]);
    expect(reader.result().reply).toMatchObject({ status: 204, informational: 2, bodyComplete: true });
  });

  test('joins chunks', () => {
    const { reader } = readAll([
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab',
      'c\r\n2\r\nde\r\n0\r\n\r\n',
    ]);
    expect(reader.result().reply?.body.toString()).toBe('abcde');
  });

  test.each([['\x00\x00\x12\x04'], ['\x05\x00'], ['SSH-2.0-x\r\n'], ['\r\nHTZ']])(
    'takes what can not begin an answer (%j) for no HTTP, without waiting for the end of a line',
    (bytes) => {
      const { reader } = readAll([bytes]);
      expect(reader.isDone).toBe(true);
      expect(reader.result().failure?.kind).toBe('malformed-reply');
    },
  );

  test('waits for the rest of what may begin an answer, also after empty lines', () => {
    expect(readAll(['\r\n', 'HT', 'T']).reader.isDone).toBe(false);
    expect(readAll(['\r\nHT', 'TP/1.1 204 No\r\n\r\n']).reader.result().reply?.status).toBe(204);
  });

  test('does not wait for a length that is no number', () => {
    const { reader } = readAll(['HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nxx']);
    expect(reader.isDone).toBe(true);
    expect(reader.result().reply?.status).toBe(200);
  });

  test.prop([fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), fc.boolean()])(
    'never throws, and always ends in an answer or a failure, whatever bytes come',
    (chunks, isConnect) => {
      const reader = new ReplyReader(isConnect);
      for (const chunk of chunks) if (!reader.isDone) reader.take(Buffer.from(chunk));
      reader.end();
      const { reply, failure } = reader.result();
      expect(reply !== null || failure !== null).toBe(true);
    },
  );

  const piece = fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.0 407 \r\n',
    'Content-Length: 3\r\n',
    'Content-Length: 99999999999999999999\r\n',
    'Transfer-Encoding: chunked\r\n',
    '\r\n',
    '\n',
    'abc',
    'ffffffffff\r\n',
    '3\r\n',
    '0\r\n\r\n',
    'X: y\r\n',
    ' folded\r\n',
    ':\r\n',
    '\r',
    '\0',
  );
  test.prop([fc.array(piece, { maxLength: 40 }), fc.boolean()])(
    'never throws on pieces of HTTP in any order, and keeps no more than its limit',
    (pieces, isConnect) => {
      const reader = new ReplyReader(isConnect);
      for (const text of pieces) if (!reader.isDone) reader.take(Buffer.from(text, 'latin1'));
      reader.end();
      const { reply, failure } = reader.result();
      expect(reply !== null || failure !== null).toBe(true);
      expect(reply?.body.length ?? 0).toBeLessThanOrEqual(65_536);
    },
  );

  test.prop([fc.string({ maxLength: 60 }), fc.integer({ min: 1, max: 20 })])(
    'reads the same reply however it is cut',
    (body, size) => {
      const bytes = Buffer.from(body);
      const whole = Buffer.concat([Buffer.from(`HTTP/1.1 403 No\r\nContent-Length: ${bytes.length}\r\n\r\n`), bytes]);
      const reader = new ReplyReader(false);
      for (let at = 0; at < whole.length && !reader.isDone; at += size) reader.take(whole.subarray(at, at + size));
      expect(reader.result().reply).toMatchObject({ status: 403, bodyComplete: true, body: bytes });
    },
  );
});
