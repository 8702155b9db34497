/** One request on its way along a leg, and how it can end. */
import type { Secret } from '../base/secret.ts';
import type { DeadlineName } from '../base/deadline.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { AskedOn } from './relay-credentials.ts';
import type { ReplyHead } from './reply-head.ts';
import type { RequestBody } from './request-body.ts';
import type { Place, UpstreamLink } from './upstream-link.ts';

/** One request, ready to be sent along any leg. */
export interface Question {
  readonly method: string;
  /** As it stands in the request line to a proxy. */
  readonly requestUri: string;
  readonly to: Place;
  readonly route: AskedOn;
  readonly deadline: DeadlineName;
  readonly body: RequestBody | null;
  /** This request is the one that proves a sign-in (`AccessTools.prove`). */
  readonly isProof?: true;
  /** Returns the head for this leg, with the header that signs in. */
  readonly build: (leg: Leg, authorization: Secret | null) => string;
  readonly onInterim: (head: ReplyHead) => void;
  /** Tells on which connection the request is now, so that a client that goes can take it along. */
  readonly onLink: (link: UpstreamLink | null) => void;
}

/** How it ended. `isUnopened`: nothing of the request was sent, so another leg may be tried. */
export type Asked =
  | { readonly reply: ReplyHead; readonly link: UpstreamLink }
  | { readonly reply: null; readonly cause: CauseCode; readonly isUnopened: boolean };

/** Idempotent methods (RFC 9110 section 9.2.2), and CONNECT, of which nothing remains where it failed. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'CONNECT']);

/** Whether the request may be sent a second time although nobody knows what became of the first. */
export function isRepeatable({ method, body }: Question): boolean {
  return REPEATABLE.has(method) && (body === null || body.canReplay);
}
