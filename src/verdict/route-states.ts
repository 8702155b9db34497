/** The state of each hop for the route picture, from the same facts as the verdict. */
import { HOPS, type Hop } from '../observation/hop.ts';
import type { HopState } from '../observation/observation.ts';
import type { Case } from './case.ts';
import { pathOf, type Path } from './path.ts';
import { isVpn } from './rules/vpn.ts';
import type { Finding } from './verdict.ts';
import { observed } from './ways.ts';

type State = HopState['state'];

/** Returns all eight hops in order. */
export function routeStates(facts: Case, main: Finding, alsoFound: readonly Finding[]): readonly HopState[] {
  const path = pathOf(facts);
  return HOPS.map((hop) => {
    if (main.hop === hop) return { hop, state: 'failed' };
    const seen = seenState(facts, path, hop);
    const isDegraded = seen === 'ok' && alsoFound.some((finding) => finding.hop === hop && finding.fixer.length > 0);
    return { hop, state: isDegraded ? 'degraded' : seen };
  });
}

function seenState(facts: Case, path: Path, hop: Hop): State {
  switch (hop) {
    case 'device':
      return deviceState(facts, path);
    case 'settings':
      return path.resolved === undefined ? 'unknown' : path.resolved.route.length > 0 ? 'ok' : 'unknown';
    case 'vpn':
      return vpnState(facts, path);
    case 'firewall':
      return connected(path) ? 'ok' : 'unknown';
    case 'dns':
      return dnsState(facts, path);
    case 'proxy':
      return proxyState(path);
    case 'tls':
      return tlsState(path);
    case 'site':
      return path.end.at === 'reply' && path.end.status < 400 ? 'ok' : 'unknown';
  }
}

function connected(path: Path): boolean {
  return path.main?.connects.some((connect) => connect.failure === null) === true;
}

function deviceState(facts: Case, path: Path): State {
  if (connected(path)) return 'ok';
  const refused = path.main?.connects.some((connect) => connect.failure?.kind === 'connection-refused') === true;
  if (refused) return 'ok';
  const network = observed(facts, 'device.network').at(-1);
  if (!network || network.unreadable !== undefined) return 'unknown';
  return network.interfaces.some((item) => item.isUp && item.kind !== 'loopback') ? 'ok' : 'unknown';
}

function vpnState(facts: Case, path: Path): State {
  const network = observed(facts, 'device.network').at(-1);
  if (!network || network.unreadable !== undefined) return 'unknown';
  if (!network.interfaces.some((item) => isVpn(item) && item.isUp)) return 'skipped';
  return connected(path) ? 'ok' : 'unknown';
}

function dnsState(facts: Case, path: Path): State {
  const host = path.proxy?.host ?? new URL(path.url).hostname;
  const lookup = observed(facts, 'dns.lookup').findLast((item) => item.name === host);
  // "no such name" is an answer: then name resolution works, and the fault is elsewhere
  const answered = lookup?.failure?.kind === 'name-not-found' || lookup?.failure?.kind === 'no-address';
  if (lookup) return lookup.failure === null || answered ? 'ok' : 'unknown';
  return connected(path) || path.end.at === 'connect' ? 'skipped' : 'unknown';
}

function proxyState(path: Path): State {
  if (!path.proxy) return path.resolved && path.resolved.route.length > 0 ? 'skipped' : 'unknown';
  switch (path.end.at) {
    case 'reply':
      return 'ok';
    case 'site-tls':
      return 'ok';
    case 'exchange':
      return path.end.exchange.inTunnel ? 'ok' : 'unknown';
    default:
      return 'unknown';
  }
}

function tlsState(path: Path): State {
  if (path.url.startsWith('http:')) return 'skipped';
  const tls = path.main?.tls.findLast((item) => item.with === 'site');
  if (!tls) return 'unknown';
  return tls.failure === null && tls.trusted ? 'ok' : 'unknown';
}
