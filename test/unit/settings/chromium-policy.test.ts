import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chromiumPolicySettings } from '../../../src/settings/chromium-policy.ts';

describe('the proxy policies of Chromium', () => {
  it.each([
    [{}, 'absent'],
    [{ ProxyMode: 'system' }, 'absent'],
    [{ ProxyServer: 'p.example:1' }, 'absent'],
    [{ ProxyMode: 'direct' }, 'direct'],
    [{ ProxyServerMode: 1 }, 'auto-detect'],
    [{ ProxyMode: 'pac_script', ProxyPacUrl: 'http://p.example/' }, 'pac'],
    [{ ProxyMode: 'pac_script' }, 'unreadable'],
    [{ ProxyMode: 'something' }, 'unreadable'],
    [{ ProxySettings: '{"ProxyMode":"direct"}', ProxyMode: 'auto_detect' }, 'direct'],
    [{ ProxySettings: { ProxyMode: 'auto_detect' } }, 'auto-detect'],
    [{ ProxySettings: '{' }, 'unreadable'],
  ])('%j say %s', (policies, expected) => {
    const reading = chromiumPolicySettings(new Map<string, unknown>(Object.entries(policies)));
    expect(reading.state === 'read' ? reading.value.mode : reading.state).toBe(expected);
  });

  it('name servers and exceptions in Chromium’s own words', () => {
    const policies = {
      ProxyMode: 'fixed_servers',
      ProxyServer: 'http=a.example:80;socks=b.example:81',
      ProxyBypassList: '10.0.0.0/8,<-loopback>',
    };
    expect(chromiumPolicySettings(new Map(Object.entries(policies)))).toMatchObject({
      value: {
        servers: { http: { server: { kind: 'http' } }, socks: { server: { kind: 'socks4' } } },
        bypass: { rules: [{ kind: 'address-block' }, { kind: 'subtract-implicit' }] },
      },
    });
  });

  it('of any kind never throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('ProxySettings', 'ProxyMode', 'ProxyServerMode'), fc.anything()),
        (given) => {
          chromiumPolicySettings(new Map(Object.entries(given)));
        },
      ),
    );
  });
});
