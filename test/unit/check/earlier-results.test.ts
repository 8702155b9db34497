import { expect, test } from 'vitest';
import { readEarlierResults } from '../../../src/check/earlier-results.ts';

function bytes(text: string): readonly Uint8Array[] {
  return [Buffer.from(text)];
}

test('takes over what was answered, as often as it was, and asks again what the way stopped', async () => {
  const lines = [
    { url: 'http://a.test/', code: 'ok' },
    { url: 'http://a.test/', code: 'ok' },
    { url: 'http://b.test/', code: 'site.not-found' },
    { url: 'http://c.test/', code: 'proxy.credentials-rejected' },
    { url: 'http://d.test/', code: 'undetermined' },
  ];
  const earlier = await readEarlierResults(bytes(lines.map((line) => JSON.stringify(line)).join('\n')));
  expect(earlier.size).toBe(3);
  expect(['a', 'a', 'a', 'b', 'c', 'd'].map((name) => earlier.take(`http://${name}.test/`))).toEqual([
    'ok',
    'ok',
    null,
    'site.not-found',
    null,
    null,
  ]);
});

test('knows a URL by what is printed of it: its secrets are not in the file', async () => {
  const earlier = await readEarlierResults(bytes('{"url":"http://a.test/?token=‹secret›","code":"ok"}\n'));
  expect(earlier.take('http://user:pw@a.test/?token=abc#part')).toBe('ok');
});

test('counts nothing that is no line of ours', async () => {
  const lines = [
    '{"url":"http://a.test/","co',
    'null',
    '[]',
    '{"url":1,"code":"ok"}',
    '{"url":"x","code":"__proto__"}',
    '',
  ];
  expect((await readEarlierResults(bytes(lines.join('\n')))).size).toBe(0);
});
