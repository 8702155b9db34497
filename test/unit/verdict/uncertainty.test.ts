/** Where two causes fit the facts alike, or a fact is closed to us, the verdict says so. */
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/observation/observation.ts';
import { DIRECT } from '../../../src/settings/proxy-server.ts';
import { createCase } from '../../../src/verdict/case.ts';
import { judge } from '../../../src/verdict/judge.ts';
import { siteAnswers } from '../../../src/verdict/path.ts';
import { waysOf } from '../../../src/verdict/ways.ts';
import {
  caseOf,
  connect,
  connectAnswer,
  exchange,
  NETWORK,
  numbered,
  PROXY,
  reply,
  resolved,
  TARGET,
  way,
} from './facts.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';

/** Judges; `times` gives a fact of one probe another time. */
function verdictOn(facts: readonly Fact[], times: Partial<Record<Fact['probe'], number>> = {}): Verdict {
  const observations = numbered(facts).map((one) => ({ ...one, tookMs: times[one.probe] ?? one.tookMs }));
  const judgement = judge(createCase(TARGET, observations, 'everything'), { canAsk: false });
  if (judgement.is === 'asks') throw new Error('it asked although nothing can be asked');
  return judgement.verdict;
}

const toProxy = way({ leg: PROXY });
const noPing: Fact = { probe: 'host.ping', host: PROXY.host, answered: false };
const noPorts: Fact = {
  probe: 'host.ports',
  host: PROXY.host,
  ports: [{ port: 8080, failure: { kind: 'timed-out' } }],
};
const sleepingVpn: Fact = {
  probe: 'vpn.connections',
  state: 'read',
  connections: [{ name: 'home', kind: 'wireguard', isUp: false }],
};
const rules = (state: 'read' | 'unreadable'): Fact => ({
  probe: 'firewall.rules',
  address: PROXY.host,
  port: PROXY.port,
  state,
  matching: [],
});
const silent = [resolved(PROXY), connect(toProxy, 'timed-out'), noPorts, noPing];

describe('a VPN that the organisation says the proxy needs', () => {
  const said = (more: Partial<Extract<Fact, { probe: 'vpn.connections' }>>): Fact => ({
    probe: 'vpn.connections',
    state: 'read',
    connections: [],
    needed: { names: ['Corp VPN'], proxies: [{ host: PROXY.host, port: null }] },
    ...more,
  });
  const verdictWith = (fact: Fact): ReturnType<typeof verdictOn> =>
    verdictOn([...silent, NETWORK, fact, rules('read')]);

  test('is the cause of a silent proxy, also where nothing else on the computer tells of it', () => {
    const verdict = verdictWith(said({}));
    expect(verdict.code).toBe('vpn.required');
    expect(verdict.confidence).toBeGreaterThanOrEqual(0.8);
    expect(verdict.details.product).toBe('Corp VPN');
    expect(verdictWith(said({ state: 'unreadable', why: 'EACCES' })).code).toBe('vpn.required');
  });

  test('is still the cause while another VPN is up', () => {
    expect(verdictWith(said({ connections: [{ name: 'home', kind: 'wireguard', isUp: true }] })).code).toBe(
      'vpn.required',
    );
  });

  test('is not it where the VPN is up, or another proxy is meant', () => {
    const up = { name: 'corp vpn', kind: 'wireguard', isUp: true };
    expect(verdictWith(said({ connections: [up] })).code).not.toBe('vpn.required');
    const other = { names: [], proxies: [{ host: PROXY.host, port: 1 }] };
    expect(verdictWith(said({ needed: other })).code).not.toBe('vpn.required');
  });

  test('is not it where the host answers elsewhere', () => {
    const ports: Fact = { probe: 'host.ports', host: PROXY.host, ports: [{ port: 22, failure: null }] };
    const facts = [resolved(PROXY), connect(toProxy, 'timed-out'), ports, noPing, NETWORK, said({}), rules('read')];
    expect(verdictOn(facts).code).not.toBe('vpn.required');
  });
});

