/** Sends a ClientHello of a wanted size and waits for the first bytes of the answer; no handshake is finished. */
import { DEADLINES, startWait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { Way } from '../observation/observation.ts';
import { clientHello } from './client-hello.ts';
import { failureOf, ProbeFailure } from './failure.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { alertOf } from './tls-carrier.ts';
import type { Wire } from './wire.ts';

/** Emits `tls.handshake` with the size that was sent; `failure: null` means that TLS answered. Returns the failure. */
export async function tryHello(
  run: ProbeRun,
  on: {
    readonly way: Way;
    readonly serverName: string;
    readonly wire: Wire;
    readonly sizeBytes: number;
    readonly isHopeless?: boolean;
  },
): Promise<Failure | null> {
  const emit = startWatch(run);
  const { way, serverName, wire } = on;
  const hello = clientHello(on);
  wire.mark();
  const answer = await step(
    run,
    { probe: 'tls.handshake', about: serverName, limitMs: DEADLINES.helloTry.ms },
    async () => {
      const wait = startWait('helloTry', run.signal);
      try {
        wire.write(hello);
        const chunk = await wire.read(wait.signal);
        if (chunk === null) throw new ProbeFailure({ kind: 'closed-early' });
        return { chunk, failure: null };
      } catch (thrown) {
        return { chunk: null, failure: failureOf(thrown) };
      } finally {
        wait[Symbol.dispose]();
      }
    },
  );
  const alert = alertOf(answer.chunk);
  const isTls = answer.chunk !== null && (answer.chunk[0] === 22 || answer.chunk[0] === 21);
  const failure: Failure | null =
    answer.failure ?? (alert !== null ? { kind: 'tls-alert' } : isTls ? null : { kind: 'tls-protocol-error' });
  emit({
    probe: 'tls.handshake',
    way,
    with: 'site',
    serverName,
    failure,
    chain: [],
    trusted: false,
    helloBytes: hello.length,
    ...(isTls || answer.chunk === null ? {} : { firstBytes: wire.firstBytes }),
    ...(alert === null ? {} : { alert }),
  });
  return failure;
}
