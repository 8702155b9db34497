import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/route/parse-target.ts';

describe('a target', () => {
  it.each([
    ['https://site.example/a?b#c', 'https://site.example/a?b'],
    ['site.example', 'https://site.example/'],
    ['site.example:8443/x', 'https://site.example:8443/x'],
    ['localhost:8080', 'https://localhost:8080/'],
    [' HTTP://SITE.example:80 ', 'http://site.example/'],
    ['http://[FE80::0:1]:8080/', 'http://[fe80::1]:8080/'],
    ['日本.example/道', 'https://xn--wgv71a.example/%E9%81%93'],
    ['http://bob:pw@site.example/', 'http://site.example/'],
  ])('%s is %s', (text, url) => {
    const parsed = parseTarget(text);
    expect(parsed.ok && parsed.value.target.url).toBe(url);
  });

  it.each([
    ['', 'empty'],
    ['ftp://site.example', 'unsupported-scheme'],
    ['file:///etc/passwd', 'unsupported-scheme'],
    ['mailto:bob', 'unsupported-scheme'],
    ['javascript:alert(1)', 'unsupported-scheme'],
    ['http://', 'missing-host'],
    ['https:///path', 'missing-host'],
    ['http://site .example', 'blank-inside'],
    ['two words', 'blank-inside'],
    ['http://site.example:99999', 'invalid-port'],
    ['http://site.example:x', 'invalid-port'],
    ['http://site..example', 'invalid-host'],
    ['ｓｉｔｅ.example', 'full-width'],
  ])('%j is %s', (text, kind) => {
    const parsed = parseTarget(text);
    expect(parsed.ok ? 'valid' : parsed.problem.kind).toBe(kind);
  });

  it('typed with full-width letters is suggested as it was meant', () => {
    const parsed = parseTarget('ｈｔｔｐｓ：／／ｓｉｔｅ。example／ａ');
    expect(parsed.ok ? null : parsed.problem).toEqual({ kind: 'full-width', suggestion: 'https://site.example/a' });
  });

  it('gives its sign-in as a secret', () => {
    const parsed = parseTarget('https://bob:p%40ss@site.example/');
    expect(parsed.ok && parsed.value.siteCredentials?.user).toBe('bob');
    expect(parsed.ok && parsed.value.siteCredentials?.password.open()).toBe('p@ss');
    expect(JSON.stringify(parsed)).not.toContain('p@ss');
  });

  it('of any text parses or is refused, and parses to itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseTarget(text);
        if (!parsed.ok) return;
        const again = parseTarget(parsed.value.target.url);
        expect(again.ok && again.value.target).toEqual(parsed.value.target);
      }),
    );
  });
});
