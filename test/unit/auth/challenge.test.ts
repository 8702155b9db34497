import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenges } from '../../../src/auth/challenge.ts';

/** Writes challenges as RFC 9110 §11.6.1 does, in two styles of quoting. */
function format(
  challenges: readonly { scheme: string; token68?: string; params: readonly (readonly [string, string])[] }[],
): string {
  return challenges
    .map(({ scheme, token68, params }) => {
      const rest = token68 ?? params.map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`).join(', ');
      return rest === '' ? scheme : `${scheme} ${rest}`;
    })
    .join(', ');
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,10}$/);
const value = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[\r\n\0]/g, ''));
const challenge = fc.oneof(
  fc.record({
    scheme: token,
    params: fc.uniqueArray(fc.tuple(token, value), { selector: ([name]) => name.toLowerCase(), maxLength: 4 }),
  }),
  fc.record({ scheme: token, token68: fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,40}={0,2}$/), params: fc.constant([]) }),
);

describe('parseChallenges', () => {
  test('reads several challenges on one line, with quoted commas and escapes', () => {
    expect(parseChallenges(['Negotiate, NTLM, Basic realm="Corp, \\"x\\"", charset="UTF-8"'])).toEqual({
      challenges: [
        { scheme: 'negotiate', params: {} },
        { scheme: 'ntlm', params: {} },
        { scheme: 'basic', realm: 'Corp, "x"', params: { realm: 'Corp, "x"', charset: 'UTF-8' } },
      ],
      unparsable: false,
    });
  });

  test('keeps repeated schemes in order, over several lines', () => {
    const { challenges } = parseChallenges([
      'Digest realm="a", nonce="1", algorithm=SHA-256, qop="auth, auth-int"',
      'Digest realm="a", nonce="2", algorithm=MD5',
    ]);
    expect(
      challenges.map(({ scheme, params }) => [scheme, params['nonce'], params['algorithm'], params['qop']]),
    ).toEqual([
      ['digest', '1', 'SHA-256', 'auth, auth-int'],
      ['digest', '2', 'MD5', undefined],
    ]);
  });

  test('reads the token68 of an NTLM challenge', () => {
    expect(parseChallenges(['NTLM TlRMTVNTUAACAAAA==']).challenges).toEqual([
      { scheme: 'ntlm', params: { token68: 'TlRMTVNTUAACAAAA==' } },
    ]);
  });

  test.each([
    ['blanks around the equals sign', 'Basic realm = "x"', { realm: 'x' }],
    ['tabs and empty elements', ' ,\t, Basic \t realm="x" ,, ', { realm: 'x' }],
    ['a missing comma between parameters', 'Basic realm="x" charset="UTF-8"', { realm: 'x', charset: 'UTF-8' }],
    ['an unquoted value', 'Basic realm=x', { realm: 'x' }],
    ['an unquoted value with an equals sign', 'Basic nonce=abc==, realm=x', { nonce: 'abc==', realm: 'x' }],
    ['an empty realm', 'Basic realm=""', { realm: '' }],
    ['a repeated parameter: the first counts', 'Basic realm="x", realm="y"', { realm: 'x' }],
    ['a name that objects inherit', 'Basic __proto__="x"', Object.fromEntries([['__proto__', 'x']])],
  ])('accepts %s', (_, line, params) => {
    const { challenges, unparsable } = parseChallenges([line]);
    expect(challenges.map((entry) => [entry.scheme, Object.entries(entry.params)])).toEqual([
      ['basic', Object.entries(params)],
    ]);
    expect(unparsable).toBe(false);
  });

  test.each([
    ['nothing at all', ['']],
    ['a quote that never ends', ['Basic realm="x']],
    ['a parameter without a challenge', ['realm="x"']],
    ['signs that mean nothing', ['@@@ Basic']],
    ['an unquoted blank', ['Basic realm=My Realm']],
  ])('says that it could not read %s', (_, lines) => {
    expect(parseChallenges(lines).unparsable).toBe(true);
  });

  test('keeps what stands around a broken part', () => {
    const { challenges } = parseChallenges(['Negotiate, @@@ "a,b", Basic realm="x"']);
    expect(challenges.map(({ scheme }) => scheme)).toEqual(['negotiate', 'basic']);
  });

  test('no header at all is nothing, not something broken', () => {
    expect(parseChallenges([])).toEqual({ challenges: [], unparsable: false });
  });

  property.prop([fc.array(challenge, { maxLength: 6 })])('reads back whatever was formatted', (given) => {
    const { challenges, unparsable } = parseChallenges(given.length === 0 ? [] : [format(given)]);
    expect(unparsable).toBe(false);
    expect(challenges.map(({ scheme, params }) => ({ scheme, params: Object.entries(params) }))).toEqual(
      given.map((one) => ({
        scheme: one.scheme.toLowerCase(),
        params:
          'token68' in one
            ? [['token68', one.token68]]
            : Object.entries(Object.fromEntries(one.params.map(([name, text]) => [name.toLowerCase(), text]))),
      })),
    );
  });

  property.prop([fc.array(fc.string({ unit: 'binary' }))])('never throws', (lines) => {
    expect(() => parseChallenges(lines)).not.toThrow();
  });

  test.each([
    ['commas', ','],
    ['blanks', ' '],
    ['quotes', '"'],
    ['backslashes in quotes', '"\\'],
    ['equals signs', 'a='],
    ['tokens and blanks', 'a '],
    ['token68 that is none', 'a b@'],
    ['schemes', 'a,'],
  ])('comes to an end on a long run of %s', (_, unit) => {
    // a search that goes back over what it has read would not end before the test's own deadline
    expect(() => parseChallenges([`Basic ${unit.repeat(60_000 / unit.length)}`])).not.toThrow();
  });
});
