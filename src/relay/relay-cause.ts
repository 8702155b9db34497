/** What the relay saw, as a cause code; and the status of the page that tells it. */
import type { Failure } from '../observation/failure.ts';
import type { PacProblem } from '../pac/pac-problem.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { SocksEnd } from './socks-upstream.ts';
import type { UpstreamLayer } from './open-upstream.ts';

/** Returns the cause for a leg that could not be opened. */
export function causeOfOpening(
  failed: { readonly at: UpstreamLayer; readonly failure: Failure | null; readonly socks?: SocksEnd },
  to: 'proxy' | 'site',
): CauseCode {
  if (failed.socks !== undefined) return causeOfSocks(failed.socks);
  const kind = failed.failure?.kind ?? 'unclassified';
  if (failed.at === 'dns') {
    if (kind !== 'name-not-found' && kind !== 'no-address') return 'dns.resolver-unreachable';
    return to === 'proxy' ? 'dns.proxy-name-not-found' : 'site.name-not-found';
  }
  if (failed.at === 'tls') {
    if (kind === 'certificate-rejected') return 'proxy.tls-untrusted';
    return kind === 'timed-out' ? 'proxy.no-response' : 'settings.proxy-type-wrong';
  }
  if (kind === 'permission-denied') return 'firewall.local-block';
  if (kind === 'prohibited') return 'firewall.network-block';
  if (kind === 'connection-refused') return to === 'proxy' ? 'proxy.down' : 'site.port-closed';
  return to === 'proxy' ? 'proxy.unreachable' : 'site.unreachable';
}

/** Replies of RFC 1928 section 6 and of SOCKS4 (91 to 93). */
function causeOfSocks(end: SocksEnd): CauseCode {
  switch (end.is) {
    case 'not-signed-in':
      return end.cause;
    case 'scheme-unsupported':
      return 'proxy.auth-scheme-unsupported';
    case 'said-no':
      if (end.code === 2) return 'proxy.access-denied';
      if (end.code === 5) return 'site.port-closed';
      return end.code === 7 || end.code === 8 ? 'proxy.connect-not-supported' : 'site.unreachable-from-proxy';
    case 'open':
    case 'failed':
      return causeOfSilence(end.is === 'failed' ? end.failure : null, 'proxy');
  }
}

/** Returns the cause for a connection that stood and then gave no usable answer. */
export function causeOfSilence(failure: Failure | null, from: 'proxy' | 'site'): CauseCode {
  if (from === 'site') return 'site.unreachable';
  if (failure?.kind === 'malformed-reply') return 'proxy.malformed-reply';
  return failure?.kind === 'timed-out' ? 'proxy.no-response' : 'proxy.drops-connection';
}

/** Returns the cause for a script that gave no route. */
export function causeOfPac({ kind }: Pick<PacProblem, 'kind'>): CauseCode {
  return kind === 'unreachable' || kind === 'nothing-found' ? 'settings.pac-unreachable' : 'settings.pac-invalid';
}

const TIMED_OUT: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'proxy.no-response',
  'proxy.unreachable',
  'site.unreachable',
  'site.unreachable-from-proxy',
  'dns.resolver-unreachable',
]);

/** Returns 504 where an answer was waited for, 502 where there was none to wait for (RFC 9110 section 15.6). */
export function statusOfCause(cause: CauseCode): number {
  return TIMED_OUT.has(cause) ? 504 : 502;
}
