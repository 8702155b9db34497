import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProxyServer, parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import { parseWininetServers } from '../../../src/settings/parse-wininet-servers.ts';
import type { ConfiguredServer } from '../../../src/settings/proxy-settings.ts';
import { redactProxyText } from '../../../src/settings/redact-proxy-text.ts';

function show(server: ConfiguredServer): string {
  if (server.state === 'valid') return formatProxyServer(server.server);
  return server.state === 'direct' ? 'direct' : server.problem.kind;
}

describe('a proxy address', () => {
  it.each([
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['  http://PROXY.Example:3128/ ', 'http://proxy.example:3128'],
    ['http://proxy.example', 'http://proxy.example:80'],
    ['https://proxy.example', 'https://proxy.example:443'],
    ['socks5h://proxy.example', 'socks5://proxy.example:1080'],
    ['socks://proxy.example', 'socks5://proxy.example:1080'],
    ['socks4a://proxy.example:9', 'socks4://proxy.example:9'],
    ['http://[FE80::0:1]:8080', 'http://[fe80::1]:8080'],
    ['http://プロキシ.example:8080', 'http://xn--nckua8gwd.example:8080'],
    ['http://proxy_1.corp:8080', 'http://proxy_1.corp:8080'],
    ['http://bob:s3cret@proxy.example:8080', 'http://proxy.example:8080'],
    ['CORP\\bob:x@proxy.example:8080', 'http://proxy.example:8080'],
    ['direct://', 'direct'],
  ])('%s names %s', (text, expected) => {
    expect(show(parseProxyServer(text))).toBe(expected);
  });

  it.each([
    ['', 'empty'],
    [' \t', 'empty'],
    ['http://proxy .example:3128', 'blank-inside'],
    ['http:// proxy.example:3128', 'blank-inside'],
    ['http://proxy.example: 3128', 'blank-inside'],
    ['http://proxy\u00a0.example:3128', 'blank-inside'],
    ['http://proxy.example:３１２８', 'full-width'],
    ['http：//proxy.example:3128', 'full-width'],
    ['http://proxy.example：3128', 'full-width'],
    ['http://proxy。example:3128', 'full-width'],
    ['http://ｐｒｏｘｙ.example:3128', 'full-width'],
    ['http://proxy.example\u3000:3128', 'full-width'],
    ['http://http://proxy.example:3128', 'doubled-scheme'],
    ['https://http://proxy.example:3128', 'doubled-scheme'],
    ['http://http//proxy.example:3128', 'doubled-scheme'],
    ['htp://proxy.example:3128', 'unknown-scheme'],
    ['ftp://proxy.example', 'unknown-scheme'],
    ['://proxy.example', 'unknown-scheme'],
    ['http//proxy.example:3128', 'unknown-scheme'],
    ['http:/proxy.example:3128', 'unknown-scheme'],
    ['htp//proxy.example:3128', 'unknown-scheme'],
    ['http://proxy.example:0', 'port-out-of-range'],
    ['http://proxy.example:65536', 'port-out-of-range'],
    ['http://proxy.example:99999999999999999999', 'port-out-of-range'],
    ['http://proxy.example:31z8', 'port-not-a-number'],
    ['http://proxy.example:-1', 'port-not-a-number'],
    ['http://proxy.example:8080:8080', 'port-not-a-number'],
    ['http://proxy.example:', 'port-missing'],
    ['http://', 'missing-host'],
    ['http://:3128', 'missing-host'],
    ['8080', 'missing-host'],
    ['http://bob:pw@', 'missing-host'],
    ['http://proxy..example:3128', 'invalid-host'],
    ['http://256.1.1.1:3128', 'invalid-host'],
    ['http://192.168.1:3128', 'invalid-host'],
    ['http://fe80::1', 'invalid-host'],
    ['http://[fe80::1:3128', 'invalid-host'],
    ['http://user:p@ss@host:8080', 'unencoded-userinfo'],
    ['http://user:pa#ss@host:8080', 'unencoded-userinfo'],
    ['http://user:pa/ss@host:3128', 'unencoded-userinfo'],
    ['user:pa?ss@host:3128', 'unencoded-userinfo'],
  ])('%j is %s', (text, kind) => {
    expect(show(parseProxyServer(text))).toBe(kind);
  });

  it('carries its sign-in as a secret, percent-decoded', () => {
    const parsed = parseProxyServer('http://CORP%5Cbob:p%40ss%2F%C3%BC:1@proxy.example:8080');
    expect(parsed.state === 'valid' && parsed.credentials?.user).toBe('CORP\\bob');
    expect(parsed.state === 'valid' && parsed.credentials?.password.open()).toBe('p@ss/ü:1');
    expect(JSON.stringify(parsed)).not.toContain('p@ss');
  });

  it('uses the default ports of curl where asked', () => {
    expect(show(parseProxyServer('proxy.example', { defaultPorts: 'curl' }))).toBe('http://proxy.example:1080');
  });

  it('never shows the password of an address that is wrong elsewhere', () => {
    for (const text of [
      'http://bob:C4nary@proxy .example:1',
      'http://bob:C4n@ry@proxy.example:1',
      'htp://bob:C4nary@proxy:1',
      'http://bob:C4n#ry@proxy:1',
      'http://bob:C4nary＠proxy:1',
      'http://bob:aC4nary',
    ]) {
      expect(JSON.stringify(parseProxyServer(text))).not.toMatch(/C4n|ry/u);
      expect(redactProxyText(text)).not.toContain('C4n');
    }
  });

  it('shows a mistyped port as it was typed', () => {
    const parsed = parseProxyServer('http://proxy.example:31z8');
    expect(parsed).toEqual({
      state: 'invalid',
      problem: { kind: 'port-not-a-number', text: 'http://proxy.example:31z8' },
    });
  });

  it('is the same after writing and reading', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    const kind = fc.constantFrom('http', 'https', 'socks4', 'socks5');
    fc.assert(
      fc.property(kind, host, fc.integer({ min: 1, max: 65_535 }), (scheme, name, port) => {
        const parsed = parseProxyServer(`${scheme}://${name}:${String(port)}`);
        expect(parsed.state).toBe('valid');
        if (parsed.state === 'valid') expect(parseProxyServer(formatProxyServer(parsed.server))).toEqual(parsed);
      }),
    );
  });

  it('of any text at all is valid or has a problem', () => {
    const pieces = fc.constantFrom(
      'http://',
      'socks5://',
      '@',
      ':',
      '#',
      '/',
      '[',
      ']',
      '.',
      '%',
      ' ',
      '：',
      '。',
      '80',
      'a',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        expect(['valid', 'direct', 'invalid']).toContain(parseProxyServer(given).state);
        expect(redactProxyText(given).length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the ProxyServer value of WinINET', () => {
  it('holds one server for all or one a scheme', () => {
    const shown = (text: string): Record<string, string> =>
      Object.fromEntries(Object.entries(parseWininetServers(text)).map(([scheme, server]) => [scheme, show(server)]));
    expect(shown('proxy.example:8080')).toEqual({ any: 'http://proxy.example:8080' });
    expect(shown('http=a.example:1;https=b.example:2;socks=c.example:3')).toEqual({
      http: 'http://a.example:1',
      https: 'http://b.example:2',
      socks: 'socks4://c.example:3',
    });
    expect(shown('')).toEqual({});
  });
});
