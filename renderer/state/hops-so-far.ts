/** The route picture while facts arrive: what each of them says of its hop, until the verdict says it for good. */
import { HOPS } from '../../src/observation/hop.ts';
import type { Hop } from '../../src/observation/hop.ts';
import type { HopState, Observation } from '../../src/observation/observation.ts';

export type HopLook = HopState['state'] | 'running';

export interface HopPicture {
  readonly hop: Hop;
  readonly state: HopLook;
}

/** The hop that a probe looks at; `null` for bookkeeping. */
export function hopOfProbe(probe: string, observation?: Observation): Hop | null {
  switch (probe) {
    case 'device.network':
    case 'device.route-to':
    case 'quality.connects':
      return 'device';
    case 'settings.read':
    case 'route.resolve':
    case 'wpad.look-up':
    case 'credentials.look-up':
      return 'settings';
    case 'vpn.connections':
      return 'vpn';
    case 'firewall.rules':
      return 'firewall';
    case 'dns.lookup':
      return 'dns';
    case 'tcp.connect':
      return observation?.probe === 'tcp.connect' && observation.to === 'site' ? 'site' : 'proxy';
    case 'proxy.handshake':
    case 'proxy.kind':
    case 'proxy.requests':
    case 'proxy.keep-alive':
    case 'host.ports':
    case 'host.ping':
      return 'proxy';
    case 'tls.handshake':
      return 'tls';
    case 'http.exchange':
    case 'way':
      return 'site';
    default:
      return null;
  }
}

/** Returns all eight hops in order with what is known of them. */
export function hopsSoFar(known: {
  readonly phase: string;
  /** The verdict's own picture, which replaces all guesses. */
  readonly route: readonly HopState[] | null;
  readonly observations: readonly Observation[];
  readonly steps: readonly { readonly probe: string }[];
}): readonly HopPicture[] {
  if (known.route !== null) {
    const final = new Map(known.route.map((one) => [one.hop, one.state]));
    return HOPS.map((hop) => ({ hop, state: final.get(hop) ?? 'unknown' }));
  }
  const seen = new Map<Hop, HopLook>();
  for (const observation of known.observations) {
    const hop = hopOfProbe(observation.probe, observation);
    if (hop === null || !isAboutTarget(observation)) continue;
    // A failure in passing is amber: only the verdict calls a hop broken.
    if (seen.get(hop) !== 'degraded') seen.set(hop, isFine(observation) ? 'ok' : 'degraded');
  }
  if (known.phase === 'running') {
    for (const step of known.steps) {
      const hop = hopOfProbe(step.probe);
      // A connection that stands is no answer yet: while something runs there, it is not called good.
      if (hop !== null && seen.get(hop) !== 'degraded') seen.set(hop, 'running');
    }
  }
  return HOPS.map((hop) => ({ hop, state: seen.get(hop) ?? 'unknown' }));
}

/** Control sites, the direct way, and a name that may offer a script are looked at beside the way itself. */
function isAboutTarget(observation: Observation): boolean {
  if (observation.probe === 'dns.lookup') return observation.role === 'proxy' || observation.role === 'target';
  if (observation.probe === 'route.resolve') return observation.purpose === undefined;
  return !('way' in observation) || observation.way.purpose === 'target';
}

/** Whether the operation succeeded, and the answer is one that lets the next hop be reached. */
export function isFine(observation: Observation): boolean {
  if ('failure' in observation && observation.failure !== null) return false;
  switch (observation.probe) {
    case 'device.network':
      return observation.interfaces.some((one) => one.isUp && one.kind !== 'loopback');
    case 'route.resolve':
      return observation.route.length > 0;
    case 'proxy.handshake':
      return observation.reply === null || (observation.reply.status >= 200 && observation.reply.status < 300);
    case 'tls.handshake':
      return observation.trusted;
    case 'http.exchange':
      return observation.reply !== null && observation.reply.status < 400;
    case 'firewall.rules':
      return observation.matching.every((one) => one.verdict === 'accept');
    case 'credentials.look-up':
      return observation.problem === undefined;
    default:
      return true;
  }
}
