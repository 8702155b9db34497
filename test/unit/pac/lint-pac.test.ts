import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDeadProxies } from '../../../src/pac/lint-answers.ts';
import { lintPac } from '../../../src/pac/lint-pac.ts';

const codes = (source: string): readonly string[] => lintPac(source).map(({ code, line }) => `${code} ${String(line)}`);
const fn = (body: string): string => `function FindProxyForURL(url, host) {\n${body}\n}`;

describe('lintPac', () => {
  it('has nothing against an ordinary script', () => {
    expect(
      codes(
        fn(
          'if (isPlainHostName(host) || dnsDomainIs(host, ".example.test")) return "DIRECT";\nvar ip = myIpAddress();\nif (isInNet(ip, "10.0.0.0", "255.0.0.0")) { return "PROXY a:1; DIRECT"; }\nreturn "PROXY b:1; DIRECT";',
        ),
      ),
    ).toEqual([]);
  });

  it.each([
    ['return "DIRECT";\nreturn "PROXY a:1";', 'unreachable 3'],
    ['if (false) return "PROXY a:1";\nreturn "DIRECT";', 'unreachable 2'],
    [
      'if (isPlainHostName(host)) return "DIRECT";\nif (isPlainHostName(host)) return "PROXY a:1";\nreturn "DIRECT";',
      'repeated-condition 3',
    ],
    [
      'for (var i = 0; i < 9; i++) {\nif (dnsResolve("h" + i)) return "PROXY a:1";\n}\nreturn "DIRECT";',
      'dns-in-loop 3',
    ],
    ['return ["a"].some(x =>\nisResolvable(x)) ? "PROXY a:1" : "DIRECT";', 'dns-in-loop 3'],
    ['if (host == "a") return "DIRECT";', 'missing-return 2'],
    ['if (isInNet(host, "10.0.0.0", "255.0.0.0")) return "DIRECT";\nreturn "PROXY a:1"', 'dns-for-every-url 2'],
    ['return "SOCKS a:1; DIRECT";', 'socks-first 2'],
    ['return "PROXY a:x; DIRECT";', 'bad-entry 2'],
    ['return "PROXY a:1";', 'no-direct 2'],
    ['if (host == "WWW.a.test") return "DIRECT";\nreturn "PROXY a:1"', 'upper-case-host 2'],
    ['if (shExpMatch(host, "*.Corp.test")) return "DIRECT";\nreturn "PROXY a:1"', 'upper-case-host 2'],
    ['if (dnsDomainIs(host, ".a.test.")) return "DIRECT";\nreturn "PROXY a:1"', 'trailing-dot 2'],
    ['if (dnsDomainIs(host, "a.test")) return "DIRECT";\nreturn "PROXY a:1"', 'domain-without-dot 2'],
    ['if (shExpMatch(url, "https://a.test/x/*")) return "DIRECT";\nreturn "PROXY a:1"', 'path-of-https 2'],
    ['if (host == "a") return "DIRECT";\nelse if (host == "b") return "PROXY a:1";', 'missing-return 3'],
    ['if (host == "a") return;\nreturn "DIRECT";', 'missing-return 2'],
    ['switch (host) { case "a": return "DIRECT"; }', 'missing-return 2'],
    ['while (true) { if (url) break; }\nvar a = 1;', 'missing-return 3'],
    ['if (true) { return "DIRECT"; } else {}\nreturn "PROXY a:1";', 'unreachable 3'],
    ['for (;;) {}\nreturn "DIRECT";', 'unreachable 3'],
    ['throw 1;\nreturn "DIRECT";', 'unreachable 3'],
    [
      'if (dnsDomainIs(host, ".a.test")) return "DIRECT";\nif (shExpMatch(host, "*.b.a.test")) return "PROXY a:1";\nreturn "DIRECT"',
      'repeated-condition 3',
    ],
    [
      'var ok = false;\nwhile (!ok) ok = named(host);\nreturn "DIRECT";\nfunction named(h) { return isResolvable(h); }',
      'dns-in-loop 3',
    ],
    ['if (isInNet(myIpAddress(), "10.0.0", "255.0.0.0")) return "DIRECT";\nreturn "PROXY a:1"', 'bad-network 2'],
    ['switch (host) { case "WWW": return "DIRECT"; default: return "PROXY a:1" }', 'upper-case-host 2'],
    ['if (host.endsWith(".A.test")) return "DIRECT";\nreturn "PROXY a:1"', 'upper-case-host 2'],
    ['return `socks a:1; DIRECT`;', 'socks-first 2'],
  ])('finds in %j: %s', (body, code) => {
    expect(codes(fn(body))).toEqual([code]);
  });

  it.each([
    'if (host == "a") { return "DIRECT"; } else { return "PROXY a:1"; }',
    'switch (host) { case "a": case "b": return "DIRECT"; default: throw 1 }',
    'try { return "DIRECT" } catch (e) { return "PROXY a:1" }',
    'a: { if (url) break a; return "DIRECT"; }\nreturn "PROXY a:1";',
    'do { if (url) return "DIRECT"; } while (true)',
    'var ip = dnsResolve("a.test");\nfor (const net of ["10.0.0.0"]) if (isInNet(ip, net, "255.0.0.0")) return "DIRECT";\nreturn "PROXY " + ip + ":1";',
    'for (const ip of dnsResolveEx("a.test").split(";")) if (ip) return "DIRECT";\nreturn "PROXY a:1";',
    'return "DIRECT";\nfunction below() { return 1 }',
  ])('has nothing against %j', (body) => {
    expect(codes(fn(body))).toEqual([]);
  });

  it('asks for proxies that are dead only where it is handed a way to ask', async () => {
    const source = fn(
      'if (host == "a") return "PROXY up:1; PROXY down:2";\nreturn "SOCKS5 down:2; PROXY down:2; DIRECT " + "PROXY part"',
    );
    const asked: string[] = [];
    const found = await findDeadProxies(
      source,
      ({ kind, host }) => {
        asked.push(`${kind} ${host}`);
        return host === 'up' ? Promise.resolve(true) : Promise.reject(new Error('refused'));
      },
      new AbortController().signal,
    );
    expect(asked).toEqual(['http up', 'http down']);
    expect(found).toEqual([{ code: 'dead-proxy', line: 2, text: 'down:2' }]);
  });

  it('names a file without the function, and text that is no script', () => {
    expect(codes('var a = 1;')).toEqual(['no-function 1']);
    expect(codes('"unfinished')).toEqual(['unreadable 1']);
  });

  it('never throws, and its findings are in order and few', () => {
    const word = fc.constantFrom(
      'function FindProxyForURL(',
      '{',
      '}',
      '(',
      ')',
      'return',
      ';',
      '"PROXY a:1"',
      'if',
      'for',
      'dnsResolve',
      'host',
      '==',
      '/',
      '`',
      '\n',
      'x',
      '=>',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const lines = lintPac(words.join(' ')).map(({ line }) => line);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
        expect(lines.length).toBeLessThanOrEqual(200);
      }),
    );
  });

  it.each([
    '('.repeat(20_000),
    'if(host=="A"){'.repeat(3_000),
    'return "PROXY a:1";'.repeat(3_000),
    'for(;;)'.repeat(5_000),
  ])('comes to an end on a long run of nonsense (%#)', (source) => {
    expect(() => lintPac(source)).not.toThrow();
  });
});
