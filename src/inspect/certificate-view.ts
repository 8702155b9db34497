/** The certificates that a server sent, as somebody who has to renew them looks at them. */
import type { CertificateFact, ObservationId, ObservationOf } from '../observation/observation.ts';

/** One certificate with the days that it has left. */
export interface CertificateView extends CertificateFact {
  /** Whole days until it ends, by this computer's clock; negative once it has ended. */
  readonly daysLeft: number;
}

/** One server's certificates, leaf first, and what became of the handshake. */
export interface TlsView {
  readonly host: string;
  readonly protocol: string | null;
  readonly cipher: string | null;
  readonly trusted: boolean;
  /** The TLS library's code. */
  readonly rejection: string | null;
  readonly nameMatches: boolean | null;
  readonly chain: readonly CertificateView[];
  readonly evidence: ObservationId;
}

const DAY_MS = 86_400_000;

/** Returns the view of one handshake. */
export function tlsView(handshake: ObservationOf<'tls.handshake'>, nowMs: number): TlsView {
  return {
    host: handshake.serverName,
    protocol: handshake.protocol ?? null,
    cipher: handshake.cipher ?? null,
    trusted: handshake.trusted,
    rejection: handshake.rejection ?? null,
    nameMatches: handshake.nameMatches ?? null,
    chain: handshake.chain.map((certificate) => ({
      ...certificate,
      daysLeft: Math.floor((Date.parse(certificate.notAfter) - nowMs) / DAY_MS),
    })),
    evidence: handshake.id,
  };
}
