import type { Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';

/** Why the operating system could not make a Negotiate token. */
export type NegotiateProblem =
  'no-library' | 'no-ticket' | 'ticket-expired' | 'no-service-principal' | 'clock-skew' | 'bad-challenge';

/** One security context: tokens go in and out until the peer is satisfied (RFC 4559, RFC 4178). */
export interface NegotiateContext {
  /** Takes the peer's token (base64, empty at first) and returns ours (base64, empty where nothing more is to be said). */
  step(peerToken: string): Promise<Result<Secret, NegotiateProblem>>;
}

/** Kerberos or SSPI of the operating system, signing in as the person who is logged on. */
export interface NegotiateProvider {
  /** @param service the host whose service principal `HTTP/<host>` is wanted */
  begin(service: { readonly host: string }): Promise<Result<NegotiateContext, NegotiateProblem>>;
}
