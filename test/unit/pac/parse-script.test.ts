import { describe, expect, it } from 'vitest';
import { lintPac } from '../../../src/pac/lint-pac.ts';
import { parseScript } from '../../../src/pac/parse-script.ts';

const MEGABYTE = 1024 * 1024;
const fill = (part: (at: number) => string): string => {
  const parts: string[] = [];
  for (let size = 0, at = 0; size < MEGABYTE - 100; at += 1) {
    const text = part(at);
    parts.push(text);
    size += text.length;
  }
  return parts.join('');
};

describe('parseScript', () => {
  it.each([
    ['let a; let a;', 'a name that is declared twice'],
    ['/(?<a>x)(?<a>y)/v', 'a regular expression that only the engine can judge'],
    ['<!-- old\nvar a', 'a comment of old pages'],
    ['\uFEFFvar a', 'a byte order mark'],
    ['class A { #p = 1; static { this.q ??= 1n ** 2n } }', 'the language of this year'],
  ])('reads %j: %s', (text) => {
    expect(parseScript(text).ok).toBe(true);
  });

  it('names the line of an error', () => {
    expect(parseScript('var a = 1;\n\nvar = 2;')).toEqual({
      ok: false,
      problem: { kind: 'syntax', detail: 'Unexpected token', line: 3 },
    });
  });

  /** Each a megabyte; what costs the square of its length in a parser or in a rule is here. */
  it.each([
    ['nested parentheses', '('.repeat(MEGABYTE - 1)],
    ['nested brackets', '['.repeat(MEGABYTE - 1)],
    ['nested templates', '`${'.repeat(MEGABYTE / 3 - 1)],
    ['nested arrows', 'a=>'.repeat(MEGABYTE / 3 - 1)],
    ['names without end', fill((at) => `let a${String(at)};`)],
    ['named groups of one name', `/${fill(() => '(?<a>x)|')}/`],
    ['one name', 'a'.repeat(MEGABYTE)],
    ['labels', fill((at) => `a${String(at)}:`)],
    ['a sum of many parts', `x=${fill(() => 'a+')}a`],
    ['calls of calls', `f${fill(() => '()')}`],
    ['an unfinished string', `"${'a'.repeat(MEGABYTE - 2)}`],
    ['an unfinished comment', `/*${'*'.repeat(MEGABYTE - 3)}`],
    ['rules', `function FindProxyForURL(url,host){${fill(() => 'if(dnsDomainIs(host,".a.B."))return "PROXY a:x";')}}`],
    [
      'rules in a chain',
      `function FindProxyForURL(u,host){${fill((at) => `if(host=="${String(at)}")return "";else `)};}`,
    ],
    ['loops', `function FindProxyForURL(u,host){${fill(() => 'for(;;)')};}`],
    ['functions in functions', fill(() => 'function FindProxyForURL(){')],
    ['helpers of helpers', fill((at) => `function f${String(at)}(){f${String(at + 1)}()}`)],
    [
      'domains of many labels',
      `function FindProxyForURL(u,host){${fill(() => `if(dnsDomainIs(host,"${'.a'.repeat(5_000)}"))return 1;`)}}`,
    ],
  ])('and the rules of lint end in time on a megabyte of %s', { timeout: 20_000 }, (_, text) => {
    const found = lintPac(text);
    expect(found.length).toBeLessThanOrEqual(200);
  });
});
