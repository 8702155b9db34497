import { readFileSync } from 'node:fs';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lintCredentials, type CredentialDraft } from '../../../src/auth/lint-credentials.ts';

const shown = (draft: Partial<CredentialDraft>): readonly string[] =>
  lintCredentials({ user: '', password: '', ...draft }).map(
    ({ code, field, at, length }) => `${field} ${code} ${String(at)}+${String(length)}`,
  );

describe('lintCredentials', () => {
  test.each([
    [' ito', ['user leading-blank 0+1']],
    ['ito\u3000', ['user trailing-blank 3+1']],
    ['ito \r\n', ['user trailing-blank 3+1', 'user line-break 4+2']],
    ['ｉｔｏ', ['user full-width 0+3']],
    ['CORP/ito', ['user domain-slash 4+1']],
    ['CORP\\ito', []],
    ['it0o', ['user look-alike 2+1']],
    ['10O7', ['user look-alike 2+1']],
    ['іto', ['user look-alike 0+1']],
    ['山田', []],
    ['ito\u200b', ['user invisible-character 3+1']],
  ])('the user name "%s" gives %j', (user, hints) => {
    expect(shown({ user })).toEqual(hints);
  });

  test.each([
    ['sECRET1', ['password caps-lock 0+7']],
    ['ALLCAPITALS', ['password caps-lock 0+11']],
    ['Secret1!', []],
    ['secれt', ['password kana-left 3+1']],
    ['ｶﾅ', ['password half-width-katakana 0+2']],
    ['秘密のことば', []],
    ['pass–word', ['password look-alike 4+1']],
    ['two words', []],
    ['пароль', []],
    [' x ', ['password leading-blank 0+1', 'password trailing-blank 2+1']],
  ])('the password "%s" gives %j', (password, hints) => {
    expect(shown({ password })).toEqual(hints);
  });

  test('uses what the window and the store know', () => {
    expect(shown({ user: 'ito@corp.test', storedUsers: ['ito'] })).toEqual(['user e-mail-form 3+10']);
    expect(shown({ user: 'ito@corp.test', storedUsers: ['ito@corp.test'] })).toEqual([]);
    expect(shown({ password: 'x', isCapsLockOn: true, wasRejectedBefore: true })).toEqual([
      'password caps-lock 0+1',
      'password rejected-before 0+1',
    ]);
  });

  test('imports nothing that a page does not have', () => {
    const source = readFileSync(new URL('../../../src/auth/lint-credentials.ts', import.meta.url), 'utf8');
    expect(source).not.toMatch(/^import|\bBuffer\b|\bprocess\b/m);
  });

  property.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
    'points only at places inside the text',
    (user, password) => {
      for (const { field, at, length } of lintCredentials({ user, password })) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at + length).toBeLessThanOrEqual((field === 'user' ? user : password).length);
      }
    },
  );
});
