import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../src/base/reading.ts';
import { readEnvironment, readEnvironmentAsCurl, showEnvironment } from '../../../src/settings/environment-settings.ts';
import { formatProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';

function shown(reading: Reading<ProxySettings>): unknown {
  if (reading.state !== 'read') return reading.state;
  if (reading.value.mode !== 'manual') return reading.value.mode;
  return Object.fromEntries(
    Object.entries(reading.value.servers).map(([scheme, server]) => [
      scheme,
      server.state === 'valid' ? formatProxyServer(server.server) : server.state,
    ]),
  );
}

describe('the environment', () => {
  it.each([
    [{}, 'absent'],
    [{ http_proxy: 'a.example:1' }, { http: 'http://a.example:1' }],
    [{ HTTP_PROXY: 'a.example:1' }, { http: 'http://a.example:1' }],
    [{ http_proxy: 'a.example:1', HTTP_PROXY: 'b.example:1' }, { http: 'http://a.example:1' }],
    [{ https_proxy: '', HTTPS_PROXY: 'b.example:1' }, 'absent'],
    [{ all_proxy: 'socks5://a.example', https_proxy: 'b.example:1' }, { any: 'socks5://a.example:1080' }],
    [
      { all_proxy: 'a example', https_proxy: 'b.example:1' },
      { any: 'invalid', https: 'http://b.example:1' },
    ],
    [{ no_proxy: '*' }, 'direct'],
    [{ auto_proxy: '' }, 'auto-detect'],
    [{ auto_proxy: 'http://pac.example/p', http_proxy: 'a.example' }, 'pac'],
    [{ SOCKS_SERVER: 'a.example:1', SOCKS_VERSION: '4' }, { any: 'socks4://a.example:1' }],
  ])('%j says %j in Chromium’s reading', (env, expected) => {
    expect(shown(readEnvironment(env))).toEqual(expected);
  });

  it.each([
    [{ HTTP_PROXY: 'a.example:1' }, 'absent'],
    [{ HTTPS_PROXY: 'a.example' }, { https: 'http://a.example:1080' }],
    [
      { all_proxy: 'a.example:1', http_proxy: 'b.example:1' },
      { any: 'http://a.example:1', http: 'http://b.example:1' },
    ],
  ])('%j says %j in curl’s reading', (env, expected) => {
    expect(shown(readEnvironmentAsCurl(env))).toEqual(expected);
  });

  it('is shown without passwords', () => {
    const text = showEnvironment({ https_proxy: 'http://bob:C4nary@a.example:1', NO_PROXY: '.corp', PATH: '/bin' });
    expect(text).toBe('NO_PROXY=.corp\nhttps_proxy=http://‹secret›@a.example:1');
  });
});
