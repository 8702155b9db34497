import { afterAll, describe, expect, it } from 'vitest';
import type { PacScript } from '../../../src/pac/pac-engine.ts';
import { askOnce, calm, clockAt, engineWith, loaded } from './pac-tools.ts';

const NAMES = { 'four.test': ['10.1.2.3'], 'both.test': ['10.9.9.9', '2001:db8::9'], 'six.test': ['2001:db8::6'] };

/** The value of an expression inside a sandbox, by way of an answer. */
async function valueOf(script: Promise<PacScript>, expression: string): Promise<string> {
  const url = `http://h.test/?${encodeURIComponent(expression)}`;
  const result = await (await script).evaluate(url, { signal: calm });
  if (!result.ok) return `problem ${result.problem.kind}: ${result.problem.detail ?? ''}`;
  return result.value.answer.slice('PROXY v:1;'.length);
}

const VALUE_SCRIPT =
  'function FindProxyForURL(url) { return "PROXY v:1;" + JSON.stringify(eval(decodeURIComponent(url.split("?")[1]))) }';

describe('the standard functions', () => {
  const script = loaded(engineWith(NAMES), VALUE_SCRIPT);
  afterAll(async () => (await script).dispose());

  const table: readonly (readonly [string, string])[] = [
    ['isPlainHostName("www")', 'true'],
    ['isPlainHostName("www.a")', 'false'],
    ['isPlainHostName("::1")', 'false'],
    ['dnsDomainIs("www.a.test", ".a.test")', 'true'],
    ['dnsDomainIs("xa.test", "a.test")', 'true'],
    ['dnsDomainIs("a", "a.test")', 'false'],
    ['localHostOrDomainIs("www", "www.a.test")', 'true'],
    ['localHostOrDomainIs("www.b.test", "www.a.test")', 'false'],
    ['isResolvable("four.test")', 'true'],
    ['isResolvable("none.test")', 'false'],
    ['isResolvable("six.test")', 'false'],
    ['isInNet("four.test", "10.0.0.0", "255.0.0.0")', 'true'],
    ['isInNet("192.0.2.1", "10.0.0.0", "255.0.0.0")', 'false'],
    ['isInNet("300.0.0.1", "10.0.0.0", "255.0.0.0")', 'false'],
    ['isInNet("10.0.0.1", "10.0.0", "255.0.0.0")', 'false'],
    ['dnsResolve("both.test")', '"10.9.9.9"'],
    ['dnsResolve("none.test")', 'null'],
    ['dnsResolve(5)', 'null'],
    ['convert_addr("104.16.41.2")', '1745889538'],
    ['myIpAddress()', '"192.0.2.7"'],
    ['dnsDomainLevels("a.b.c")', '2'],
    ['shExpMatch("http://a/b/c", "*/b/*")', 'true'],
    ['shExpMatch("abc", "a?c")', 'true'],
    ['shExpMatch("abc", "A?C")', 'false'],
    ['shExpMatch("xbc", "(a|x)bc")', 'true'],
    ['isResolvableEx("six.test")', 'true'],
    ['dnsResolveEx("both.test")', '"10.9.9.9;2001:db8::9"'],
    ['dnsResolveEx("none.test")', '""'],
    ['myIpAddressEx()', '"192.0.2.7;2001:db8::7"'],
    ['isInNetEx("2001:db8::6", "2001:db8::/32")', 'true'],
    ['isInNetEx("10.1.2.3", "10.1.0.0/16")', 'true'],
    ['isInNetEx("10.1.2.3", "::ffff:10.1.0.0/112")', 'true'],
    ['isInNetEx("10.1.2.3", "10.1.0.0/40")', 'false'],
    ['isInNetEx("four.test", "10.0.0.0/8")', 'false'],
    [
      'sortIpAddressList("10.2.3.9;2001:4898:28:3::1;::9;::1;127.0.0.9")',
      '"::1;::9;2001:4898:28:3::1;10.2.3.9;127.0.0.9"',
    ],
    ['sortIpAddressList("10.1;x")', 'false'],
    ['sortIpAddressList(" ; ")', 'false'],
    ['getClientVersion()', '"1.0"'],
    ['weekdayRange("MON", "FRI", "GMT")', 'true'],
    ['weekdayRange("SAT", "SUN", "GMT")', 'false'],
    ['weekdayRange("FRI", "WED", "GMT")', 'true'],
    ['weekdayRange("Wed")', 'false'],
    ['dateRange(4, "GMT")', 'true'],
    ['dateRange("MAR", "GMT")', 'true'],
    ['dateRange(2026, "GMT")', 'true'],
    ['dateRange(1, 3, "GMT")', 'false'],
    ['dateRange("JAN", "MAR")', 'true'],
    ['dateRange(1, "JAN", 15, "FEB")', 'false'],
    ['dateRange(1, "JAN", 2026, 30, "APR", 2026)', 'true'],
    ['timeRange(10, "GMT")', 'true'],
    ['timeRange(9, 10, "GMT")', 'true'],
    ['timeRange(10, 21, 10, 30, "GMT")', 'false'],
    ['timeRange(10, 0, 0, 10, 20, 31, "GMT")', 'true'],
    ['isPlainHostName()', 'problem throws: TypeError: Requires 1 string parameter'],
    ['typeof require + typeof process + typeof fetch + typeof console', '"undefinedundefinedundefinedundefined"'],
  ];
  it.each(table)('%s is %s', async (expression, value) => {
    expect(await valueOf(script, expression)).toBe(value);
  });

  it('take the time from the clock that is given', async () => {
    const night = loaded(engineWith({}, { clock: clockAt('2026-12-31T23:59:30Z') }), VALUE_SCRIPT);
    expect(
      await valueOf(night, '[timeRange(23, "GMT"), new Date().getUTCFullYear(), weekdayRange("THU", "GMT")]'),
    ).toBe('[true,2026,true]');
  });
});

