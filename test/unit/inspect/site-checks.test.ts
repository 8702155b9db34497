import { describe, expect, test } from 'vitest';
import { checkChallenges } from '../../../src/inspect/check-challenges.ts';
import { checkCrawler, lookOf } from '../../../src/inspect/check-crawler.ts';
import { checkHeaders } from '../../../src/inspect/check-headers.ts';
import { checkRedirects } from '../../../src/inspect/check-redirects.ts';
import { adviceFor, finding, needsAction } from '../../../src/inspect/finding.ts';
import { judgeSite } from '../../../src/inspect/judge-site.ts';
import type { ReplyFact } from '../../../src/observation/observation.ts';
import { targetOf } from '../report/report-input.ts';
import { codes, exchange, reply, step } from './facts.ts';

const SECURE = 'https://site.example/';
const PLAIN = 'http://site.example/';

describe('the head of an answer', () => {
  test.each<[string, string, ReplyFact, readonly string[]]>([
    ['a sound answer', SECURE, reply(200, { 'Content-Length': '5' }), []],
    ['no date', SECURE, reply(200, { Date: [] }), ['date-missing']],
    ['no date with a failure of the server, which may lack it', SECURE, reply(503, { Date: [] }), ['error-status']],
    ['a date in words of its own', SECURE, reply(200, { Date: '2026-11-22' }), ['date-invalid']],
    ['an old form of date that must be understood', SECURE, reply(200, { Date: 'Sunday, 22-Nov-26 08:00:00 GMT' }), []],
    ['Retry-After in seconds', SECURE, reply(429, { 'Retry-After': '120' }), []],
    ['Retry-After as a date', SECURE, reply(429, { 'Retry-After': 'Sun, 22 Nov 2026 09:00:00 GMT' }), []],
    ['Retry-After in words', SECURE, reply(429, { 'Retry-After': 'soon' }), ['retry-after-invalid']],
    [
      'a length beside chunks',
      SECURE,
      reply(200, { 'Content-Length': '5', 'Transfer-Encoding': 'chunked' }),
      ['length-and-chunked'],
    ],
    ['two lengths that differ', SECURE, reply(200, { 'Content-Length': ['5', '6'] }), ['lengths-differ']],
    ['the same length twice, which may be', SECURE, reply(200, { 'Content-Length': ['5', '5'] }), []],
    ['a length on 204', SECURE, reply(204, { 'Content-Length': '0' }), ['length-not-allowed']],
    [
      'sound transport security',
      SECURE,
      reply(200, { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
      [],
    ],
    [
      'transport security without max-age',
      SECURE,
      reply(200, { 'Strict-Transport-Security': 'includeSubDomains' }),
      ['hsts-invalid'],
    ],
    [
      'transport security without TLS',
      PLAIN,
      reply(200, { 'Strict-Transport-Security': 'max-age=1' }),
      ['hsts-in-clear'],
    ],
    ['a cookie without Secure', SECURE, reply(200, { 'Set-Cookie': 'sid=‹secret›; HttpOnly' }), ['cookie-not-secure']],
    ['a cookie with Secure', SECURE, reply(200, { 'Set-Cookie': 'sid=‹secret›; Secure' }), []],
    ['a cookie without TLS, which can have no Secure', PLAIN, reply(200, { 'Set-Cookie': 'sid=‹secret›' }), []],
    ['405 without Allow', SECURE, reply(405), ['allow-missing']],
    ['405 with Allow', SECURE, reply(405, { Allow: 'POST' }), []],
  ])('with %s', (_, url, answer, expected) => {
    expect(codes(checkHeaders(step(url, answer)))).toEqual(expected);
  });

  test('names cookies and never their values', () => {
    const [found] = checkHeaders(step(SECURE, reply(200, { 'Set-Cookie': ['a=canary', 'b=canary; Path=/'] })));
    expect(found?.details.names).toEqual(['a', 'b']);
    expect(JSON.stringify(found)).not.toContain('canary');
  });
});

describe('the request to sign in', () => {
  test.each<[string, string, ReplyFact, readonly string[]]>([
    ['401 without a challenge', SECURE, reply(401), ['challenge-missing']],
    ['401 with Basic over TLS', SECURE, reply(401, { 'WWW-Authenticate': 'Basic realm="x"' }), []],
    ['401 with Basic in clear', PLAIN, reply(401, { 'WWW-Authenticate': 'Basic realm="x"' }), ['basic-in-clear']],
    ['Basic without a realm', SECURE, reply(401, { 'WWW-Authenticate': 'Basic' }), ['basic-without-realm']],
    ['a challenge that can’t be read', SECURE, reply(401, { 'WWW-Authenticate': '="' }), ['challenge-malformed']],
    ['Digest without a nonce', SECURE, reply(401, { 'WWW-Authenticate': 'Digest realm="x"' }), ['digest-incomplete']],
    ['Bearer by itself', SECURE, reply(401, { 'WWW-Authenticate': 'Bearer' }), ['bearer-without-parameters']],
    ['Bearer with a realm', SECURE, reply(401, { 'WWW-Authenticate': 'Bearer realm="x"' }), []],
    [
      'Bearer with an error about no token',
      SECURE,
      reply(401, { 'WWW-Authenticate': 'Bearer realm="x", error="invalid_token"' }),
      ['bearer-error-without-token'],
    ],
    ['407 from the site', SECURE, reply(407), ['site-sends-407']],
    ['403, which asks for nothing', SECURE, reply(403), []],
  ])('in %s', (_, url, answer, expected) => {
    expect(codes(checkChallenges(step(url, answer)))).toEqual(expected);
  });
});

describe('redirects', () => {
  const to = (location: string | readonly string[], status = 302): ReplyFact => reply(status, { Location: location });

  test.each<[string, readonly (readonly [string, ReplyFact])[], readonly string[]]>([
    [
      'one to TLS',
      [
        [PLAIN, to(SECURE)],
        [SECURE, reply(200)],
      ],
      [],
    ],
    [
      'one away from TLS',
      [
        [SECURE, to(PLAIN)],
        [PLAIN, reply(200)],
      ],
      ['redirect-to-clear'],
    ],
    [
      'a ring',
      [
        [`${SECURE}a`, to('/b')],
        [`${SECURE}b`, to('/a')],
      ],
      ['redirect-loop'],
    ],
    ['a page that leads to itself', [[SECURE, to(SECURE)]], ['redirect-loop']],
    ['one without a destination', [[SECURE, to([])]], ['redirect-without-location']],
    [
      'one with a blank in the destination',
      [
        [SECURE, to('/a b')],
        [`${SECURE}a%20b`, reply(200)],
      ],
      ['location-invalid'],
    ],
    [
      'one with a relative destination',
      [
        [SECURE, to('../x?y=1')],
        [`${SECURE}x?y=1`, reply(200)],
      ],
      [],
    ],
    ['304, which is none', [[SECURE, reply(304)]], []],
    ['a destination on 201, which is none', [[SECURE, reply(201, { Location: '/new' })]], []],
  ])('with %s', (_, chain, expected) => {
    expect(codes(checkRedirects(chain.map(([url, answer]) => step(url, answer))))).toEqual(expected);
  });

  test('are too many above five', () => {
    const chain = (count: number): ReturnType<typeof step>[] => [
      ...Array.from({ length: count }, (_, index) => step(`${SECURE}${String(index)}`, to(`/${String(index + 1)}`))),
      step(`${SECURE}${String(count)}`, reply(200)),
    ];
    expect(codes(checkRedirects(chain(5)))).toEqual([]);
    expect(codes(checkRedirects(chain(6)))).toEqual(['redirect-chain-long']);
  });
});

describe('a crawler beside a browser', () => {
  const look = (answer: ReplyFact, metaRobots?: string) => {
    const seen = lookOf({ ...exchange(SECURE, answer), ...(metaRobots === undefined ? {} : { metaRobots }) });
    if (seen === undefined) throw new Error('nothing was asked');
    return seen;
  };

  test.each<[string, ReplyFact, ReplyFact, readonly string[]]>([
    ['is answered alike', reply(200), reply(200), []],
    ['is refused', reply(200), reply(403), ['crawler-status']],
    [
      'is sent elsewhere',
      reply(302, { Location: '/a' }),
      reply(302, { Location: 'https://spam.example/' }),
      ['crawler-redirect'],
    ],
    ['is told to leave the page out', reply(200), reply(200, { 'X-Robots-Tag': 'noindex' }), ['crawler-noindex']],
    [
      'is told so like everybody',
      reply(200, { 'X-Robots-Tag': 'none' }),
      reply(200, { 'X-Robots-Tag': 'noindex' }),
      ['noindex'],
    ],
  ])('%s', (_, browser, crawler, expected) => {
    expect(codes(checkCrawler(SECURE, look(browser), look(crawler)))).toEqual(expected);
  });

  test('reads the page itself as well', () => {
    expect(codes(checkCrawler(SECURE, look(reply(200)), look(reply(200), 'noindex, nofollow')))).toEqual([
      'crawler-noindex',
    ]);
  });
});

describe('the judgement of a site', () => {
  const about = (observations: readonly ReturnType<typeof exchange>[]) =>
    judgeSite({ target: targetOf(SECURE), observations, nowMs: Date.UTC(2026, 10, 22) });

  test('finds nothing at a sound site', () => {
    const { findings, view } = about([exchange(SECURE, reply(200))]);
    expect(findings).toEqual([]);
    expect(view.steps).toMatchObject([{ url: SECURE, status: 200, answeredBy: 'site' }]);
  });

  test('puts the gravest first, and says who answered each step', () => {
    const { findings, view } = about([
      exchange(SECURE, reply(302, { Location: '/b' }), { redirects: 0 }),
      exchange(`${SECURE}b`, reply(503, { 'Retry-After': 'soon' }), { redirects: 1 }),
    ]);
    expect(codes(findings)).toEqual(['error-status', 'retry-after-invalid']);
    expect(view.steps.map(({ answeredBy }) => answeredBy)).toEqual(['site', 'site']);
  });

  test('does not blame the site for what the proxy answers', () => {
    const refused = exchange('http://site.example/', reply(407, { 'Proxy-Authenticate': 'Basic realm="x"' }), {
      form: 'absolute',
      leg: { kind: 'http', host: 'proxy.example', port: 3128 },
    });
    expect(codes(about([refused]).findings)).toEqual(['proxy-refused']);
  });
});

describe('advice', () => {
  test('is given once, for the gravest first, and not for notes', () => {
    const at = [{ id: 'o1' as const }];
    const found = [finding('hsts-in-clear', at), finding('error-status', at), finding('redirect-loop', at)];
    expect(adviceFor(found)).toEqual([
      'undo-last-change',
      'disable-plugins',
      'read-error-log',
      'debug-on-copy',
      'htaccess-redirects',
    ]);
    expect(needsAction(found)).toBe(true);
    expect(needsAction([finding('noindex', at)])).toBe(false);
  });
});
