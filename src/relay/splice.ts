/** Joins two connections into a tunnel (RFC 9110 section 3.7): bytes both ways, at the pace of the slower side. */
import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import { DEADLINES } from '../base/deadline.ts';
import type { Inlet } from './inlet.ts';
import type { ReadCell } from './read-cell.ts';

/** Shorter than the memory of the firewalls on the way for a connection on which nothing moves (RFC 5382: two hours, many: minutes). */
const KEEP_ALIVE_MS = 60_000;

/** Carries bytes until both sides have ended. An end is passed on as an end, a broken connection as a broken one. */
export function splice(one: Inlet, other: Inlet): Promise<void> {
  const a = one.socket;
  const b = other.socket;
  const fromA = one.detach();
  const fromB = other.detach();
  return new Promise((resolve) => {
    let open = 2;
    // Most tunnels are short; only one that lasts is asked now and then whether its other end is still there.
    const lasting = setTimeout(() => {
      for (const socket of [a, b]) socket.setKeepAlive(true, KEEP_ALIVE_MS);
    }, KEEP_ALIVE_MS);
    const closed = (): void => {
      open -= 1;
      if (open > 0) return;
      clearTimeout(lasting);
      resolve();
    };
    carry(a, b, { held: fromA, cell: one.cell }, closed);
    carry(b, a, { held: fromB, cell: other.cell }, closed);
  });
}

function carry(
  from: Socket,
  to: Socket,
  { held, cell }: { readonly held: readonly Buffer[]; readonly cell: ReadCell | null },
  onClosed: () => void,
): void {
  const state = { isBroken: false };
  from.setTimeout(DEADLINES.relayTunnelIdle.ms);
  from.on('timeout', () => {
    from.destroy();
    to.destroy();
  });
  from.on('error', () => {
    state.isBroken = true;
  });
  from.on('end', () => {
    from.setTimeout(DEADLINES.relayHalfOpen.ms);
    to.setTimeout(DEADLINES.relayHalfOpen.ms);
  });
  from.on('close', () => {
    // Whoever reads must not take a cut for an end.
    if (state.isBroken || !from.readableEnded) breakOff(to);
    else if (!to.writableEnded) to.end();
    onClosed();
  });
  for (const piece of held) to.write(piece);
  if (from.destroyed) {
    from.emit('close');
    return;
  }
  if (from.readableEnded) to.end();
  else if (cell === null) from.pipe(to);
  else pour(from, to, cell);
}

/** As `pipe` does, out of memory that is used again where it was written at once. */
function pour(from: Socket, to: Socket, cell: ReadCell): void {
  cell.take = (bytes) => {
    if (to.destroyed || to.writableEnded) return;
    const hasRoom = to.write(bytes);
    if (to.writableLength > 0) cell.keep();
    if (!hasRoom) from.pause();
  };
  to.on('drain', () => from.resume());
  from.on('end', () => {
    if (!to.writableEnded) to.end();
  });
  from.resume();
}

/** Closes with a reset where the transport can. */
function breakOff(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
