import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/observation/observation.ts';
import { requestKey, type ProbeRequest } from '../../../src/observation/probe-request.ts';
import { HOPS } from '../../../src/observation/hop.ts';
import { DIRECT } from '../../../src/settings/proxy-server.ts';
import { CATALOGUE } from '../../../src/verdict/catalogue.ts';
import type { Case } from '../../../src/verdict/case.ts';
import { createCase } from '../../../src/verdict/case.ts';
import { judge, type Judgement } from '../../../src/verdict/judge.ts';
import { RULES } from '../../../src/verdict/rules.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import {
  caseOf,
  connect,
  connectAnswer,
  exchange,
  healthy,
  kindAt,
  NETWORK,
  numbered,
  portsAt,
  PROXY,
  refusedByProxy,
  reply,
  resolved,
  TARGET,
  tls,
  way,
  type Asked,
} from './facts.ts';

function verdictOn(facts: readonly Fact[], asked: Asked = 'everything'): Verdict {
  return verdictOf(judge(caseOf(facts, asked), { canAsk: false }));
}

function verdictOf(judgement: Judgement): Verdict {
  if (judgement.is === 'asks') throw new Error('it asked although nothing can be asked');
  return judgement.verdict;
}

function questionsOn(facts: readonly Fact[], asked: readonly ProbeRequest[] = []): readonly ProbeRequest[] {
  const judgement = judge(caseOf(facts, asked), { canAsk: true });
  return judgement.is === 'asks' ? judgement.requests : [];
}

function codes(verdict: Verdict): readonly string[] {
  return [verdict.code, ...verdict.alsoFound.map((finding) => finding.code)];
}

const noQuestionOf = (facts: Case, code: string): readonly string[] => {
  const answer = RULES.find((rule) => rule.code === code)?.judge(facts);
  return answer?.is === 'asks' ? answer.requests.map(requestKey) : [];
};

