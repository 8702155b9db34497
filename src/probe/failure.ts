/** Reduces what Node, the resolver and the TLS library throw to the closed vocabulary of failures, once, by code. */
import { DeadlinePassed } from '../base/deadline.ts';
import type { Failure, FailureKind } from '../observation/failure.ts';
import { codeOf } from '../base/error-code.ts';

/** A failure on its way up through promises; caught where the observation is made. */
export class ProbeFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.name = 'ProbeFailure';
    this.failure = failure;
  }
}

/** Codes of the operating system's sockets (errno.h), of c-ares and getaddrinfo, and of Node's streams. */
const KIND_BY_CODE: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['ECONNREFUSED', 'connection-refused'],
  ['ECONNRESET', 'connection-reset'],
  ['ECONNABORTED', 'connection-reset'],
  ['EPIPE', 'connection-reset'],
  ['EHOSTUNREACH', 'host-unreachable'],
  ['EHOSTDOWN', 'host-unreachable'],
  ['ENETUNREACH', 'network-unreachable'],
  ['ENETDOWN', 'network-unreachable'],
  ['EADDRNOTAVAIL', 'network-unreachable'],
  ['EAFNOSUPPORT', 'network-unreachable'],
  ['EPERM', 'permission-denied'],
  ['EACCES', 'permission-denied'],
  ['ETIMEDOUT', 'timed-out'],
  ['ETIMEOUT', 'timed-out'],
  ['ECANCELLED', 'timed-out'],
  ['ENOTFOUND', 'name-not-found'],
  ['EAI_NONAME', 'name-not-found'],
  ['ENODATA', 'no-address'],
  ['EAI_NODATA', 'no-address'],
  ['EAI_ADDRFAMILY', 'no-address'],
  ['ESERVFAIL', 'name-server-failed'],
  ['ENOTIMP', 'name-server-failed'],
  ['EFORMERR', 'name-server-failed'],
  ['EBADRESP', 'name-server-failed'],
  ['EAI_FAIL', 'name-server-failed'],
  ['EAI_AGAIN', 'name-server-failed'],
  ['EREFUSED', 'name-server-refused'],
  ['EBADNAME', 'name-not-found'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'closed-early'],
  ['ERR_STREAM_DESTROYED', 'closed-early'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-rejected'],
]);

/** Verification codes of OpenSSL (x509_vfy.h) as Node names them. */
const CERTIFICATE_CODE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|ERROR_IN_CERT|INVALID_CA|PATH_LENGTH|HOSTNAME_)/;

/** Returns the failure for anything thrown by an operation on the world. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ProbeFailure) return thrown.failure;
  if (thrown instanceof DeadlinePassed) {
    // An outer limit cut the operation off before its own deadline: that says nothing about the other side.
    const isOuter = thrown.deadline === 'run' || thrown.deadline === 'signInProof';
    return { kind: isOuter ? 'cancelled' : 'timed-out', detail: thrown.message };
  }
  if (!(thrown instanceof Error) || thrown.name === 'AbortError' || thrown.name === 'TimeoutError') {
    return { kind: 'cancelled' };
  }
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return failureOf(thrown.errors[0]);
  const code = codeOf(thrown);
  return code === null
    ? { kind: 'unclassified', detail: thrown.message.slice(0, 200) }
    : { kind: kindOfCode(code), code };
}

/** Returns the kind that a raw code stands for; `unclassified` for one that the table does not know. */
export function kindOfCode(code: string): FailureKind {
  const known = KIND_BY_CODE.get(code);
  if (known !== undefined) return known;
  if (CERTIFICATE_CODE.test(code)) return 'certificate-rejected';
  if (/^ERR_SSL_.*(ALERT|UNRECOGNIZED_NAME|CERTIFICATE_REQUIRED|CERTIFICATE_UNOBTAINABLE|BAD_CERTIFICATE)/.test(code))
    return 'tls-alert';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls-protocol-error';
  return 'unclassified';
}
