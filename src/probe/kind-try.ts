/** One greeting on a socket of its own: what a port says to it, kept as first bytes and, where it is HTTP, as a reply. */
import type { Failure } from '../observation/failure.ts';
import type { KindTry } from '../observation/observation.ts';
import { startWait, type DeadlineName } from '../base/deadline.ts';
import { openSocket } from './connect.ts';
import { failureOf } from './failure.ts';
import { readReply, type RawReply } from './http-reply.ts';
import type { ProbeRun } from './probe-run.ts';
import { clockOffsetOf, headerValues, replyFact } from './reply-fact.ts';
import { Wire } from './wire.ts';

export interface KindPlace {
  readonly address: string;
  readonly port: number;
}

/** A try with its raw answer, which stays inside `probe/`. */
export interface RawTry {
  readonly told: KindTry;
  readonly raw: RawReply | null;
  readonly bytes: Buffer;
}

/** Sends an HTTP request and reads the answer. */
export async function tryHttp(
  run: ProbeRun,
  at: KindPlace,
  request: { readonly bytes: Buffer; readonly isConnect: boolean; readonly deadline?: DeadlineName },
): Promise<RawTry> {
  return onSocket(run, at, (wire) => askHttp(run, wire, request));
}

/** Sends an HTTP request on an open connection. */
export async function askHttp(
  run: ProbeRun,
  wire: Wire,
  request: { readonly bytes: Buffer; readonly isConnect: boolean; readonly deadline?: DeadlineName },
): Promise<RawTry> {
  wire.mark();
  wire.write(request.bytes);
  const read = await readReply(wire, {
    isConnect: request.isConnect,
    deadline: request.deadline ?? 'kindTry',
    signal: run.signal,
  });
  const reply = read.reply === null ? null : replyFact(read.reply, run.context.redact);
  const { firstBytes } = wire;
  return {
    told: { failure: read.failure, firstBytes, reply, ...clockIn(read.reply, run) },
    raw: read.reply,
    bytes: Buffer.from(firstBytes, 'hex'),
  };
}

function clockIn(reply: RawReply | null, run: ProbeRun): Pick<KindTry, 'clock'> {
  const offsetSeconds = reply === null ? null : clockOffsetOf(reply, run.context.clock.wallMs());
  const [date] = reply === null ? [] : headerValues(reply, 'date');
  return offsetSeconds === null || date === undefined ? {} : { clock: { date, offsetSeconds } };
}

/** Sends bytes and waits for the first that come back; sends nothing where `bytes` is null and only listens. */
export async function tryBytes(
  run: ProbeRun,
  at: KindPlace,
  greeting: { readonly bytes: Buffer | null; readonly deadline: DeadlineName; readonly atLeast: number },
): Promise<RawTry> {
  return onSocket(run, at, async (wire) => {
    const wait = startWait(greeting.deadline, run.signal);
    try {
      if (greeting.bytes !== null) wire.write(greeting.bytes);
      while (wire.bytesReceived < greeting.atLeast) {
        const chunk = await wire.read(wait.signal);
        if (chunk === null) break;
      }
      return ended(wire, wire.bytesReceived === 0 ? { kind: 'closed-early' } : null);
    } catch (thrown) {
      return ended(wire, failureOf(thrown));
    } finally {
      wait[Symbol.dispose]();
    }
  });
}

/** Returns the first bytes that come back on a ClientHello sent behind an accepted CONNECT; none where it isn't accepted. */
export async function tryBehindTunnel(
  run: ProbeRun,
  at: KindPlace,
  request: { readonly connectBytes: Buffer; readonly hello: Buffer },
): Promise<Buffer> {
  const tried = await onSocket(run, at, async (wire) => {
    const asked = await askHttp(run, wire, { bytes: request.connectBytes, isConnect: true });
    if ((asked.raw?.status ?? 0) >= 300 || asked.raw === null) return asked;
    const wait = startWait('kindTry', run.signal);
    try {
      wire.mark();
      wire.write(request.hello);
      await wire.read(wait.signal);
      return ended(wire, null);
    } catch (thrown) {
      return ended(wire, failureOf(thrown));
    } finally {
      wait[Symbol.dispose]();
    }
  });
  return tried.raw === null ? tried.bytes : Buffer.alloc(0);
}

/** Opens a socket for one try and closes it afterwards. */
export async function onSocket(run: ProbeRun, at: KindPlace, use: (wire: Wire) => Promise<RawTry>): Promise<RawTry> {
  const opened = await openSocket({ ...at, deadline: 'portTry', signal: run.signal });
  if (opened.failure !== null) return failed(opened.failure);
  const wire = new Wire(opened.socket);
  try {
    return await use(wire);
  } finally {
    wire.close();
  }
}

export function failed(failure: Failure): RawTry {
  return { told: { failure, firstBytes: '', reply: null }, raw: null, bytes: Buffer.alloc(0) };
}

function ended(wire: Wire, failure: Failure | null): RawTry {
  const { firstBytes } = wire;
  return { told: { failure, firstBytes, reply: null }, raw: null, bytes: Buffer.from(firstBytes, 'hex') };
}