describe('a VPN that is off and does not say what it carries', () => {
  test('is the likely cause of a silent proxy, and not a certain one', () => {
    const verdict = verdictOn([...silent, NETWORK, sleepingVpn, rules('read')]);
    expect(verdict.code).toBe('vpn.required');
    expect(verdict.confidence).toBeLessThan(0.8);
    expect(verdict.details.missing).toEqual(['vpn-networks']);
    expect(verdict.alsoFound.map(({ code }) => code)).toContain('proxy.unreachable');
  });

  test('has nothing to do with it where a router beside the proxy looked for it in vain', () => {
    const facts = [
      resolved(PROXY),
      connect(toProxy, 'host-unreachable'),
      noPorts,
      noPing,
      NETWORK,
      sleepingVpn,
      rules('read'),
    ];
    expect(verdictOn(facts, { 'tcp.connect': 3_050 }).code).toBe('proxy.unreachable');
    expect(verdictOn(facts, { 'tcp.connect': 5 }).code).not.toBe('proxy.unreachable');
  });

  test('has nothing to do with it where a resolver among its neighbours has answered', () => {
    if (NETWORK.probe !== 'device.network') throw new Error('not the network');
    const near: Fact = { ...NETWORK, nameServers: ['10.9.0.2'] };
    const answered: Fact = {
      probe: 'dns.lookup',
      name: 'a.example',
      role: 'control',
      addresses: ['203.0.113.1'],
      failure: null,
    };
    expect(verdictOn([...silent, near, answered, sleepingVpn, rules('read')]).code).toBe('proxy.unreachable');
  });
});

describe('rules of a local filter that are closed to us', () => {
  test('make a silent proxy less certain', () => {
    const open = verdictOn([...silent, NETWORK, rules('read')]);
    const closed = verdictOn([...silent, NETWORK, rules('unreadable')]);
    expect([open.code, closed.code]).toEqual(['proxy.unreachable', 'proxy.unreachable']);
    expect(open.confidence).toBeGreaterThan(0.9);
    expect(closed.confidence).toBeLessThan(0.8);
    expect(closed.details.missing).toEqual(['firewall-rules']);
  });

  test('do not matter where the refusal took as long as an echo', () => {
    const ping: Fact = { probe: 'host.ping', host: PROXY.host, answered: true, rttMs: 8 };
    const facts = [
      resolved(PROXY),
      connect(toProxy, 'connection-refused'),
      noPorts,
      ping,
      NETWORK,
      rules('unreadable'),
    ];
    const far = verdictOn(facts, { 'tcp.connect': 8 });
    expect([far.code, far.details.missing]).toEqual(['proxy.down', undefined]);
    const atOnce = verdictOn(facts, { 'tcp.connect': 0.2 });
    expect([atOnce.code, atOnce.details.missing]).toEqual(['proxy.down', ['firewall-rules']]);
  });
});

describe('a comparison that leaves out what looks like a secret in the URL', () => {
  test.each([401, 403, 404, 410])('counts as answered with %i where the site itself says so', (status) => {
    const of = way({ id: 'w2', purpose: 'variation', leg: DIRECT });
    const [view] = waysOf(caseOf([exchange(of, reply(status))]));
    expect(view && siteAnswers(view)).toBe(true);
  });

  test('does not count as answered where a proxy may have said it', () => {
    const of = way({ id: 'w2', purpose: 'variation', leg: PROXY, url: 'http://site.example/' });
    const [view] = waysOf(caseOf([exchange(of, reply(403))]));
    expect(view && siteAnswers(view)).toBe(false);
  });
});

describe('a proxy that another source names, where nothing gets out directly', () => {
  const other = way({ id: 'w2', purpose: 'variation', leg: PROXY });
  const named: Fact = {
    probe: 'settings.read',
    source: 'gnome',
    state: 'read',
    from: 'org.gnome.system.proxy',
    route: [PROXY],
    bypassed: false,
  };
  const nothingOut = [resolved(DIRECT), named, connect(way(), 'timed-out'), NETWORK];

  test('is what is missing, without certainty, where it takes connections and owes its answer', () => {
    const { code, confidence, details } = verdictOn([...nothingOut, connect(other), connectAnswer(other, 'timed-out')]);
    expect([code, confidence, details.missing]).toEqual(['settings.proxy-missing', 0.6, ['proxy-answer']]);
  });

  test('is not what is missing where it takes no connection', () => {
    expect(verdictOn([...nothingOut, connect(other, 'timed-out')]).code).not.toBe('settings.proxy-missing');
  });
});
