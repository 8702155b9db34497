/** Causes in name resolution: as a whole, or for the proxy's name (RFC 9499 for the words). */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { ends, pathOf } from '../path.ts';
import type { FailureKind } from '../../observation/failure.ts';
import type { ProbeRequest } from '../../observation/probe-request.ts';
import type { Answer, Rule } from '../rule.ts';
import { lookupsOf, observed, type Lookup } from '../ways.ts';

/** The resolver itself gave nothing, or said that it can't or won't. */
const NO_RESOLVER: readonly FailureKind[] = [
  'timed-out',
  'name-server-failed',
  'name-server-refused',
  'network-unreachable',
  'connection-refused',
  'host-unreachable',
];

/** Names that exist whoever asks: what the control sites are called, and two roots of the name tree. */
function controlNames(facts: Case): readonly string[] {
  const names = observed(facts, 'run.start').flatMap((start) => start.controlUrls.map((url) => new URL(url).hostname));
  return [...new Set(names)].filter((name) => name !== facts.target.host && !/^[\d.]+$|^\[/.test(name)).slice(0, 3);
}

export function controlLookups(facts: Case): readonly ProbeRequest[] {
  return controlNames(facts).map((name) => ({ probe: 'dns.lookup', name, role: 'control' }));
}

const resolverUnreachable: Rule = {
  code: 'dns.resolver-unreachable',
  judge: (facts) => {
    const path = pathOf(facts);
    const failed = path.end.at === 'name' ? path.end.lookup : undefined;
    if (!failed) return fails('name-resolved', ...ends(path));
    if (!isNoResolver(failed)) return fails('other-names-resolve', failed);
    const question = ask(facts, ...controlLookups(facts));
    if (question) return question;
    const others = lookupsOf(facts).filter((lookup) => lookup.name !== failed.name);
    const answered = others.find((lookup) => !isNoResolver(lookup));
    if (answered) return fails('other-names-resolve', answered);
    const network = observed(facts, 'device.network').at(-1);
    return holds(
      others.length > 0 ? 0.95 : 0.75,
      [failed, ...others, network],
      others.length > 0 ? {} : { missing: ['control-site'] },
    );
  },
};

function isNoResolver(lookup: Lookup): boolean {
  const { failure } = lookup;
  return failure !== null && NO_RESOLVER.includes(failure.kind);
}

const proxyNameNotFound: Rule = {
  code: 'dns.proxy-name-not-found',
  judge: (facts): Answer => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'name' || path.end.of !== 'proxy') return fails('name-resolved', ...ends(path));
    const { lookup } = path.end;
    const question = ask(facts, ...controlLookups(facts));
    if (question) return question;
    const others = lookupsOf(facts).filter((other) => other.name !== lookup.name);
    const resolved = others.find((other) => other.failure === null);
    const saysNo = lookup.failure?.kind === 'name-not-found' || lookup.failure?.kind === 'no-address';
    if (!saysNo && !others.some((other) => !isNoResolver(other))) return fails('no-name-resolves', lookup, ...others);
    return holds(saysNo ? (resolved ? 0.97 : 0.9) : 0.8, [lookup, resolved], {
      proxyHost: path.proxy.host,
      proxyPort: path.proxy.port,
      ...(path.resolved ? { source: path.resolved.source } : {}),
    });
  },
};

export const dnsRules: readonly Rule[] = [resolverUnreachable, proxyNameNotFound];
