import { describe, expect, it } from 'vitest';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { en } from '../../../src/messages/en.ts';
import { LANGS } from '../../../src/messages/format.ts';
import { getMessages } from '../../../src/messages/get-messages.ts';
import { ja } from '../../../src/messages/ja.ts';
import { loadMessages } from '../../../src/messages/load-messages.ts';
import type { CauseArgs } from '../../../src/messages/messages.ts';
import { keyPaths, texts } from './helpers.ts';

const BARE: CauseArgs = { target: 'www.example.com', url: 'https://www.example.com/' };

const FULL: CauseArgs = {
  ...BARE,
  proxyHost: 'proxy.example',
  proxyPort: 8080,
  suggestedPort: 3128,
  suggestedKind: 'socks5',
  suggestedUrl: 'https://example.com/',
  interface: 'tun0',
  status: 403,
  realm: 'R',
  issuer: 'I',
  names: ['a.example', 'b.example'],
  notAfter: '2026-01-02T00:00:00Z',
  notBefore: '2025-01-02T00:00:00Z',
  source: 'S',
  missing: 'M',
  schemes: ['negotiate', 'ntlm'],
  unusable: { negotiate: 'no-ticket' },
  rule: '*.example',
  line: 7,
  problem: 'blank-inside',
  itContact: 'H',
};

const CASES = CAUSE_CODES.flatMap((code) =>
  LANGS.flatMap((lang) =>
    [BARE, FULL].map((args) => {
      const words = getMessages(lang).causes[code];
      return {
        code,
        lang,
        title: words.title(args),
        explanation: words.explanation(args),
        nextStep: words.nextStep(args),
      };
    }),
  ),
);

describe('the catalogue', () => {
  it('has the same keys in both languages', () => {
    expect([...keyPaths(ja)].sort()).toEqual([...keyPaths(en)].sort());
  });

  it('loads the language that is asked for', async () => {
    expect(await loadMessages('ja')).toBe(ja);
    expect(await loadMessages('en')).toBe(en);
  });

  it('has no empty text, exclamation mark or Oops', () => {
    for (const words of [en, ja]) {
      for (const { path, text } of texts({ ...words, causes: {} }, 'x')) {
        expect(text.trim(), path).not.toBe('');
        expect(text, path).not.toMatch(/[!！]|\boops\b|undefined|\bnull\b/iu);
      }
    }
  });
});

describe('the words for a cause', () => {
  it('read well with and without optional facts', () => {
    for (const one of CASES) {
      for (const text of [one.title, one.explanation, one.nextStep]) {
        expect(text, `${one.code} ${one.lang}`).not.toMatch(
          /undefined|\bnull\b|NaN|\[object|\s\s|\(\)|（）|「」|[!！]|oops/iu,
        );
        expect(text, `${one.code} ${one.lang}`).toBe(text.trim());
      }
    }
  });

  it('end sentences with a full stop, and titles without one', () => {
    for (const one of CASES) {
      const stop = one.lang === 'ja' ? '。' : '.';
      expect(one.title.endsWith(stop), one.title).toBe(false);
      expect(one.explanation.endsWith(stop), one.explanation).toBe(true);
      expect(one.nextStep.endsWith(stop), one.nextStep).toBe(true);
      expect(one.explanation, `${one.code} ${one.lang}`).not.toMatch(/\.\.|。。|\. \.|。\./u);
    }
  });

  it('have short titles that no argument changes', () => {
    for (const one of CASES) {
      expect(one.title.length, one.title).toBeLessThanOrEqual(one.lang === 'ja' ? 36 : 64);
      expect(getMessages(one.lang).causes[one.code].title(BARE)).toBe(one.title);
    }
  });

  it('have titles that differ from each other', () => {
    for (const lang of LANGS) {
      const titles = CAUSE_CODES.map((code) => getMessages(lang).causes[code].title(BARE));
      expect(new Set(titles).size).toBe(titles.length);
    }
  });

  it('start an English explanation with a capital letter or a name', () => {
    for (const one of CASES) {
      if (one.lang === 'ja') continue;
      expect(one.explanation.replace(/^(www|proxy)\.example(\.com)?/u, 'X'), one.code).toMatch(/^[A-Z]/u);
    }
  });
});

describe('the sentence for a low confidence', () => {
  it('names what is missing where that is known', () => {
    expect(en.lowConfidence('the ping')).toContain('the ping');
    expect(ja.lowConfidence('項目')).toContain('項目');
    expect(en.lowConfidence()).not.toContain('undefined');
    expect(ja.lowConfidence()).not.toContain('undefined');
  });
});
