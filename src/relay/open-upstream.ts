/** Opens a connection along one leg: to the site itself, to an HTTP proxy (with TLS for `https`), or through SOCKS. */
import { isIP, Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { DEADLINES } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { failureOf } from '../probe/failure.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { Inlet } from './inlet.ts';
import { RELAY_LIMITS } from './limits.ts';
import { ReadCell } from './read-cell.ts';
import { speakSocks, type SocksEnd, type SocksSignIn } from './socks-upstream.ts';
import { unsigned, type Place, type UpstreamLink } from './upstream-link.ts';

/** The layer at which a leg failed. */
export type UpstreamLayer = 'dns' | 'tcp' | 'tls' | 'socks';

export type OpenedUpstream =
  | { readonly link: UpstreamLink; readonly failure: null }
  | {
      readonly link: null;
      readonly at: UpstreamLayer;
      readonly failure: Failure | null;
      /** What a SOCKS proxy said, where it said no. */
      readonly socks?: SocksEnd;
    };

/** What opening a connection takes. */
export interface UpstreamTools {
  /** Trust for proxies that are spoken to over TLS; made once. */
  readonly secureContext: () => Promise<SecureContext>;
  /** The sign-in of a SOCKS5 proxy that asks for one, and what became of it. */
  readonly socksSignIn: (proxy: Place) => SocksSignIn;
}

/** Returns the key of the connections that can stand for each other. */
export function placeOf(leg: Leg, to: Place): string {
  const target = `${to.host}:${String(to.port)}`;
  if (leg.kind === 'direct') return `direct ${target}`;
  const proxy = `${leg.kind} ${leg.host}:${String(leg.port)}`;
  return leg.kind === 'http' || leg.kind === 'https' ? proxy : `${proxy} ${target}`;
}

/** Opens a new connection; never throws. */
export async function openUpstream(leg: Leg, to: Place, tools: UpstreamTools): Promise<OpenedUpstream> {
  const first = leg.kind === 'direct' ? to : leg;
  // TLS takes the bytes off the socket by itself.
  const cell = leg.kind === 'https' ? null : new ReadCell();
  const opened = await openSocket(first, cell);
  if (opened.socket === null) return { link: null, at: opened.at, failure: opened.failure };
  const place = placeOf(leg, to);
  if (leg.kind === 'https') {
    const secured = await secure(opened.socket, leg.host, await tools.secureContext());
    if (secured.socket === null) return { link: null, at: 'tls', failure: secured.failure };
    const { socket, peerCertificate } = secured;
    return {
      link: { inlet: new Inlet(socket), place, peerCertificate, signIn: unsigned(), isReused: false },
      failure: null,
    };
  }
  const link: UpstreamLink = {
    inlet: new Inlet(opened.socket, cell),
    place,
    peerCertificate: null,
    signIn: unsigned(),
    isReused: false,
  };
  if (leg.kind !== 'socks5' && leg.kind !== 'socks4') return { link, failure: null };
  const end = await speakSocks(link.inlet, { version: leg.kind, to, signIn: () => tools.socksSignIn(leg) });
  if (end.is === 'open') return { link, failure: null };
  opened.socket.destroy();
  return { link: null, at: 'socks', failure: end.is === 'failed' ? end.failure : null, socks: end };
}

/** How long one of several addresses is tried alone before the next one (RFC 8305 section 5 allows up to 2 s). */
const NEXT_ADDRESS_AFTER_MS = 1_000;

/**
 * A socket sets the last three itself in a copy of its options; where the keys are there already, the engine makes the copy
 * in one step, and the socket in a twentieth of the time.
 */
function makeSocket(cell: ReadCell | null): Socket {
  const options = {
    noDelay: true,
    allowHalfOpen: true,
    highWaterMark: RELAY_LIMITS.readAheadBytes,
    onread: cell?.onread,
    emitClose: false,
    autoDestroy: true,
    decodeStrings: false,
  };
  return new Socket(options);
}

type OpenedSocket =
  | { readonly socket: Socket; readonly failure: null }
  | { readonly socket: null; readonly failure: Failure; readonly at: 'dns' | 'tcp' };

function openSocket({ host, port }: Place, cell: ReadCell | null): Promise<OpenedSocket> {
  return new Promise((resolve) => {
    const socket = makeSocket(cell);
    socket.connect({ host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve({ socket: null, failure: { kind: 'timed-out', code: 'ETIMEDOUT' }, at: 'tcp' });
    }, DEADLINES.relayConnect.ms);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve({ socket, failure: null });
    });
    // Stays for the socket's whole life: an error without a listener would end the program.
    socket.on('error', (error) => {
      clearTimeout(timer);
      const failure = failureOf(error);
      const isName = failure.kind.startsWith('name-') || failure.kind === 'no-address';
      resolve({ socket: null, failure, at: isName ? 'dns' : 'tcp' });
    });
  });
}

type Secured =
  | { readonly socket: Socket; readonly peerCertificate: Uint8Array | null; readonly failure: null }
  | { readonly socket: null; readonly failure: Failure };

function secure(below: Socket, host: string, secureContext: SecureContext): Promise<Secured> {
  return new Promise((resolve) => {
    const socket = connectTls({
      socket: below,
      secureContext,
      host,
      // RFC 6066 section 3: no address literals in server_name.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ['http/1.1'],
    });
    const fail = (failure: Failure): void => {
      clearTimeout(timer);
      socket.destroy();
      below.destroy();
      resolve({ socket: null, failure });
    };
    const timer = setTimeout(() => {
      fail({ kind: 'timed-out', code: 'ETIMEDOUT' });
    }, DEADLINES.tlsHandshake.ms);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      const { raw } = socket.getPeerCertificate(false);
      resolve({ socket, peerCertificate: raw instanceof Uint8Array ? raw : null, failure: null });
    });
    socket.on('error', (error) => {
      fail(failureOf(error));
    });
    socket.once('close', () => {
      fail({ kind: 'closed-early' });
    });
  });
}
