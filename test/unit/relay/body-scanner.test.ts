import { fc, test as propertyTest } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { createBodyScanner } from '../../../src/relay/body-scanner.ts';

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });

function encode(parts: readonly Uint8Array[], trailer: string): Buffer {
  return Buffer.concat([
    ...parts.map((part) =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)};x="y"\r\n`), part, Buffer.from('\r\n')]),
    ),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ]);
}

propertyTest.prop([
  chunks,
  fc.constantFrom('', 'X-Sum: 1\r\n'),
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
  fc.uint8Array({ maxLength: 20 }),
])('the end of a chunked body is found however the bytes are cut', (parts, trailer, cuts, after) => {
  const body = encode(parts, trailer);
  const bytes = Buffer.concat([body, after]);
  const scanner = createBodyScanner({ is: 'chunked' });
  const payload: Buffer[] = [];
  let at = 0;
  for (let index = 0; !scanner.isDone && at < bytes.length; index += 1) {
    const piece = bytes.subarray(at, at + (cuts[index % cuts.length] ?? 1));
    const taken = scanner.feed(piece, (bare) => payload.push(Buffer.from(bare)));
    expect(taken).toBeGreaterThanOrEqual(0);
    at += taken;
    if (taken < piece.length) expect(scanner.isDone).toBe(true);
  }
  expect(scanner.isDone).toBe(true);
  expect(at).toBe(body.length);
  expect(Buffer.concat(payload)).toEqual(Buffer.concat(parts));
});

test.each([
  '\r\n',
  'g\r\n',
  ' 5\r\nabcde\r\n',
  '5\nabcde\r\n',
  '5\r\nabcdeX',
  '-1\r\n',
  '0x5\r\n',
  '5 \r\n',
  '123456789abcdef\r\n',
  '1;a\nb\r\n',
])('no chunk begins with %j', (text) => {
  expect(createBodyScanner({ is: 'chunked' }).feed(Buffer.from(text))).toBe(-1);
});

test('a length takes so many bytes and no more', () => {
  const scanner = createBodyScanner({ is: 'length', bytes: 5 });
  expect(scanner.feed(Buffer.from('abc'))).toBe(3);
  expect(scanner.feed(Buffer.from('defgh'))).toBe(2);
  expect(scanner.isDone).toBe(true);
});

propertyTest.prop([fc.uint8Array({ maxLength: 200 })], { numRuns: 2_000 })('no bytes at all make it throw', (bytes) => {
  expect(createBodyScanner({ is: 'chunked' }).feed(Buffer.from(bytes))).toBeGreaterThanOrEqual(-1);
});
