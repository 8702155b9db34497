import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePacAnswer } from '../../../src/pac/parse-pac-answer.ts';

const http = (host: string, port: number) => ({ kind: 'http', host, port }) as const;

describe('parsePacAnswer', () => {
  it.each([
    ['DIRECT', [{ kind: 'direct' }]],
    ['PROXY a:3128', [http('a', 3128)]],
    ['proxy\tA.Example:3128 ;; direct ', [http('a.example', 3128), { kind: 'direct' }]],
    ['PROXY a', [http('a', 80)]],
    ['HTTPS a', [{ kind: 'https', host: 'a', port: 443 }]],
    ['SOCKS a', [{ kind: 'socks4', host: 'a', port: 1080 }]],
    [
      'SOCKS4 a:1;SOCKS5 b:2',
      [
        { kind: 'socks4', host: 'a', port: 1 },
        { kind: 'socks5', host: 'b', port: 2 },
      ],
    ],
    ['PROXY [2001:DB8::1]:8080', [http('2001:db8::1', 8080)]],
    ['PROXY [::1]', [http('::1', 80)]],
    ['PROXY 010.0.0.1:80', [http('8.0.0.1', 80)]],
  ])('reads %j as Chromium does', (answer, legs) => {
    expect(parsePacAnswer(answer)).toEqual({ legs, badEntries: [] });
  });

  it.each([
    ['HTTP a:80', 'unknown-type'],
    ['PROXY', 'missing-host'],
    ['PROXY :80', 'missing-host'],
    ['PROXY a:', 'invalid-port'],
    ['PROXY a:99999', 'invalid-port'],
    ['PROXY a:8o', 'invalid-port'],
    ['PROXY u:p@a:80', 'userinfo'],
    ['PROXY http://a:80', 'invalid-host'],
    ['PROXY a b:80', 'invalid-host'],
    ['PROXY ::1', 'invalid-host'],
    ['DIRECT now', 'direct-with-host'],
    ['\nDIRECT', 'unknown-type'],
  ])('keeps %j as a bad entry (%s) and goes on', (entry, why) => {
    const { legs, badEntries } = parsePacAnswer(`${entry}; PROXY good:1`);
    expect(badEntries.map((bad) => bad.why)).toEqual([why]);
    expect(legs).toEqual([http('good', 1)]);
  });

  it('never throws, and every entry is either a leg or a bad entry', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('PROXY', 'SOCKS', 'DIRECT', ' ', ';', ':', '[', ']', '@', 'a', '80', '\t'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const answer = pieces.join('');
        const { legs, badEntries } = parsePacAnswer(answer);
        expect(legs.length + badEntries.length).toBe(answer.split(';').filter((part) => part !== '').length);
        for (const leg of legs) if (leg.kind !== 'direct') expect(leg.port).toBeGreaterThan(0);
      }),
    );
  });

  it('reads back what it would write', () => {
    const leg = fc.record({
      word: fc.constantFrom('PROXY', 'HTTPS', 'SOCKS4', 'SOCKS5'),
      host: fc.domain(),
      port: fc.integer({ min: 1, max: 65_535 }),
    });
    fc.assert(
      fc.property(fc.array(leg, { minLength: 1 }), (legs) => {
        const answer = legs.map((one) => `${one.word} ${one.host}:${String(one.port)}`).join('; ');
        expect(parsePacAnswer(answer).legs.map((one) => (one.kind === 'direct' ? 0 : one.port))).toEqual(
          legs.map((one) => one.port),
        );
      }),
    );
  });
});
