/** Makes a TLS client handshake over any connection, reads the chain, and says as a fact whether it is to be trusted. */
import { isIP } from 'node:net';
import { connect as connectTls, checkServerIdentity, type SecureContext, type TLSSocket } from 'node:tls';
import { DEADLINES, startWait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { Way } from '../observation/observation.ts';
import { failureOf } from './failure.ts';
import { chainOf, isPublicChain } from './certificate-fact.ts';
import { startWatch, step, waitingFor, type ProbeRun } from './probe-run.ts';
import { alertOf, TlsCarrier } from './tls-carrier.ts';
import { Wire } from './wire.ts';

/** A trusted connection to go on with, or the failure that ends the way. */
export type TlsEnd =
  | { readonly wire: Wire; readonly peerCertificate: Buffer | null; readonly failure: null }
  | { readonly wire: null; readonly failure: Failure };

/** Handshakes and emits `tls.handshake`. Where the chain is not trusted nothing is sent and the connection is closed. */
export async function handshakeTls(
  run: ProbeRun,
  on: { readonly way: Way; readonly with: 'proxy' | 'site'; readonly serverName: string; readonly wire: Wire },
): Promise<TlsEnd> {
  const { way, serverName } = on;
  const trust = await run.context.state.trust(run.context);
  const emit = startWatch(run);
  const limitMs = DEADLINES.tlsHandshake.ms;
  on.wire.mark();
  const carrier = new TlsCarrier(on.wire, run.signal);
  const about = { probe: 'tls.handshake', way, with: on.with, serverName } as const;
  const waiting = waitingFor(run, { ...about, failure: { kind: 'timed-out' }, chain: [], trusted: false });
  const tls = await step(run, { probe: 'tls.handshake', about: serverName, limitMs }, () =>
    openTls({ carrier, serverName, secureContext: trust.secureContext, signal: run.signal }),
  );
  waiting[Symbol.dispose]();
  const common = { ...about, helloBytes: carrier.helloBytes };
  if (tls.socket === null) {
    const alert = alertOf(carrier.lastRecord);
    const failure =
      alert !== null && tls.failure.kind !== 'timed-out' ? { ...tls.failure, kind: 'tls-alert' as const } : tls.failure;
    emit({
      ...common,
      failure,
      chain: [],
      trusted: false,
      ...(carrier.firstBytes === '' || carrier.isTls ? {} : { firstBytes: carrier.firstBytes }),
      ...(alert === null ? {} : { alert }),
    });
    carrier.destroy();
    return { wire: null, failure };
  }
  const { socket } = tls;
  const certificates = chainOf(socket);
  const leaf = socket.getPeerCertificate(false);
  const nameMatches = checkServerIdentity(serverName, leaf) === undefined;
  const rejection = socket.authorized ? null : String(socket.authorizationError);
  const alpn = socket.alpnProtocol;
  emit({
    ...common,
    failure: null,
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    ...(typeof alpn === 'string' ? { alpn } : {}),
    chain: certificates.facts,
    trusted: rejection === null,
    ...(rejection === null ? {} : { rejection }),
    nameMatches,
    publicIssuer: isPublicChain(certificates.raw, { trusted: rejection === null, ownAnchors: trust.ownAnchors }),
  });
  if (rejection !== null) {
    socket.destroy();
    carrier.destroy();
    return { wire: null, failure: { kind: 'certificate-rejected', code: rejection } };
  }
  return { wire: new Wire(socket), peerCertificate: certificates.raw[0] ?? null, failure: null };
}

type Opened =
  { readonly socket: TLSSocket; readonly failure: null } | { readonly socket: null; readonly failure: Failure };

/** Opens TLS without judging the certificate: the chain is read, and `authorized` says what OpenSSL thinks. */
export async function openTls(over: {
  readonly carrier: TlsCarrier;
  readonly serverName: string;
  readonly secureContext: SecureContext;
  readonly signal: AbortSignal;
  readonly deadlineMs?: number;
}): Promise<Opened> {
  const wait = startWait('tlsHandshake', over.signal, over.deadlineMs === undefined ? {} : { ms: over.deadlineMs });
  const socket = connectTls({
    socket: over.carrier,
    secureContext: over.secureContext,
    host: over.serverName,
    // RFC 6066 section 3: no address literals in server_name.
    ...(isIP(over.serverName) === 0 ? { servername: over.serverName } : {}),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        reject(wait.signal.reason instanceof Error ? wait.signal.reason : new DOMException('aborted', 'AbortError'));
      };
      if (wait.signal.aborted) onAbort();
      wait.signal.addEventListener('abort', onAbort, { once: true });
      socket.once('secureConnect', resolve);
      // Kept for the whole life of the socket: an alert after the handshake must not become an uncaught exception.
      socket.on('error', reject);
      socket.once('close', () => {
        reject(new DOMException('closed', 'AbortError'));
      });
    });
    return { socket, failure: null };
  } catch (thrown) {
    socket.destroy();
    const failure = failureOf(thrown);
    if (over.signal.aborted || failure.kind === 'timed-out') return { socket: null, failure };
    const broken = over.carrier.failure;
    if (broken !== null) return { socket: null, failure: broken };
    if (over.carrier.hasEnded && !failure.kind.startsWith('tls-'))
      return { socket: null, failure: { kind: 'closed-early' } };
    return { socket: null, failure };
  } finally {
    wait[Symbol.dispose]();
  }
}
