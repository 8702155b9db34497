import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readList } from '../../../src/check/read-list.ts';

async function itemsOf(...chunks: readonly (string | Uint8Array)[]) {
  const items = [];
  for await (const piece of readList(chunks.map((chunk) => Buffer.from(chunk)))) items.push(...piece);
  return items;
}

describe('a list of URLs', () => {
  test('has one URL a line; comments and empty lines count as lines', async () => {
    const text = '# sites\n\nhttp://a.test/ \r\n  https://b.test/#part  # the second\nc.test';
    expect(await itemsOf(text)).toEqual([
      { line: 3, text: 'http://a.test/' },
      { line: 4, text: 'https://b.test/#part' },
      { line: 5, text: 'c.test' },
    ]);
  });

  test('is read in UTF-16 where a byte order mark says so, and without the mark in UTF-8', async () => {
    const text = '\ufeffhttp://例え.test/\n';
    const expected = [{ line: 1, text: 'http://例え.test/' }];
    expect(await itemsOf(Buffer.from(text, 'utf16le'))).toEqual(expected);
    expect(await itemsOf(Buffer.from(text, 'utf8'))).toEqual(expected);
  });

  test('may be cut anywhere on its way', async () => {
    const bytes = Buffer.from('\ufeffhttp://例え.test/\nhttp://b.test/\n', 'utf16le');
    const pieces = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect(await itemsOf(...pieces)).toHaveLength(2);
  });

  test('with a line that never ends says so with its beginning, and holds no more of it', async () => {
    const [first, second] = await itemsOf('x'.repeat(3_000_000), 'x'.repeat(3_000_000), '\nhttp://a.test/\n');
    expect(first).toEqual({ line: 1, start: 'x'.repeat(200) });
    expect(second).toEqual({ line: 2, text: 'http://a.test/' });
  });

  property.prop([fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 })])(
    'of any bytes ends, with lines in order',
    async (chunks) => {
      const lines = (await itemsOf(...chunks)).map(({ line }) => line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
    },
  );
});
