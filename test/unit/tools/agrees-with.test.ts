import { describe, expect, it } from 'vitest';
import { ABSENT, read, unreadable } from '../../../src/base/reading.ts';
import type { ProxyServer } from '../../../src/settings/proxy-server.ts';
import { agreesWith, type Agreement, type EffectiveWay } from '../../../src/tools/agrees-with.ts';
import type { ToolProxy } from '../../../src/tools/read-tool.ts';
import type { ToolId } from '../../../src/tools/tool.ts';
import { toolOf } from '../../../src/tools/tools.ts';
import { manual, PROXY } from './helpers.ts';

const OTHER: ProxyServer = { kind: 'http', host: 'other.example', port: 1 };
const SOCKS: ProxyServer = { kind: 'socks5', host: 's.example', port: 1080 };

const WAY: EffectiveWay = {
  scheme: 'https',
  host: 'site.example',
  port: 443,
  legs: [PROXY],
  isScript: false,
  isException: false,
  isInNoProxy: false,
};
const DIRECT_WAY: EffectiveWay = { ...WAY, legs: [{ kind: 'direct' }] };
const EXCEPTION: EffectiveWay = { ...DIRECT_WAY, isException: true };
const SCRIPT_WAY: EffectiveWay = { ...WAY, isScript: true };

const says = (server: ProxyServer, exceptions = ''): ToolProxy => ({
  state: 'set',
  settings: manual(server, exceptions),
});
const DIRECT: ToolProxy = { state: 'set', settings: { mode: 'direct' } };
const follows = (whom: 'environment' | 'system' | 'nothing'): ToolProxy => ({ state: 'follows', whom });

function agreement(way: EffectiveWay, proxy: ToolProxy, tool: ToolId = 'git'): string {
  const { state, reason }: Agreement = agreesWith(way, { tool: toolOf(tool), proxy, environment: ABSENT });
  return `${state} ${reason}`;
}

describe('a tool with settings of its own', () => {
  it.each([
    ['the same proxy', WAY, says(PROXY), 'agrees same-proxy'],
    ['another proxy', WAY, says(OTHER), 'differs other-proxy'],
    ['another port', WAY, says({ ...PROXY, port: 81 }), 'differs other-proxy'],
    ['no proxy', WAY, DIRECT, 'differs direct-where-proxy'],
    ['the site among its exceptions', WAY, says(PROXY, '*.example'), 'differs direct-where-proxy'],
    ['no proxy where none is used', DIRECT_WAY, DIRECT, 'agrees both-direct'],
    [
      'the site among its exceptions where no proxy is used',
      DIRECT_WAY,
      says(PROXY, '*.example'),
      'agrees both-direct',
    ],
    ['a proxy where none is used', DIRECT_WAY, says(PROXY), 'differs proxy-where-direct'],
    ['a proxy where the address is an exception', EXCEPTION, says(PROXY), 'cannot exception-not-taken'],
    [
      'a proxy where no_proxy names the address',
      { ...EXCEPTION, isInNoProxy: true },
      says(PROXY),
      'agrees both-direct',
    ],
    ['the first of two', { ...WAY, legs: [PROXY, OTHER] }, says(PROXY), 'agrees first-of-several'],
    ['what a script answers here', SCRIPT_WAY, says(PROXY), 'agrees same-for-this-address'],
    ['what a script does not answer', SCRIPT_WAY, says(OTHER), 'cannot script-only'],
    ['anything while the way is unknown', { ...WAY, legs: [] }, says(PROXY), 'cannot route-unknown'],
    ['nothing that could be read', WAY, { state: 'unreadable', path: '/x', why: 'EACCES' }, 'cannot unreadable'],
  ] as const)('that says %s', (_what, way, proxy, expected) => {
    expect(agreement(way, proxy)).toBe(expected);
  });

  it('that holds no address differs', () => {
    const server = { state: 'invalid', problem: { kind: 'port-missing' } } as const;
    const settings = { mode: 'manual', servers: { any: server }, bypass: { rules: [], unparsed: [] } } as const;
    expect(agreement(WAY, { state: 'set', settings })).toBe('differs invalid-address');
  });

  it('that knows no SOCKS can’t go that way', () => {
    expect(agreement({ ...WAY, legs: [SOCKS] }, says(OTHER), 'wget')).toBe('cannot kind-not-spoken');
    expect(agreement({ ...WAY, legs: [SOCKS] }, says(OTHER), 'curl')).toBe('differs other-proxy');
  });
});

describe('a tool that says nothing', () => {
  it('follows the system, or nobody', () => {
    expect(agreement(WAY, follows('system'), 'vscode')).toBe('agrees follows-system');
    expect(agreement(WAY, follows('nothing'), 'maven')).toBe('differs direct-where-proxy');
    expect(agreement(DIRECT_WAY, follows('nothing'), 'maven')).toBe('agrees both-direct');
  });

  it('follows the environment, and it is told how that compares', () => {
    const tool = toolOf('git');
    const proxy = follows('environment');
    const compared = (environment: Parameters<typeof agreesWith>[1]['environment']): Agreement =>
      agreesWith(WAY, { tool, proxy, environment });
    expect(compared(read(manual(PROXY)))).toEqual({ state: 'follows-environment', reason: 'same-proxy' });
    expect(compared(read(manual(OTHER)))).toEqual({ state: 'follows-environment', reason: 'other-proxy' });
    expect(compared(ABSENT)).toEqual({ state: 'follows-environment', reason: 'direct-where-proxy' });
    expect(compared(unreadable('x'))).toEqual({ state: 'follows-environment', reason: 'environment-unknown' });
  });
});
