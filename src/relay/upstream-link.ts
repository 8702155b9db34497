/** One connection to a proxy or a site, with what has been signed on it. */
import type { SignIn } from '../auth/sign-in.ts';
import type { Secret } from '../base/secret.ts';
import type { Inlet } from './inlet.ts';

/** Where somebody listens: a host as canonical text (IPv6 without brackets) and a port. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** How far the sign-in of a connection has come. It belongs to one person and one proxy, and dies with the connection. */
export interface LinkSignIn {
  /** Underway or, for Digest, ready to sign again; `null` before the first challenge. */
  signIn: SignIn | null;
  /** NTLM or Negotiate was accepted: nothing more is to be sent on this connection. */
  isDone: boolean;
  /** Made in answer to the last challenge, not yet sent. */
  next: Secret | null;
  /** The credentials that it was begun with, counted (see `ProxyAccess`). */
  generation: number;
}

export interface UpstreamLink {
  readonly inlet: Inlet;
  /** Where it leads: connections with the same place can stand for each other. */
  readonly place: string;
  /** DER of the proxy's certificate where the connection to it is TLS (channel binding). */
  readonly peerCertificate: Uint8Array | null;
  signIn: LinkSignIn;
  /** Something has been answered on it before. */
  isReused: boolean;
}

/** Returns the sign-in of a connection on which nothing has been signed. */
export function unsigned(): LinkSignIn {
  return { signIn: null, isDone: false, next: null, generation: 0 };
}

/** Ends a connection at once. */
export function closeLink(link: UpstreamLink): void {
  link.inlet.socket.destroy();
}
