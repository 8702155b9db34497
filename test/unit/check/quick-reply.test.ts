import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readQuickly } from '../../../src/check/quick-reply.ts';

const read = (text: string) => readQuickly(Buffer.from(text, 'latin1'));

describe('a reply in one piece', () => {
  test.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('%s is whole', (_how, text) => {
    expect(read(text)).toMatchObject({ isWhole: true });
  });

  test.each([
    ['goes on', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel'],
    ['has something behind it', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n'],
    ['ends with its connection', 'HTTP/1.0 200 OK\r\n\r\nhello'],
    ['has bad chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n'],
  ])('that %s is not whole, and what came of its body is kept', (_how, text) => {
    const { isWhole, rest } = read(text) ?? {};
    expect(isWhole).toBe(false);
    expect(rest?.toString('latin1')).toBe(text.slice(text.indexOf('\r\n\r\n') + 4));
  });

  test.each(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n', 'HTTP/1.1 100 Continue\r\n\r\n', 'SSH-2.0-x\r\n\r\n', ''])(
    'is left to the reader that waits where it is no final one: %j',
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  property.prop([fc.uint8Array({ maxLength: 400 })])('of any bytes does no harm', (bytes) => {
    const head = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'latin1');
    readQuickly(Buffer.from(bytes));
    expect(readQuickly(Buffer.concat([head, bytes]))?.rest).toHaveLength(bytes.length);
  });
});
