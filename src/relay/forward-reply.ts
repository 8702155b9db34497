/** Passes a reply on to the client, its body at the client's pace. */
import { DEADLINES } from '../base/deadline.ts';
import { createBodyScanner } from './body-scanner.ts';
import { endToEnd, formatHead, type HeaderField } from './header-fields.ts';
import { write } from './inlet.ts';
import type { ClientSocket } from './relay-context.ts';
import type { ReplyHead } from './reply-head.ts';
import type { UpstreamLink } from './upstream-link.ts';

/** How passing on ended. `whole`: every byte; `cut`: the upstream ended too early, and the client must notice. */
export type Forwarded = 'whole' | 'cut';

/** Writes head and body; the upstream connection is left where the next reply would begin. */
export async function forwardReply(
  reply: ReplyHead,
  link: UpstreamLink,
  client: ClientSocket,
  { minor, keepAlive }: { readonly minor: number; readonly keepAlive: boolean },
): Promise<Forwarded> {
  const { socket } = client;
  const { framing } = reply;
  // HTTP/1.0 knows no chunks: their content goes out bare, and the end of the connection is the end of the body.
  const isBare = framing.is === 'chunked' && minor === 0;
  const fields = endToEnd(reply.fields).filter(([name]) => !isBare || name.toLowerCase() !== 'transfer-encoding');
  const connection: HeaderField = ['Connection', keepAlive ? 'keep-alive' : 'close'];
  const head = formatHead(`HTTP/1.1 ${String(reply.status)} ${reply.reason}`, [
    ...fields,
    ...(keepAlive && minor === 1 ? [] : [connection]),
  ]);
  const upstream = link.inlet.socket;
  client.limitIdle(DEADLINES.relayStalled.ms);
  upstream.setTimeout(DEADLINES.relayStalled.ms, () => upstream.destroy());
  socket.cork();
  void write(socket, head);
  let isCorked = true;
  const scanner = createBodyScanner(framing);
  try {
    while (!scanner.isDone) {
      const reading = link.inlet.read();
      if (reading instanceof Promise && isCorked) {
        isCorked = false;
        socket.uncork();
      }
      const piece = reading instanceof Promise ? await reading : reading;
      if (piece === null) return scanner.endsWithConnection && !link.inlet.isBroken ? 'whole' : 'cut';
      const bare: Buffer[] = [];
      const taken = isBare ? scanner.feed(piece, (payload) => bare.push(payload)) : scanner.feed(piece);
      if (taken < 0) return 'cut';
      if (taken < piece.length) link.inlet.unread(piece.subarray(taken));
      const out = isBare ? Buffer.concat(bare) : taken < piece.length ? piece.subarray(0, taken) : piece;
      if (socket.destroyed) return 'cut';
      const full = out.length > 0 ? write(socket, out) : null;
      if (isCorked) {
        isCorked = false;
        socket.uncork();
      }
      if (full !== null) await full;
    }
    return 'whole';
  } finally {
    if (isCorked) socket.uncork();
    upstream.setTimeout(0);
    upstream.removeAllListeners('timeout');
  }
}
