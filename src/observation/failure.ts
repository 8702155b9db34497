/** What the world can do to one operation: a closed vocabulary (style.md, glossary). */
export const FAILURE_KINDS = [
  'name-not-found',
  'no-address',
  'name-server-failed',
  'name-server-refused',
  'connection-refused',
  'connection-reset',
  'host-unreachable',
  'network-unreachable',
  'prohibited',
  'permission-denied',
  'timed-out',
  'closed-early',
  'malformed-reply',
  'tls-alert',
  'tls-protocol-error',
  'certificate-rejected',
  'cancelled',
  'unclassified',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** One failed operation: the kind that rules look at, and the raw code kept beside it. */
export interface Failure {
  readonly kind: FailureKind;
  /** The operating system's, resolver's or TLS library's own code, e.g. `ECONNREFUSED`, `ETIMEOUT`, `CERT_HAS_EXPIRED`. */
  readonly code?: string;
  /** Technical detail for the curious; never matched on, never shown first. */
  readonly detail?: string;
}
