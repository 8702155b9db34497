import type { Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import type { ChallengeFact, UnusableScheme } from '../observation/observation.ts';
import type { Credentials } from './credentials.ts';

/** What a scheme needs to know of the request and the connection it signs. */
export interface SignInContext {
  readonly method: string;
  /** As it stands in the request line: authority-form for CONNECT, absolute-form to a proxy, origin-form to a site. */
  readonly requestUri: string;
  /** Whom we sign in to. */
  readonly host: string;
  readonly port: number;
  readonly to: 'proxy' | 'site';
  /** DER of the peer's TLS certificate where the connection to it is TLS: channel binding (RFC 5929 tls-server-end-point). */
  readonly peerCertificate?: Uint8Array;
  readonly body?: Uint8Array;
}

/** One sign-in of one scheme on one connection: a small state machine, driven by challenges. */
export interface SignIn {
  /** Lower case: `basic`, `digest`, `ntlm`, `negotiate`. */
  readonly scheme: string;
  /** NTLM and Negotiate belong to the connection, Basic and Digest to the request. */
  readonly boundToConnection: boolean;
  /**
   * Returns the value for `(Proxy-)Authorization` that answers `challenge`, as a byte string (one character is one byte:
   * write it as `latin1`); `null` when the peer has said no
   * (a challenge after the last message is a rejection).
   */
  answer(challenge: ChallengeFact, context: SignInContext): Promise<Result<Secret | null, UnusableScheme>>;
  /**
   * Whether credentials that can be wrong have left the machine: an NTLM type 1 message holds none, and a Kerberos ticket
   * can't lock an account. Only while this is false may another scheme be tried after a refusal.
   */
  readonly hasSentCredentials: boolean;
  /** Returns the value for a further request after the last answer was accepted (Basic, Digest); `null` before that. */
  readonly again?: (context: SignInContext) => Secret | null;
}

/** Chooses among challenges, strongest first (Negotiate, NTLM, Digest, Basic), what this machine can answer. */
export interface SignInChooser {
  choose(
    challenges: readonly ChallengeFact[],
    given: {
      readonly credentials: Credentials | null;
      readonly context: SignInContext;
      readonly exclude: ReadonlySet<string>;
    },
  ): Promise<{
    readonly signIn: SignIn | null;
    readonly challenge: ChallengeFact | null;
    readonly unusable: readonly { readonly scheme: string; readonly why: UnusableScheme }[];
  }>;
}
