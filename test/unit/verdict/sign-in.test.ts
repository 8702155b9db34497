import { describe, expect, test } from 'vitest';
import type { ChallengeFact, Observation, ReplyFact, SignInFact } from '../../../src/observation/observation.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import type { ProxyKind } from '../../../src/settings/proxy-server.ts';
import { createCase } from '../../../src/verdict/case.ts';
import { judge } from '../../../src/verdict/judge.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';

const URL = 'https://site.example/';
const CONTROL = 'http://control.example/generate_204';
const NOT_SIGNED_IN: SignInFact = { sent: null, from: null, unusable: [], provenBefore: false, withheld: false };
const basic: ChallengeFact = { scheme: 'basic', realm: 'Lab', params: { realm: 'Lab' } };
const ntlm: ChallengeFact = { scheme: 'ntlm', params: {} };
const negotiate: ChallengeFact = { scheme: 'negotiate', params: {} };

interface Step {
  readonly of: 'target' | 'control';
  readonly status: number;
  readonly challenges?: readonly ChallengeFact[];
  readonly signIn?: Partial<SignInFact>;
}

interface Story {
  readonly kind?: ProxyKind;
  readonly steps: readonly Step[];
  readonly lookUp?: Partial<Extract<Observation, { probe: 'credentials.look-up' }>>;
}

function reply(status: number, challenges: readonly ChallengeFact[]): ReplyFact {
  return {
    status,
    reason: '',
    httpVersion: '1.1',
    headers: [],
    proxyChallenges: status === 407 ? challenges : [],
    siteChallenges: status === 401 ? challenges : [],
    challengeUnparsable: false,
    bodySample: '',
    bodyBytes: 0,
    bodyComplete: true,
    informational: 0,
  };
}

/** Judges a run over one proxy: CONNECT for the target, absolute form for a control site. */
function verdictOf({ kind = 'http', steps, lookUp }: Story): Verdict {
  const parsed = parseTarget(URL);
  if (!parsed.ok) throw new Error('the target of this test is no target');
  const leg = { kind, host: 'proxy.example', port: 3128 } as const;
  const observations: Observation[] = [
    { probe: 'run.start', controlUrls: [CONTROL], budgetMs: 15_000, id: 'o1', atMs: 0, tookMs: 0 },
    {
      probe: 'route.resolve',
      url: URL,
      source: 'option',
      because: 'option',
      route: [leg],
      bypassed: false,
      id: 'o2',
      atMs: 0,
      tookMs: 0,
    },
  ];
  if (lookUp !== undefined) {
    observations.push({
      probe: 'credentials.look-up',
      from: 'option',
      proxy: 'proxy.example:3128',
      id: 'o3',
      atMs: 5,
      tookMs: 1,
      ...lookUp,
    });
  }
  steps.forEach((step, index) => {
    const way = {
      id: `w${index + 1}`,
      purpose: step.of,
      url: step.of === 'target' ? URL : CONTROL,
      leg,
      redirects: 0,
    } as const;
    const common = {
      way,
      failure: null,
      reply: reply(step.status, step.challenges ?? []),
      signIn: { ...NOT_SIGNED_IN, ...step.signIn },
      firstBytes: '',
      bytesReceived: 100,
      atMs: 10 + index,
      tookMs: 1,
    } as const;
    const to = { to: 'proxy', host: leg.host, address: '192.0.2.1', port: leg.port } as const;
    observations.push({
      probe: 'tcp.connect',
      way,
      ...to,
      failure: null,
      id: `o${10 + 2 * index}`,
      atMs: 9,
      tookMs: 1,
    });
    const id = `o${11 + 2 * index}` as const;
    observations.push(
      step.of === 'target'
        ? { probe: 'proxy.handshake', method: 'CONNECT', authority: 'site.example:443', id, ...common }
        : {
            probe: 'http.exchange',
            form: 'absolute',
            inTunnel: false,
            secure: false,
            siteSignIn: { sent: null },
            requestBytes: 100,
            asExpected: step.status === 204,
            id,
            ...common,
          },
    );
  });
  const judgement = judge(createCase(parsed.value.target, observations, 'everything'), { canAsk: false });
  if (judgement.is === 'asks') throw new Error('asked although nothing can be asked');
  return judgement.verdict;
}

const refused: Step = {
  of: 'target',
  status: 407,
  challenges: [basic],
  signIn: { sent: 'basic', from: 'option' },
};

