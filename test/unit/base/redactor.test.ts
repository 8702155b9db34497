import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/base/redactor.ts';
import { Secret } from '../../../src/base/secret.ts';

const PASSWORD = 'Canary p@ss/wörd+1';

function redact(text: string): string {
  const redactor = createRedactor();
  redactor.add(new Secret(PASSWORD), 'user');
  return redactor.redact(text);
}

describe('the redactor', () => {
  it.each([
    ['as it is', PASSWORD],
    ['percent-encoded', encodeURIComponent(PASSWORD)],
    ['percent-encoded in lower case', encodeURIComponent(PASSWORD).replace(/%../g, (one) => one.toLowerCase())],
    ['as a form', encodeURIComponent(PASSWORD).replaceAll('%20', '+')],
    ['in base64', Buffer.from(PASSWORD).toString('base64')],
    ['in base64 of a Basic sign-in', Buffer.from(`user:${PASSWORD}`).toString('base64')],
    ['in base64 of a Latin-1 sign-in', Buffer.from(`user:${PASSWORD}`, 'latin1').toString('base64')],
    ['in hex', Buffer.from(PASSWORD).toString('hex')],
    ['in UTF-16', Buffer.from(PASSWORD, 'utf16le').toString('latin1')],
    ['in JSON', JSON.stringify(PASSWORD)],
  ])('hides a password %s', (_how, text) => {
    expect(redact(`before ${text} after`)).toContain('‹secret›');
    expect(redact(`before ${text} after`)).not.toContain(text.replaceAll('=', ''));
  });

  it('leaves text without a secret as it is', () => {
    expect(redact('HTTP/1.1 407 Proxy Authentication Required')).toBe('HTTP/1.1 407 Proxy Authentication Required');
  });

  it('knows nothing of an empty password', () => {
    const redactor = createRedactor();
    redactor.add(new Secret(''));
    expect(redactor.redact('text')).toBe('text');
  });

  test.prop([fc.string({ minLength: 4, maxLength: 40, unit: 'binary' }), fc.string(), fc.string()])(
    'never leaves a password in a text, whatever it is made of',
    (password, before, after) => {
      const redactor = createRedactor();
      redactor.add(new Secret(password));
      const result = redactor.redact(`${before}${password}${after}`);
      expect(result.includes(password) && !`${before}‹secret›${after}`.includes(password)).toBe(false);
    },
  );
});
