import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readPlainTarget } from '../../../src/route/plain-target.ts';
import { canonicalHost } from '../../../src/settings/canonical-host.ts';

/** Pieces that make URLs, and what breaks them. */
const PIECES = [
  ...[
    'http://',
    'https://',
    'HTTP://',
    '//',
    'a',
    'b-c',
    'xn--',
    'xn--a',
    'example',
    'test',
    '.',
    '..',
    '/',
    '/.',
    '/..',
    '%2e',
    '%2E',
    '%',
  ],
  ...[
    ':',
    ':80',
    ':443',
    ':8080',
    ':0',
    ':65536',
    ':08',
    '1',
    '127',
    '0',
    '08',
    '256',
    '0x7f',
    '127.0.0.1',
    '1.2.3',
    '@',
    'u:p@',
    '?',
    'q=1',
    '&',
    '#',
    '#x',
  ],
  ...[
    ' ',
    '\t',
    '\\',
    "'",
    '"',
    '<',
    '{',
    '|',
    '^',
    '~',
    '_',
    '-',
    'é',
    '例え',
    'A',
    '[::1]',
    '[',
    '*',
    '!',
    '(',
    ';',
    '=',
    '+',
    ',',
  ],
];

describe('a URL that is read the short way', () => {
  property.prop([fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), fc.constantFrom('', 'http://', 'https://')], {
    numRuns: 4_000,
  })('is what the URL standard makes of it', (pieces, start) => {
    const text = `${start}${pieces.join('')}`;
    const read = readPlainTarget(text);
    if (read === null) return;
    const url = new URL(text);
    expect(read.url).toBe(url.href);
    expect(read.host).toBe(url.hostname);
    expect(canonicalHost(read.host)).toBe(read.host);
    expect(String(read.port)).toBe(url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port);
    expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
  });

  test.each([
    'http://127.0.0.1:8080/page/1',
    'https://www.example.test/a/b.html?x=1&y=%20',
    'http://intranet',
    'https://a.b-c.d1.test:8443/',
  ])('%s is one', (text) => {
    expect(readPlainTarget(text)).not.toBeNull();
  });

  test.each([
    'http://1.2.3/',
    'http://a.test:80/',
    'http://a.test/../b',
    'http://xn--a.test/',
    'http://a.1/',
    'ftp://a.test/',
  ])('%s is none', (text) => {
    expect(readPlainTarget(text)).toBeNull();
  });
});