describe('what the judge asks', () => {
  test('is nothing but findings beside the verdict where the site answered over a trusted connection', () => {
    const later = new Set(
      RULES.filter((rule) => CATALOGUE[rule.code].isSecondary ?? CATALOGUE[rule.code].isAlwaysAsked).flatMap((rule) =>
        noQuestionOf(caseOf(healthy(), []), rule.code),
      ),
    );
    expect(questionsOn(healthy()).filter((request) => !later.has(requestKey(request)))).toEqual([]);
  });

  test('is a cheap sample of connects before thirty of them', () => {
    expect(questionsOn(healthy())).toContainEqual({
      probe: 'quality.connects',
      host: '203.0.113.9',
      port: 443,
      sample: true,
    });
    expect(questionsOn(healthy()).filter((one) => one.probe === 'quality.connects' && one.sample !== true)).toEqual([]);
  });

  test('leaves out the questions of causes that come after one that holds', () => {
    const leg = { ...PROXY, host: '127.0.0.1' };
    const facts = [resolved(leg), connect(way({ leg }), 'connection-refused')];
    expect(noQuestionOf(caseOf(facts, []), 'proxy.down')).not.toEqual([]);
    expect(questionsOn(facts).filter((request) => request.probe === 'host.ports')).toEqual([]);
  });

  test('is put again by no rule once it was put', () => {
    const facts = refusedByProxy();
    const asked: ProbeRequest[] = [];
    for (let round = 0; round < 10; round += 1) {
      const next = questionsOn(facts, asked);
      if (next.length === 0) break;
      const keys = asked.map(requestKey);
      expect(next.filter((request) => keys.includes(requestKey(request)))).toEqual([]);
      asked.push(...next);
    }
    expect(questionsOn(facts, asked)).toEqual([]);
  });

  test('holds each question once, however many rules want to know', () => {
    const keys = questionsOn(refusedByProxy()).map(requestKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain(requestKey({ probe: 'host.ports', host: PROXY.host, except: PROXY.port }));
  });

  test('is nothing where nothing can be asked', () => {
    expect(judge(caseOf(refusedByProxy(), []), { canAsk: false }).is).toBe('verdict');
  });
});

describe('which cause wins', () => {
  test('is the one the person can act on: another port of the same host speaks proxy, so the port is wrong', () => {
    const facts = refusedByProxy([portsAt([8080]), kindAt(8080, ['http'])]);
    expect(verdictOn(facts)).toMatchObject({ code: 'settings.proxy-port-wrong', details: { suggestedPort: 8080 } });
  });

  test('hides what it explains away', () => {
    const facts = refusedByProxy([portsAt([8080]), kindAt(8080, ['http'])]);
    expect(codes(verdictOn(facts))).not.toContain('proxy.down');
    expect(CATALOGUE['settings.proxy-port-wrong'].hides).toContain('proxy.down');
  });

  test('is the proxy, and not its port, where no other port speaks proxy', () => {
    const verdict = verdictOn(refusedByProxy([portsAt([])]));
    expect(verdict.code).toBe('proxy.down');
    expect(verdict.ruledOut.find((one) => one.code === 'settings.proxy-port-wrong')?.because).toBe(
      'no-other-port-speaks-proxy',
    );
  });

  test('is never one that only goes beside another', () => {
    const locked: Fact = { probe: 'credentials.look-up', from: 'none', proxy: 'p:1', problem: 'keychain-locked' };
    expect(codes(verdictOn([...healthy(), locked]))).toEqual(['ok', 'device.keychain-unavailable']);
    expect(codes(verdictOn([locked]))).toEqual(['undetermined', 'device.keychain-unavailable']);
  });

  test('is "undetermined" without facts, with what is missing, and no confidence', () => {
    const verdict = verdictOn([]);
    expect(verdict).toMatchObject({ code: 'undetermined', hop: null, confidence: 0, fixer: [] });
    expect(verdict.details.missing?.length).toBeGreaterThan(0);
  });

  test('is the fault of a certificate only where the answer of a control site does not share its issuer', () => {
    const one = way();
    const untrusted = { trusted: false, rejection: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', publicIssuer: false };
    const other = way({ id: 'w2', purpose: 'control', url: 'https://control.example/generate_204' });
    const facts = [
      resolved(DIRECT),
      connect(one),
      tls(one, { ...untrusted, chain: [certificate('CN=Somebody')] }),
      connect(other),
      tls(other, { chain: [certificate('CN=Somebody else')] }),
      exchange(other, reply(204), true),
    ];
    expect(verdictOn(facts).code).toBe('tls.certificate-untrusted');
  });
});

describe('two legs of a route', () => {
  test('of which the second works give "ok", and what is wrong with the first', () => {
    const dead = way({ leg: PROXY });
    const second = way({ id: 'w2' });
    const facts = [
      { ...resolvedOver(PROXY), route: [PROXY, DIRECT] },
      connect(dead, 'connection-refused'),
      connect(second),
      tls(second),
      exchange(second, reply(200)),
      portsAt([]),
    ];
    const verdict = verdictOn(facts);
    expect(codes(verdict)).toEqual(['ok', 'proxy.down']);
    expect(verdict.alsoFound[0]?.details.flags).toContain('second-route-works');
  });
});

describe('confidence', () => {
  const down = refusedByProxy([portsAt([])]);
  const cut: Fact = { probe: 'run.end', reason: 'budget', unanswered: ['controls'] };

  test('is below 0.8 where the run was cut while questions were open', () => {
    expect(verdictOn(down).confidence).toBeGreaterThanOrEqual(0.9);
    expect(verdictOn([...down, cut]).confidence).toBeLessThan(0.8);
  });

  test('is below 0.8 where the run was cut while a later leg was tried', () => {
    const later = connect(way({ id: 'w7', leg: { ...PROXY, host: '10.9.0.9' } }), 'cancelled');
    const late: Fact = { probe: 'run.end', reason: 'budget', unanswered: [] };
    expect(verdictOn([...down, later, late]).confidence).toBeLessThan(0.8);
  });

  test('stays where the time ran out with every question answered', () => {
    const late: Fact = { probe: 'run.end', reason: 'budget', unanswered: [] };
    expect(verdictOn([...down, late]).confidence).toBe(verdictOn(down).confidence);
  });

  test('is below 0.8 where the verdict itself names a fact that is missing', () => {
    const one = way({ leg: PROXY, url: 'http://site.example/' });
    const facts = [resolved(PROXY, one.url), connect(one), exchange(one, reply(403, [['X-Squid-Error', 'ERR_X 0']]))];
    const target = { ...TARGET, url: one.url, scheme: 'http' as const, port: 80 };
    const verdict = verdictOf(judge(caseOf(facts, 'everything', target), { canAsk: false }));
    expect(verdict.details.missing).toEqual(['control-site']);
    expect(verdict.confidence).toBeLessThan(0.8);
  });
});

describe('a verdict', () => {
  const runs: readonly (readonly [string, readonly Fact[]])[] = [
    ['on a healthy run', healthy()],
    ['on a refused connection', refusedByProxy([portsAt([])])],
    ['on a wrong port', refusedByProxy([portsAt([8080]), kindAt(8080, ['http'])])],
    ['on a silent proxy', [resolved(PROXY), connect(way({ leg: PROXY }), 'timed-out'), NETWORK]],
    [
      'on an answer to CONNECT',
      [resolved(PROXY), connect(way({ leg: PROXY })), connectAnswer(way({ leg: PROXY }), reply(502))],
    ],
    ['without facts', []],
  ];

  test.each(runs)('%s names only facts that there are, and all eight hops in order', (_, facts) => {
    const verdict = verdictOn(facts);
    const ids = new Set<string>(numbered(facts).map((one) => one.id));
    const named = [verdict, ...verdict.alsoFound, ...verdict.ruledOut].flatMap((one) => one.evidence);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    expect(verdict.route.map((state) => state.hop)).toEqual(HOPS);
  });

  test.each(runs)('%s rules out only look-alikes of its cause, and never a cause that it also names', (_, facts) => {
    const verdict = verdictOn(facts);
    for (const one of verdict.ruledOut) {
      expect(CATALOGUE[verdict.code].lookAlikes).toContain(one.code);
      expect(codes(verdict)).not.toContain(one.code);
    }
  });

  test.each(runs)('%s is the same for a saved run as for the one at work', (_, facts) => {
    const asked: ProbeRequest[] = [];
    for (let round = 0; round < 10; round += 1) {
      const next = questionsOn(facts, asked);
      if (next.length === 0) break;
      asked.push(...next);
    }
    const keys = asked.map(requestKey);
    const saved: Case = {
      target: TARGET,
      observations: numbered(facts),
      wasAsked: (one) => keys.includes(requestKey(one)),
    };
    const live = verdictOf(judge(createCase(TARGET, numbered(facts), asked), { canAsk: true }));
    expect(verdictOf(judge(saved, { canAsk: false }))).toEqual(live);
  });
});

function resolvedOver(leg: typeof PROXY): Extract<Fact, { probe: 'route.resolve' }> {
  return {
    probe: 'route.resolve',
    url: TARGET.url,
    source: 'env',
    because: 'server-for-scheme',
    route: [leg],
    bypassed: false,
  };
}

function certificate(issuer: string) {
  return {
    subject: 'CN=site.example',
    issuer,
    notBefore: '2020-01-01T00:00:00.000Z',
    notAfter: '2040-01-01T00:00:00.000Z',
    names: ['site.example'],
    sha256: issuer,
    selfSigned: false,
  };
}
