/** Speaks TLS to a site over a connection that leads there; a chain that is not trusted ends it before anything is sent. */
import { isIP } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { DEADLINES } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { failureOf } from '../probe/failure.ts';
import { Inlet } from '../relay/inlet.ts';
import { closeLink, unsigned, type UpstreamLink } from '../relay/upstream-link.ts';
import type { SiteSessions } from './site-sessions.ts';

export type Secured =
  | { readonly link: UpstreamLink; readonly failure: null }
  /** `issuer`: who signed the certificate that was not trusted; empty where none came. */
  | { readonly link: null; readonly failure: Failure; readonly issuer: string };

/** What a site is greeted with. */
interface Greeting {
  readonly host: string;
  readonly place: string;
  readonly secureContext: SecureContext;
  readonly sessions: SiteSessions;
}

/** Returns the secured connection under the name `place`; the one below belongs to it from now on. */
export async function secureLink(below: UpstreamLink, to: Greeting): Promise<Secured> {
  const found = to.sessions.find(to.place);
  const session = found instanceof Promise ? await found : found;
  if (below.inlet.socket.destroyed) return { link: null, failure: { kind: 'closed-early' }, issuer: '' };
  return greet(below, to, session);
}

function greet(below: UpstreamLink, to: Greeting, session: Buffer | null): Promise<Secured> {
  return new Promise((resolve) => {
    // The library takes the bytes off the socket by itself. What came before our greeting is no TLS, so that it may go.
    below.inlet.detach();
    const socket = connectTls({
      socket: below.inlet.socket,
      secureContext: to.secureContext,
      host: to.host,
      // RFC 6066 section 3: no address literals in server_name.
      ...(isIP(to.host) === 0 ? { servername: to.host } : {}),
      ALPNProtocols: ['http/1.1'],
      ...(session === null ? {} : { session }),
      // Its own word on the chain is read below: who signed it tells an inspecting proxy from a bad site.
      rejectUnauthorized: false,
    });
    const fail = (failure: Failure, issuer = ''): void => {
      clearTimeout(timer);
      to.sessions.noneFrom(to.place);
      socket.destroy();
      closeLink(below);
      resolve({ link: null, failure, issuer });
    };
    const timer = setTimeout(() => {
      fail({ kind: 'timed-out', code: 'ETIMEDOUT' });
    }, DEADLINES.tlsHandshake.ms);
    if (session === null) keepSession(socket, to);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      if (!socket.authorized) {
        fail({ kind: 'certificate-rejected', code: String(socket.authorizationError) }, issuerOf(socket));
        return;
      }
      resolve({
        link: { inlet: new Inlet(socket), place: to.place, peerCertificate: null, signIn: unsigned(), isReused: false },
        failure: null,
      });
    });
    socket.on('error', (error) => {
      fail(failureOf(error));
    });
    // The one below has no listener for its errors any more, and they end the one above.
    below.inlet.socket.on('error', () => undefined);
    socket.once('close', () => {
      fail({ kind: 'closed-early' });
    });
  });
}

/** Only of a chain that is trusted: what goes on with a session is not checked again. */
function keepSession(socket: TLSSocket, { place, sessions }: Greeting): void {
  socket.on('session', (session: Buffer) => {
    // From TLS 1.3 on it comes behind the handshake, and up to 1.2 within.
    if (socket.authorized) sessions.keep(place, session);
    else
      socket.once('secureConnect', () => {
        if (socket.authorized) sessions.keep(place, session);
      });
  });
}

/** The text is only ever compared. */
function issuerOf(socket: TLSSocket): string {
  return JSON.stringify(socket.getPeerCertificate(false).issuer).slice(0, 1_000);
}
