import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createRedactor, redactUrl } from '../../../src/base/redact.ts';
import { Secret } from '../../../src/base/secret.ts';

const PASSWORD = 'Canary p@ss/wörd+1';

const redactorFor = (password: string, user = 'anna') => {
  const redactor = createRedactor();
  redactor.add(new Secret(password), user);
  return redactor.redact;
};

/** Every sign percent-encoded or not, in either case, as `choices` says. */
function percent(text: string, choices: readonly boolean[]): string {
  return Array.from(text)
    .map((sign, index) => {
      const all = [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
      if (choices[index % choices.length] !== true) return sign;
      return index % 2 === 0 ? all : all.toUpperCase();
    })
    .join('');
}

const password = fc.string({ unit: 'binary', minLength: 6, maxLength: 20 });

describe('a redactor', { timeout: 20_000 }, () => {
  test.prop([password, fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 })])(
    'leaves no trace of a password as it is',
    (secret, before, after) => {
      expect(redactorFor(secret)(`${before}|${secret}|${after}`)).not.toContain(`|${secret}|`);
    },
  );

  test.prop([password, fc.array(fc.boolean(), { minLength: 1, maxLength: 8 })])(
    'removes any mixture of percent-encoded and plain signs',
    (secret, choices) => {
      expect(redactorFor(secret)(`a|${percent(secret, choices)}|b`)).not.toContain(`|${percent(secret, choices)}|`);
    },
  );

  test.prop([password, fc.nat({ max: 5 }), fc.nat({ max: 5 })])(
    'removes the heart of its base64 wherever it stands in a longer text',
    (secret, before, after) => {
      const bytes = Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(secret), Buffer.alloc(after, 'y')]);
      const text = bytes.toString('base64');
      const shown = redactorFor(secret)(text);
      expect(shown).toContain('‹secret›');
      expect(shown).not.toContain(text);
    },
  );

  test.prop([password])('removes the header that Basic makes of it', (secret) => {
    const value = Buffer.from(`anna:${secret}`).toString('base64');
    expect(redactorFor(secret)(`seen: ${value}.`)).toBe('seen: ‹secret›.');
  });

  test.prop([password])('removes it in UTF-16', (secret) => {
    const text = Buffer.from(secret, 'utf16le')
      .toString('latin1')
      .replace(/^\0+|\0+$/g, '');
    expect(redactorFor(secret)(`a|${text}|b`)).not.toContain(`|${text}|`);
  });

  test.each([
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
    expect(redactorFor(PASSWORD, 'user')(`before ${text} after`)).toContain('‹secret›');
    expect(redactorFor(PASSWORD, 'user')(`before ${text} after`)).not.toContain(text.replaceAll('=', ''));
  });

  test('knows nothing of an empty password', () => {
    const redactor = createRedactor();
    redactor.add(new Secret(''));
    expect(redactor.redact('text')).toBe('text');
  });

  test('knows every secret that was added, each from then on', () => {
    const redactor = createRedactor();
    const text = 'first-password second-password';
    const seen = [redactor.redact(text)];
    for (const password of ['first-password', 'second-password']) {
      redactor.add(new Secret(password));
      seen.push(redactor.redact(text));
    }
    expect(seen).toEqual([text, '‹secret› second-password', '‹secret› ‹secret›']);
  });

  test('does not tear a text apart for a password of two signs, and hides its Basic header', () => {
    const header = Buffer.from('anna:ab').toString('base64');
    expect(redactorFor('ab')(`about a cab: ${header}`)).toBe('about a cab: ‹secret›');
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

  test('removes what is a secret by its place', () => {
    const { redact } = createRedactor();
    expect(redact('GET http://anna:pw@site.test/')).toBe('GET http://‹secret›@site.test/');
    expect(redact('Proxy-Authorization: Basic abc\r\nVia: x')).toBe('Proxy-Authorization: ‹secret›\r\nVia: x');
    expect(redact('Set-Cookie: a=b; Path=/\nServer: x')).toBe('Set-Cookie: ‹secret›\nServer: x');
    expect(redact('/cb?code=abc&lang=ja&access_token=xyz')).toBe('/cb?code=‹secret›&lang=ja&access_token=‹secret›');
  });

  test('leaves ordinary text alone', () => {
    const text = 'Der Zugriff auf http://site.test/?q=keyboard&page=2 ist gesperrt (mail: it@office.test)';
    expect(redactorFor('Tr0ub4dor&3')(text)).toBe(text);
  });

  test.prop([fc.string({ maxLength: 3_000 })])('never throws and is fast', (text) => {
    createRedactor().redact(text);
  });

  // Any search that goes back over what it has read would not end on these before the test's own deadline.
  test.each(['a', 'http://', '%61', '?token=', '?a_', 'cookie=', 'YWFh'])(
    'comes to an end on hostile text made of %s',
    (piece) => {
      expect(redactorFor('aaaaaaaaaaaaaaaa')(piece.repeat(20_000))).not.toBe('');
    },
  );
});

describe('a shown URL', () => {
  test.each([
    ['https://anna:p%40w@site.test/a?x=1#token=2', 'https://site.test/a?x=1'],
    ['http://a@b@site.test/', 'http://site.test/'],
    ['https://site.test/?session_id=abc&y=2', 'https://site.test/?session_id=‹secret›&y=2'],
  ])('of %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });
});
