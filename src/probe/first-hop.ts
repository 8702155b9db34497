/** Opens the connection to the first hop of a way: the site itself, or the proxy with TLS where the leg says so. */
import type { Failure } from '../observation/failure.ts';
import type { Way } from '../observation/observation.ts';
import { connectFirst } from './connect.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { hostOf, portOf } from './http-request.ts';
import type { ProbeRun } from './probe-run.ts';
import { handshakeTls } from './tls-handshake.ts';
import { Wire } from './wire.ts';

/** Where a way stopped, for those who decide whether another leg is tried. */
export type Layer = 'dns' | 'tcp' | 'proxy-tls' | 'handshake' | 'site-tls' | 'http';

export interface Hop1 {
  readonly wire: Wire;
  /** DER of the proxy's certificate where the connection to it is TLS (channel binding). */
  readonly peerCertificate: Buffer | null;
}

export type FirstHop =
  | { readonly hop: Hop1; readonly failure: null; readonly at: Layer }
  | { readonly hop: null; readonly failure: Failure; readonly at: Layer };

/** Looks up, connects and, for an `https` proxy, makes its TLS; every layer leaves its observation. */
export async function openFirstHop(run: ProbeRun, way: Way): Promise<FirstHop> {
  const { leg } = way;
  const url = new URL(way.url);
  const place =
    leg.kind === 'direct'
      ? ({ to: 'site', host: hostOf(url), port: portOf(url) } as const)
      : ({ to: 'proxy', host: leg.host, port: leg.port } as const);
  const role = place.to === 'proxy' ? 'proxy' : way.purpose;
  const found = await lookUpAddresses(run, { name: place.host, role, way });
  const [first, ...others] = found.addresses;
  if (first === undefined) return { hop: null, failure: found.failure ?? { kind: 'no-address' }, at: 'dns' };
  const connected = await connectFirst(run, { way, ...place, addresses: [first, ...others] });
  if (connected.failure !== null) return { hop: null, failure: connected.failure, at: 'tcp' };
  const wire = new Wire(connected.socket);
  if (leg.kind !== 'https') return { hop: { wire, peerCertificate: null }, failure: null, at: 'tcp' };
  const secured = await handshakeTls(run, { way, with: 'proxy', serverName: leg.host, wire });
  if (secured.failure !== null) {
    wire.close();
    return { hop: null, failure: secured.failure, at: 'proxy-tls' };
  }
  return { hop: { wire: secured.wire, peerCertificate: secured.peerCertificate }, failure: null, at: 'proxy-tls' };
}
