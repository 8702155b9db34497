/** A server that gives one broken reply to whoever connects, by TCP and, on the same port, by UDP. */
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { listen, type Listening } from '../probe/loopback.ts';
import type { HostileReply } from './replies.ts';

/** Enough to fill every buffer of the system twice; then the peer only waits. */
const MOST_REPEATED_BYTES = 24 * 1024 * 1024;

/** Byte by byte the peers would keep the computer busy by themselves. */
const BLOCK_BYTES = 16 * 1024;

/** Starts the peer on a free port of loopback. */
export async function startHostilePeer(reply: HostileReply): Promise<Listening> {
  const listening = await listen(
    createServer((socket) => {
      serve(socket, reply);
    }),
  );
  const names = createSocket('udp4', (_, from) => {
    for (const piece of reply.pieces) names.send(piece.subarray(0, 60_000), from.port, from.address);
  });
  // The same number may be taken on UDP; then this peer speaks TCP only.
  await new Promise<void>((resolve) => {
    names.on('error', () => {
      resolve();
    });
    names.bind(listening.port, '127.0.0.1', resolve);
  });
  return {
    ...listening,
    close: async () => {
      names.close();
      await listening.close();
    },
  };
}

function serve(socket: Socket, reply: HostileReply): void {
  let next = 0;
  const goOn = (): void => {
    const isLast = next >= reply.pieces.length - 1;
    const pieces = isLast || reply.atOnce === true ? reply.pieces.slice(next) : reply.pieces.slice(next, next + 1);
    if (next > reply.pieces.length) return;
    next = isLast || reply.atOnce === true ? reply.pieces.length + 1 : next + 1;
    for (const piece of pieces) socket.write(piece);
    if (next > reply.pieces.length) finish(socket, reply);
  };
  if (reply.atOnce === true) goOn();
  socket.on('data', goOn);
}

function finish(socket: Socket, reply: HostileReply): void {
  const last = reply.pieces.at(-1);
  if (reply.then === 'closes') socket.end();
  else if (reply.then === 'resets') socket.resetAndDestroy();
  else if (reply.then === 'repeats the last piece' && last !== undefined && last.length > 0) {
    let left = MOST_REPEATED_BYTES;
    const block = Buffer.concat(Array.from({ length: Math.ceil(BLOCK_BYTES / last.length) }, () => last));
    const pour = (): void => {
      while (left > 0 && !socket.destroyed) {
        left -= block.length;
        if (!socket.write(block)) return;
      }
    };
    socket.on('drain', pour);
    pour();
  }
}
