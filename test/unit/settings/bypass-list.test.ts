import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBypassList } from '../../../src/settings/format-bypass-list.ts';
import { matchesBypass, showBypassRule } from '../../../src/settings/match-bypass.ts';
import { type BypassDialect, parseBypassList } from '../../../src/settings/parse-bypass-list.ts';

const DIALECTS: readonly BypassDialect[] = [
  'chromium',
  'environment',
  'curl',
  'go',
  'python',
  'gnome',
  'kde',
  'wininet',
  'macos',
  'npm',
  'wget',
  'java',
  'nuget',
  'apt',
];

function bypasses(list: string, url: string, dialect: BypassDialect = 'chromium'): boolean {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  const target = {
    scheme,
    host: hostname.replace(/^\[|\]$/gu, ''),
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
  };
  return matchesBypass(parseBypassList(list, dialect), target).bypassed;
}

describe('a bypass list in Chromium’s reading', () => {
  it.each([
    ['', 'http://localhost/', true],
    ['', 'http://a.localhost/', true],
    ['', 'http://127.8.9.1/', true],
    ['', 'http://[::1]/', true],
    ['', 'http://[::ffff:127.0.0.1]/', true],
    ['', 'http://169.254.3.4/', true],
    ['', 'http://[fe80::1]/', true],
    ['', 'http://10.0.0.1/', false],
    ['<-loopback>', 'http://localhost/', false],
    ['localhost;<-loopback>', 'http://localhost/', false],
    ['<-loopback>;localhost', 'http://localhost/', true],
    ['<local>', 'http://intranet/', true],
    ['<local>', 'http://intranet.corp/', false],
    ['<local>', 'http://[2001:db8::1]/', false],
    ['corp.example', 'http://corp.example/', true],
    ['corp.example', 'http://www.corp.example/', false],
    ['.corp.example', 'http://www.corp.example/', true],
    ['.corp.example', 'http://corp.example/', false],
    ['*.corp.example', 'http://a.b.corp.example/', true],
    ['*corp.example', 'http://notcorp.example/', true],
    ['CORP.Example', 'http://corp.example/', true],
    ['日本.example', 'http://xn--wgv71a.example/', true],
    ['corp.example:8080', 'http://corp.example:8080/', true],
    ['corp.example:8080', 'http://corp.example/', false],
    ['https://corp.example', 'https://corp.example/', true],
    ['https://corp.example', 'http://corp.example/', false],
    ['10.0.0.0/8', 'http://10.9.8.7/', true],
    ['10.0.0.0/8', 'http://ten.example/', false],
    ['10.0.0.0/8', 'http://11.0.0.1/', false],
    ['fd00::/8', 'http://[fd12::1]/', true],
    ['[fd12::0:1]', 'http://[fd12::1]/', true],
    ['10.0.*', 'http://10.0.7.7/', true],
    ['*', 'http://anything.example/', true],
  ])('%j for %s is %s', (list, url, expected) => {
    expect(bypasses(list, url)).toBe(expected);
  });
});

describe('a bypass list in its own dialect', () => {
  it.each<[BypassDialect, string, string, boolean]>([
    ['environment', 'corp.example', 'http://www.corp.example/', true],
    ['environment', 'corp.example', 'http://notcorp.example/', true],
    ['environment', '10.0.0.1', 'http://110.0.0.1/', false],
    ['environment', '10.0.0.0/8', 'http://10.1.1.1/', true],
    ['curl', 'corp.example', 'http://www.corp.example/', true],
    ['curl', 'corp.example', 'http://notcorp.example/', false],
    ['curl', '.corp.example', 'http://corp.example/', true],
    ['curl', '*.corp.example', 'http://www.corp.example/', false],
    ['curl', '10.0.0.0/8', 'http://10.1.1.1/', true],
    ['curl', '', 'http://localhost/', false],
    ['curl', 'a.example b.example', 'http://b.example/', true],
    ['python', '10.0.0.0/8', 'http://10.1.1.1/', false],
    ['python', 'corp.example:8080', 'http://corp.example:8080/', true],
    ['go', '.corp.example', 'http://corp.example/', false],
    ['go', '*.corp.example', 'http://www.corp.example/', true],
    ['go', 'corp.example', 'http://corp.example/', true],
    ['go', 'corp.example', 'http://www.corp.example/', true],
    ['gnome', 'corp.example', 'http://www.corp.example/', false],
    ['kde', 'corp.example', 'http://www.corp.example/', true],
    ['wininet', '*.corp.example;<local>', 'http://intranet/', true],
    ['wininet', '192.168.*', 'http://192.168.4.4/', true],
    ['macos', '169.254/16', 'http://169.254.1.1/', true],
    ['macos', '10/8', 'http://10.2.3.4/', true],
  ])('%s: %j for %s is %s', (dialect, list, url, expected) => {
    expect(bypasses(list, url, dialect)).toBe(expected);
  });

  it('keeps what it can’t read', () => {
    expect(parseBypassList('ok.example,10.0.0.0/99,a:b', 'chromium').unparsed).toEqual(['10.0.0.0/99', 'a:b']);
  });

  it('reversed sends everything else direct', () => {
    const list = { ...parseBypassList('corp.example', 'kde'), reversed: true };
    const target = { scheme: 'http', host: 'www.corp.example', port: 80 };
    expect(matchesBypass(list, target)).toEqual({ bypassed: false });
    expect(matchesBypass(list, { ...target, host: 'other.example' })).toEqual({ bypassed: true, by: 'reversed' });
  });

  it('says which rules another dialect has no words for', () => {
    const list = parseBypassList('<local>;*.corp.example;10.0.0.0/8', 'chromium');
    const formatted = formatBypassList(list, 'python');
    expect(formatted.lost.map(showBypassRule)).toEqual(['<local>', '*.corp.example', '10.0.0.0/8']);
    expect(formatBypassList(list, 'wininet').text).toBe('<local>;*.corp.example');
  });
});

const entry = fc.oneof(
  fc.domain(),
  fc.domain().map((name) => `.${name}`),
  fc.domain().map((name) => `*.${name}`),
  fc.ipV4(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${String(length)}`),
  fc.tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => `${name}:${String(port)}`),
  fc.constantFrom('<local>', '<-loopback>', '*', '[fd00::1]', 'fd00::/8'),
);

describe.each(DIALECTS)('the dialect %s', (dialect) => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const list = parseBypassList(entries.join(dialect === 'wininet' ? ';' : ','), dialect);
        const formatted = formatBypassList(list, dialect);
        expect(formatted.lost).toEqual([]);
        expect(parseBypassList(formatted.text, dialect).rules).toEqual(list.rules);
      }),
    );
  });

  it('reads any text without throwing, and matches it to an end', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[*.a,;:/[\]<>0-9 ]*$/u)), (text) => {
        const list = parseBypassList(text, dialect);
        matchesBypass(list, { scheme: 'http', host: 'a'.repeat(200), port: 80 });
        formatBypassList(list, 'chromium');
      }),
    );
    const hard = parseBypassList(`${'*a'.repeat(400)}b`, dialect);
    // a pattern matched by trying every split would not end before the test's own deadline
    expect(matchesBypass(hard, { scheme: 'http', host: 'a'.repeat(250), port: 80 }).bypassed).toBe(false);
  });
});