describe('a script', () => {
  it('gets no path of an https URL, and neither user nor fragment', async () => {
    const text = 'function FindProxyForURL(url, host) { return "PROXY a:1;" + url + "|" + host }';
    const answers = await Promise.all(
      ['https://u:p@Web.Test/p?q#f', 'http://u:p@web.test/p?q#f', 'http://[2001:DB8::1]:81/'].map(async (url) => {
        const result = await askOnce(text, url);
        return result.ok ? result.value.answer.slice('PROXY a:1;'.length) : result.problem;
      }),
    );
    expect(answers).toEqual([
      'https://web.test/|web.test',
      'http://web.test/p?q|web.test',
      'http://[2001:db8::1]:81/|2001:db8::1',
    ]);
  });

  it('shows the branch that answered, through helpers, and each call with its answer', async () => {
    const result = await askOnce(
      [
        'function FindProxyForURL(url, host) {',
        '  if (isPlainHostName(host)) return "DIRECT";',
        '  return office(host);',
        '}',
        'const office = (h) =>',
        '  isInNet(h, "10.0.0.0", "255.0.0.0") ? "PROXY in:1" : "PROXY out:1";',
      ].join('\n'),
      'http://four.test/',
      engineWith(NAMES),
    );
    if (!result.ok) throw new Error(result.problem.kind);
    expect(result.value.branch).toEqual([
      { line: 3, text: 'return office(host);' },
      { line: 5, text: 'const office = (h) =>' },
    ]);
    expect(result.value.calls.map(({ name, args, answer, depth }) => [name, args.join(), answer, depth])).toEqual([
      ['isPlainHostName', '"four.test"', 'false', 0],
      ['dnsResolve', '"four.test"', '"10.1.2.3"', 1],
      ['isInNet', '"four.test","10.0.0.0","255.0.0.0"', 'true', 0],
    ]);
    expect(result.value.dnsQuestions).toBe(1);
  });

  it.each([
    [
      'arrow functions and optional chaining',
      'const o = {a:{b:["DIRECT"]}}; var FindProxyForURL = (u, h) => o?.a?.b?.[0] ?? "PROXY a:1"',
    ],
    [
      'spread, destructuring, templates',
      'function FindProxyForURL(u, h) { const [a, ...b] = [..."xy"]; const o = {...{k: 1}}; return `${a === "x" && o.k ? "DIRECT" : `PROXY ${b}`}` }',
    ],
    [
      'helpers in callbacks',
      'function FindProxyForURL(u, h) { return ["10.0.0.0"].some(n => isInNet("10.1.1.1", n, "255.0.0.0")) ? "DIRECT" : "PROXY a:1" }',
    ],
    [
      'classes and getters',
      'class R { get a() { return "DIRECT" } return() { return 1 } } function FindProxyForURL() { return new R().a }',
    ],
    [
      'returns without a value, labels, regular expressions with braces',
      'function n(){ return\n} function FindProxyForURL(u, h) { n(); if (/[/}"{]/.test(u) && h.replace(/return/g, "") / 2) return "PROXY a:1"; return "DIRECT" }',
    ],
    ['an entry of Microsoft alone', 'function FindProxyForURLEx(u, h) { return "DIRECT" }'],
    ['a byte order mark that was left in', '\uFEFFfunction FindProxyForURL(u, h) { return "DIRECT" }'],
  ])('may use %s', async (_, text) => {
    const result = await askOnce(text);
    expect(result).toMatchObject({ ok: true, value: { answer: 'DIRECT' } });
  });

  it.each([
    ['<!DOCTYPE html><html>', { kind: 'html', line: 1 }],
    ['function FindProxyForURL(u, h) {\n return "DIRECT"\n', { kind: 'not-javascript' }],
    ['\n\nvar a = ;', { kind: 'not-javascript', line: 3 }],
    ['var a = 1', { kind: 'no-function' }],
    ['const FindProxyForURL = () => "DIRECT"', { kind: 'no-function' }],
    ['\nundefinedThing()', { kind: 'throws', line: 2 }],
  ])('that is %j is refused with its reason', async (text, problem) => {
    for (const trace of [false, true]) {
      const script = await engineWith().load(text, { signal: calm, trace });
      expect(script).toMatchObject({ ok: false, problem });
    }
  });

  it.each([
    ['return undefined', { kind: 'unparsable-answer', detail: 'undefined' }],
    ['return {toString(){return "DIRECT"}}', { kind: 'unparsable-answer', detail: 'object' }],
    ['return "日本"', { kind: 'unparsable-answer' }],
    ['return ""', { kind: 'unparsable-answer', answer: '' }],
    ['return "PROXI a:1"', { kind: 'unparsable-answer', answer: 'PROXI a:1' }],
    ['\n\nreturn host.nothing.at', { kind: 'throws', line: 3 }],
    ['\nthrow "text"', { kind: 'throws' }],
  ])('whose body is %j gives a problem, never DIRECT', async (body, problem) => {
    expect(await askOnce(`function FindProxyForURL(url, host) {${body}}`)).toMatchObject({ ok: false, problem });
  });

  it('may ask for twenty names, and each one once', async () => {
    const asked: string[] = [];
    const engine = engineWith(
      {},
      {
        resolve: (name) => {
          asked.push(name);
          return Promise.resolve(['10.0.0.1']);
        },
      },
    );
    const result = await askOnce(
      'function FindProxyForURL() { var n = 0; for (var i = 0; i < 60; i++) if (dnsResolve("h" + (i % 30))) n++; return "PROXY n:" + n }',
      undefined,
      engine,
    );
    expect(result).toMatchObject({ ok: true, value: { answer: 'PROXY n:40', dnsQuestions: 20 } });
    expect(asked).toHaveLength(20);
  });

  it('that replaces dnsResolve is asked by isInNet as in a browser', async () => {
    const text =
      'function dnsResolve() { return "10.0.0.1" } function FindProxyForURL(u, h) { return isInNet(h, "10.0.0.0", "255.0.0.0") ? "PROXY in:1" : "DIRECT" }';
    expect(await askOnce(text)).toMatchObject({ ok: true, value: { answer: 'PROXY in:1' } });
  });
});

describe('a warm script', () => {
  const script = loaded(
    engineWith(),
    'var n = 0; function FindProxyForURL(u, h) { n++; if (h === "boom.test") throw new Error("x"); return "PROXY n:" + n }',
  );
  afterAll(async () => (await script).dispose());

  it('goes on after an error of its own, and answers in order', async () => {
    const ask = async (url: string) => (await script).evaluate(url, { signal: calm });
    const results = await Promise.all(['http://a.test', 'http://boom.test', 'http://b.test'].map(ask));
    expect(results.map((result) => (result.ok ? result.value.answer : result.problem.kind))).toEqual([
      'PROXY n:1',
      'throws',
      'PROXY n:3',
    ]);
  });
});
