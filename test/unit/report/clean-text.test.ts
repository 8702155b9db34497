import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { RemovedKind } from '../../../src/base/removed-kind.ts';
import { cleanText, cleanUrl } from '../../../src/report/clean-text.ts';

const cleaned = (text: string, isProxySetting = false): { text: string; kinds: readonly RemovedKind[] } => {
  const kinds: RemovedKind[] = [];
  return { text: cleanText(text, (kind) => kinds.push(kind), isProxySetting), kinds };
};

describe('the cleaning of a text', () => {
  test.each([
    ['https://anna:pa@site.example/', 'https://(...)@site.example/', 'address-sign-in'],
    ['https://site.example/a?token=abc&q=', 'https://site.example/a?token=(...)&q=', 'address-value'],
    ['https://site.example/#access=abc', 'https://site.example/', 'address-value'],
    ['https://pac.example/8f3A9c2D1e7B4a6C/proxy.pac', 'https://pac.example/(...)/proxy.pac', 'address-value'],
    ['proxy is anna:pa@proxy.example:3128 here', 'proxy is (...)@proxy.example:3128 here', 'address-sign-in'],
    ['Proxy-Authorization: Basic YW5uYTpwYQ==', 'Proxy-Authorization: (...)', 'challenge-token'],
    ['Cookie: sid=1; b=2', 'Cookie: (...)', 'cookie'],
    ['your password=hunter2 was wrong', 'your password=(...) was wrong', 'token'],
    ['key eyJhbGciOiJIUzI1NiJ9x9 is old', 'key (...) is old', 'token'],
  ] as const)('takes the secret out of %s', (text, expected, kind) => {
    expect(cleaned(text)).toEqual({ text: expected, kinds: [kind] });
  });

  test.each([
    'connect to proxy.corp.example:3128 failed: ECONNREFUSED',
    'https://connectivitycheck.gstatic.com/generate_204',
    'org.gnome.system.proxy /etc/environment.d/90-proxy.conf',
    'CN=Example Issuing Authority G2, O=Example Trust Services 2026',
    'tcp dport 3128 counter packets 0 bytes 0 drop comment "office"',
    'release-notes-2026-11-22-for-the-proxy',
    '192.0.2.7 fe80::1 10.0.0.0/8',
  ])('leaves %s as it is', (text) => {
    expect(cleaned(text)).toEqual({ text, kinds: [] });
  });

  test('takes everything before the last @ of a proxy setting', () => {
    expect(cleaned('http://bob:p@s/s#w@proxy.example:3128', true).text).toBe('http://(...)@proxy.example:3128');
  });

  test.prop([fc.stringMatching(/^[a-zA-Z0-9._~!$'()*+-]{4,30}$/), fc.stringMatching(/^[a-z]{1,8}$/)])(
    'never lets userinfo, values or fragments of an address through',
    (secret, name) => {
      const canary = `zq${secret}qz`;
      const url = `https://u:${canary}@site.example/p?${name}=${canary}#${canary}`;
      expect(cleanText(`see ${url} there`, () => undefined)).not.toContain(canary);
      expect(cleanUrl(url, () => undefined)).toBe(`https://(...)@site.example/p?${name}=(...)`);
    },
  );

  test.prop([fc.string({ unit: 'binary', maxLength: 400 })])('ends and says the same the second time', (text) => {
    const once = cleaned(text).text;
    expect(cleaned(once).text).toBe(once);
  });

  test('takes time in proportion to the length of hostile text', () => {
    for (const text of ['a:'.repeat(50_000), 'http://'.repeat(20_000), 'aA0'.repeat(40_000), '='.repeat(100_000)]) {
      const begun = performance.now();
      cleaned(text);
      expect(performance.now() - begun, text.slice(0, 8)).toBeLessThan(3_000);
    }
  });
});
