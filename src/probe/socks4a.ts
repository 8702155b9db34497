/** Speaks SOCKS4a: the proxy resolves the name (SOCKS 4A, Ying-Da Lee; the reply as in SOCKS 4). */
import { isIPv4 } from 'node:net';
import { startWait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { failureOf } from './failure.ts';
import type { Wire } from './wire.ts';

export interface Socks4Spoken {
  /** Code of the reply: 90 granted, 91 to 93 refused. */
  readonly reply?: number;
  readonly failure: Failure | null;
  readonly firstBytes: string;
  readonly bytesReceived: number;
}

/** Asks for a connection; never throws. */
export async function speakSocks4a(
  wire: Wire,
  to: { readonly host: string; readonly port: number; readonly signal: AbortSignal },
): Promise<Socks4Spoken> {
  const wait = startWait('proxyReply', to.signal);
  wire.mark();
  try {
    wire.write(socks4aRequest(to));
    const answer = await wire.readExactly(8, wait.signal);
    const { firstBytes, bytesReceived } = wire;
    const code = answer[1] ?? 0;
    if (answer[0] !== 0 || code < 90 || code > 93) {
      return { failure: { kind: 'malformed-reply' }, firstBytes, bytesReceived };
    }
    return { reply: code, failure: null, firstBytes, bytesReceived };
  } catch (thrown) {
    return { failure: failureOf(thrown), firstBytes: wire.firstBytes, bytesReceived: wire.bytesReceived };
  } finally {
    wait[Symbol.dispose]();
  }
}

/** Returns the request: an IPv4 address as it is, anything else as a name behind the address 0.0.0.1. */
export function socks4aRequest(to: { readonly host: string; readonly port: number }): Buffer {
  const port = Buffer.alloc(2);
  port.writeUInt16BE(to.port);
  const isAddress = isIPv4(to.host);
  const address = isAddress ? Buffer.from(to.host.split('.').map(Number)) : Buffer.from([0, 0, 0, 1]);
  const name = isAddress ? Buffer.alloc(0) : Buffer.from(`${to.host}\0`, 'latin1');
  return Buffer.concat([Buffer.from([4, 1]), port, address, Buffer.from([0]), name]);
}
