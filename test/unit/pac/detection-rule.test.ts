import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/observation/observation.ts';
import { requestKey, type ProbeRequest } from '../../../src/observation/probe-request.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import { DIRECT, type Leg } from '../../../src/settings/proxy-server.ts';
import { createCase, type Case } from '../../../src/verdict/case.ts';
import type { Answer } from '../../../src/verdict/rule.ts';
import { settingsRules } from '../../../src/verdict/rules/settings.ts';
import { slowScript } from '../../../src/verdict/slow-script.ts';

const URL = 'https://site.example/';
const LEG: Leg = { kind: 'http', host: 'proxy.example', port: 3128 };
const WPAD: ProbeRequest = { probe: 'wpad.look-up', url: URL };
const OVER: ProbeRequest = { probe: 'way', purpose: 'variation', url: URL, leg: LEG };

const OUTSIDE: ProbeRequest = { probe: 'controls', leg: DIRECT };

type Fact = Observation extends infer O ? (O extends unknown ? Omit<O, 'id' | 'atMs' | 'tookMs'> : never) : never;

function caseOf(facts: readonly Fact[], asked: readonly ProbeRequest[], tookMs = 1): Case {
  const parsed = parseTarget(URL);
  if (!parsed.ok) throw new Error('the target of this test is no target');
  const numbered = facts.map((fact, at): Observation => ({ ...fact, id: `o${at + 1}`, atMs: 0, tookMs }));
  return createCase(parsed.value.target, numbered, asked);
}

function missing(facts: readonly Fact[], asked: readonly ProbeRequest[]): Answer {
  const rule = settingsRules.find((one) => one.code === 'settings.proxy-missing');
  if (rule === undefined) throw new Error('the rule is gone');
  return rule.judge(caseOf(facts, asked));
}

const resolved = (source: 'none' | 'option' | 'wpad'): Fact => ({
  probe: 'route.resolve',
  url: URL,
  source,
  because: 'no-settings',
  route: [DIRECT],
  bypassed: false,
});
const blocked: Fact = {
  probe: 'tcp.connect',
  way: { id: 'w1', purpose: 'target', url: URL, leg: DIRECT, redirects: 0 },
  to: 'site',
  host: 'site.example',
  address: '192.0.2.80',
  port: 443,
  failure: { kind: 'timed-out' },
};
const looked = (found: string | null, route: readonly Leg[]): Fact => ({
  probe: 'wpad.look-up',
  url: URL,
  found,
  names: ['wpad.office.example', 'wpad'],
  route,
});
const answered: Fact = {
  probe: 'proxy.handshake',
  way: { id: 'w2', purpose: 'variation', url: URL, leg: LEG, redirects: 0 },
  method: 'CONNECT',
  authority: 'site.example:443',
  failure: null,
  reply: {
    status: 407,
    reason: '',
    httpVersion: '1.1',
    headers: [],
    proxyChallenges: [],
    siteChallenges: [],
    challengeUnparsable: false,
    bodySample: '',
    bodyBytes: 0,
    bodyComplete: true,
    informational: 0,
  },
  signIn: { sent: null, from: null, unusable: [], provenBefore: false, withheld: false },
  firstBytes: '',
  bytesReceived: 100,
};

describe('a proxy that is missing', () => {
  it('is looked for by automatic detection where nothing is set and the direct way fails', () => {
    expect(missing([resolved('none'), blocked], [])).toEqual({ is: 'asks', requests: [WPAD] });
  });

  it.each(['option', 'wpad'] as const)('is not looked for where the route comes from %s', (source) => {
    expect(missing([resolved(source), blocked], [])).toMatchObject({ is: 'fails', because: 'no-other-source' });
  });

  it('is no cause where detection finds nothing, or a script that says DIRECT', () => {
    for (const [found, route] of [
      [null, []],
      ['http://wpad.office.example/wpad.dat', [DIRECT]],
    ] as const) {
      expect(missing([resolved('none'), blocked, looked(found, route)], [WPAD, OUTSIDE])).toEqual({
        is: 'fails',
        because: 'no-other-source',
        evidence: ['o1', 'o3'],
      });
    }
  });

  it('is the cause where the proxy of the script that was found answers', () => {
    const found = looked('http://wpad.office.example/wpad.dat', [LEG, DIRECT]);
    const all = [WPAD, OVER, OUTSIDE];
    expect(missing([resolved('none'), blocked, found], [WPAD])).toEqual({ is: 'asks', requests: [OUTSIDE, OVER] });
    expect(missing([resolved('none'), blocked, found], all)).toMatchObject({ is: 'fails' });
    expect(missing([resolved('none'), blocked, found, answered], all)).toMatchObject({
      is: 'holds',
      details: { source: 'wpad', proxyHost: 'proxy.example', proxyPort: 3128 },
    });
    expect(requestKey(WPAD)).not.toBe(requestKey(OVER));
  });
});

describe('a script that is slow', () => {
  const ran: Fact = {
    probe: 'pac.run',
    url: URL,
    answer: 'DIRECT',
    route: [DIRECT],
    badEntries: [],
    helperCalls: 1,
    dnsQuestions: 1,
    slowest: { name: 'dnsResolve', args: ['"a.example"'], tookMs: 900 },
  };

  it('is told with the call that took longest, from one second on', () => {
    expect(slowScript(caseOf([ran], [], 1_000))).toEqual({ flags: ['pac-slow'], helper: 'dnsResolve("a.example")' });
    expect(slowScript(caseOf([ran], [], 999))).toBeNull();
  });
});