describe('a proxy that wants a sign-in', () => {
  test('and nobody has one is auth-required', () => {
    const steps: Step[] = [{ of: 'target', status: 407, challenges: [basic] }];
    expect(verdictOf({ steps, lookUp: { from: 'none' } })).toMatchObject({
      code: 'proxy.auth-required',
      details: { schemes: ['basic'], realm: 'Lab', flags: ['basic-in-clear'] },
    });
  });

  test('and refuses the one given is credentials-rejected', () => {
    expect(verdictOf({ steps: [refused], lookUp: {} })).toMatchObject({
      code: 'proxy.credentials-rejected',
      details: { flags: ['basic-in-clear'] },
    });
  });

  test('over TLS to the proxy is not called readable', () => {
    expect(verdictOf({ kind: 'https', steps: [refused], lookUp: {} }).details.flags).toEqual([]);
  });

  test.each([
    ['without a charset', basic, ['charset-likely', 'basic-in-clear']],
    ['with a charset', { ...basic, params: { charset: 'UTF-8' } }, ['basic-in-clear']],
    ['by NTLM, which is Unicode', ntlm, []],
  ])('%s and refuses a Japanese password', (_, challenge, flags) => {
    const step: Step = { ...refused, challenges: [challenge], signIn: { sent: challenge.scheme, from: 'option' } };
    const { code, details } = verdictOf({ steps: [step], lookUp: { nonAscii: true } });
    expect([code, details.flags]).toEqual(['proxy.credentials-rejected', flags]);
  });

  test('and refused this password before is not asked again', () => {
    const steps: Step[] = [{ of: 'target', status: 407, challenges: [basic], signIn: { withheld: true } }];
    const flagsOf = (from: 'option' | 'keychain'): unknown =>
      verdictOf({ steps, lookUp: { from, rejectedBefore: true } }).details.flags;
    expect(flagsOf('option')).toEqual(['not-sent-again', 'basic-in-clear']);
    expect(flagsOf('keychain')).toEqual(['stored-password-older-than-rejection', 'not-sent-again', 'basic-in-clear']);
  });

  test('in a scheme that needs what is absent is auth-scheme-unsupported, and says what', () => {
    const unusable = [{ scheme: 'negotiate', why: 'ticket-expired' }] as const;
    const steps: Step[] = [{ of: 'target', status: 407, challenges: [negotiate], signIn: { unusable } }];
    expect(verdictOf({ steps })).toMatchObject({
      code: 'proxy.auth-scheme-unsupported',
      details: { unusable: { negotiate: 'ticket-expired' } },
    });
  });

  test('in such a scheme and in Basic is auth-required, and the other is named too', () => {
    const unusable = [
      { scheme: 'negotiate', why: 'clock-skew' },
      { scheme: 'basic', why: 'no-credentials' },
    ] as const;
    const steps: Step[] = [{ of: 'target', status: 407, challenges: [negotiate, basic], signIn: { unusable } }];
    expect(verdictOf({ steps })).toMatchObject({
      code: 'proxy.auth-required',
      details: { unusable: { negotiate: 'clock-skew' } },
    });
  });

  test('and does not say how is auth-challenge-missing', () => {
    expect(verdictOf({ steps: [{ of: 'target', status: 407 }] }).code).toBe('proxy.auth-challenge-missing');
  });
});

describe('a sign-in that does not stick', () => {
  const accepted: Step = { of: 'control', status: 204, signIn: { sent: 'basic', from: 'option' } };
  const later: Step = { ...refused, of: 'control' };

  test('is auth-broken where everything is refused after the first success', () => {
    expect(verdictOf({ steps: [accepted, refused, later], lookUp: {} }).code).toBe('proxy.auth-broken');
  });

  test('is access-denied where only this site is refused', () => {
    expect(verdictOf({ steps: [accepted, refused, accepted], lookUp: {} }).code).toBe('proxy.access-denied');
  });

  test('is auth-broken where the connection is closed between the messages of NTLM', () => {
    const unusable = [{ scheme: 'ntlm', why: 'connection-not-kept' }] as const;
    const cutEarly: Step = { of: 'target', status: 407, challenges: [ntlm], signIn: { unusable } };
    const cutLate: Step = { ...cutEarly, signIn: { unusable, sent: 'ntlm', from: 'option' } };
    for (const step of [cutEarly, cutLate]) {
      expect(verdictOf({ steps: [step], lookUp: {} })).toMatchObject({
        code: 'proxy.auth-broken',
        fixer: ['admin'],
        details: { unusable: { ntlm: 'connection-not-kept' } },
      });
    }
  });
});
