/** Causes in name resolution: as a whole, or for the proxy's name (RFC 9499 for the words). */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { ends, everyConnect, pathOf, SILENT, type Path } from '../path.ts';
import { isLoopback } from '../../settings/canonical-host.ts';
import type { FailureKind } from '../../observation/failure.ts';
import type { ProbeRequest } from '../../observation/probe-request.ts';
import type { Answer, Rule } from '../rule.ts';
import type { ProxyServer } from '../../settings/proxy-server.ts';
import { failedFetch } from '../script-trouble.ts';
import { lookupsOf, observed, type Lookup } from '../ways.ts';
import { mayBeOtherService } from './proxy-connection.ts';

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
    if (path.end.at === 'name') return judgeResolver(facts, path.end.lookup);
    return scriptResolver(facts) ?? fails('name-resolved', ...ends(path), failedFetch(facts) ?? undefined);
  },
};

/** One name could not be resolved: whether none can. */
function judgeResolver(facts: Case, failed: Lookup): Answer {
  if (!isNoResolver(failed)) return knowsNoName(facts, failed) ?? fails('other-names-resolve', failed);
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
}

/**
 * A resolver that says of every name that it does not exist, the best-known ones included. A closed network does so as
 * well, and then the name may simply be wrong: both are told.
 */
function knowsNoName(facts: Case, failed: Lookup): Answer | null {
  if (failed.failure?.kind !== 'name-not-found' || failed.way?.leg.kind !== 'direct') return null;
  const question = ask(facts, ...controlLookups(facts));
  if (question) return question;
  const names = controlNames(facts);
  const unknown = lookupsOf(facts).filter(
    (lookup) => names.includes(lookup.name) && lookup.failure?.kind === 'name-not-found',
  );
  const isAll = names.length > 1 && names.every((name) => unknown.some((lookup) => lookup.name === name));
  return isAll ? holds(0.7, [failed, ...unknown], { missing: ['control-site'] }) : null;
}

/** How a fetch ends whose server's name can't be looked up; the wait for a mute resolver is cut by the fetch's own. */
const MAY_BE_NAMELESS: readonly FailureKind[] = ['name-server-failed', 'timed-out'];

/** What a script that could not even be asked for says of the resolver; `null` where its server's name was not what failed. */
export function scriptResolver(facts: Case): Answer | null {
  const fetch = failedFetch(facts);
  if (fetch === null || !MAY_BE_NAMELESS.some((kind) => kind === fetch.failure?.kind)) return null;
  if (!isName(new URL(fetch.url).hostname)) return null;
  const question = ask(facts, ...controlLookups(facts));
  if (question) return question;
  const names = lookupsOf(facts);
  const answered = names.find((lookup) => !isNoResolver(lookup));
  if (answered) return fails('other-names-resolve', answered);
  if (names.length === 0) return null;
  // A server that is silent by itself would look the same: the resolver is the nearer fault.
  return holds(fetch.failure?.kind === 'timed-out' ? 0.85 : 0.95, [fetch, ...names]);
}

/** A name that can't exist (RFC 6761 §6.4): who has an address for it has one for every name. */
const NO_SUCH_NAME = 'no-such-name.throughway.invalid';

/**
 * Returns the look-up by which a resolver showed that it makes addresses up, or gave nobody's, where the way went to such an
 * address; `null` where it did not.
 */
export function madeUpAddress(facts: Case, path: Path, host: string): Answer | Lookup | null {
  const connects = path.main?.connects ?? [];
  // Who answers for every name is there to show a page: silence is something else.
  if (connects.length === 0 || everyConnect(connects, SILENT) || !isName(host) || isLoopback(host)) return null;
  const nobody = lookupsOf(facts).find((lookup) => lookup.name === host && lookup.server === undefined);
  if (nobody && connects.every((connect) => isNobody(connect.address))) return nobody;
  const question = ask(facts, { probe: 'dns.lookup', name: NO_SUCH_NAME, role: 'variation' });
  if (question) return question;
  const made = lookupsOf(facts).find((lookup) => lookup.name === NO_SUCH_NAME);
  return made && connects.every((connect) => made.addresses.includes(connect.address)) ? made : null;
}

/** The unspecified address, which resolvers with lists of blocked names give instead of "does not exist" (RFC 1122 §3.2.1.3, RFC 4291 §2.5.2). */
function isNobody(address: string): boolean {
  return /^(0\.0\.0\.0|::)$/.test(address);
}

function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host);
}

/** The proxy's name has only the address that every unknown name gets, and no proxy is there. */
function proxyNameMadeUp(facts: Case, path: Path, proxy: ProxyServer): Answer {
  const isNobody = (path.end.at === 'connect' && path.end.to === 'proxy') || mayBeOtherService(path);
  const [first, ...rest] = ends(path);
  const made = isNobody && first ? madeUpAddress(facts, path, proxy.host) : null;
  if (made === null || !first) return fails('name-resolved', ...ends(path));
  if ('is' in made) return made;
  return holds(0.88, [made, first, ...rest], {
    proxyHost: proxy.host,
    proxyPort: proxy.port,
    ...(path.resolved ? { source: path.resolved.source } : {}),
  });
}

/** Whether the name server itself gave nothing, or said that it can't or won't. */
export function isNoResolver(lookup: Lookup): boolean {
  const { failure } = lookup;
  return failure !== null && NO_RESOLVER.includes(failure.kind);
}

const proxyNameNotFound: Rule = {
  code: 'dns.proxy-name-not-found',
  judge: (facts): Answer => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'name') return proxyNameMadeUp(facts, path, path.proxy);
    if (path.end.of !== 'proxy') return fails('name-resolved', ...ends(path));
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
