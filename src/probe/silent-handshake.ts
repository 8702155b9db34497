/** What a handshake with a proxy becomes where the proxy says nothing. */
import type { Fact } from '../observation/observation.ts';
import { NO_SIGN_IN } from './ask-proxy.ts';
import { siteAuthority, type Trip } from './trip.ts';

type Handshake = Extract<Fact, { readonly probe: 'proxy.handshake' }>;

/** The fact that a handshake leaves where the proxy says nothing. */
export function silentHandshake(trip: Trip, method: Handshake['method']): Handshake {
  return {
    probe: 'proxy.handshake',
    way: trip.way,
    method,
    authority: siteAuthority(trip.url),
    failure: { kind: 'timed-out' },
    reply: null,
    signIn: NO_SIGN_IN,
    firstBytes: '',
    bytesReceived: 0,
  };
}
