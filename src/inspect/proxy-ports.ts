/** Which ports a proxy lets tunnels through to (RFC 9110 section 9.3.6). */
import type { Observation, ObservationId, ObservationOf } from '../observation/observation.ts';

/** Asked for politely: the web, what else is done in TLS, and three that a proxy should keep closed. */
export const INSPECTED_PORTS: readonly number[] = [443, 8443, 563, 80, 22, 25];

/** Ports on which nothing but TLS is expected. */
const TLS_PORTS: readonly number[] = [443, 563, 8443];

/**
 * `open`: a tunnel was made. `tried`: the proxy went there and found nobody, so it allows the port. `refused`: it does not
 * go there. `silent`: no answer in time. `sign-in`: it wants a sign-in first. `failed`: the connection broke.
 */
export type PortOutcome = 'open' | 'tried' | 'refused' | 'silent' | 'sign-in' | 'failed';

export interface PortView {
  readonly host: string;
  readonly port: number;
  readonly outcome: PortOutcome;
  readonly status: number | null;
  readonly tookMs: number;
  readonly evidence: ObservationId;
}

/** Returns the outcome of every tunnel that was asked for, in order. */
export function portsOf(observations: readonly Observation[]): readonly PortView[] {
  return observations
    .filter(
      (one): one is ObservationOf<'proxy.handshake'> =>
        one.probe === 'proxy.handshake' && one.way.variation === 'tunnel',
    )
    .map((one) => {
      const at = one.authority.lastIndexOf(':');
      return {
        host: one.authority.slice(0, at).replace(/^\[|\]$/g, ''),
        port: Number(one.authority.slice(at + 1)),
        outcome: outcomeOf(one),
        status: one.reply?.status ?? null,
        tookMs: one.tookMs,
        evidence: one.id,
      };
    });
}

/** Ports that tunnels should not reach, and do. */
export function openToMuch(ports: readonly PortView[]): readonly PortView[] {
  return ports.filter(({ port, outcome }) => !TLS_PORTS.includes(port) && (outcome === 'open' || outcome === 'tried'));
}

function outcomeOf({ reply, failure, socks }: ObservationOf<'proxy.handshake'>): PortOutcome {
  if (reply !== null) return byStatus(reply.status);
  if (socks?.reply !== undefined) return bySocks(socks.reply);
  if (failure?.kind === 'timed-out') return 'silent';
  return failure === null ? 'open' : 'failed';
}

function byStatus(status: number): PortOutcome {
  if (status >= 200 && status < 300) return 'open';
  if (status === 407 || status === 401) return 'sign-in';
  // Gateways say 502, 503 or 504 once they went there; tinyproxy and some others say 500.
  return status >= 500 && status !== 501 ? 'tried' : 'refused';
}

/** RFC 1928 section 6; 90 and 91 are SOCKS 4, which does not tell a rule from a failure. */
function bySocks(code: number): PortOutcome {
  if (code === 0 || code === 90) return 'open';
  return code === 2 || code === 91 ? 'refused' : 'tried';
}
