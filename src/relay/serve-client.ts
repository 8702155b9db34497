/** Serves one client connection: one request after another, each read only when the one before is over. */
import type { Socket } from 'node:net';
import { DEADLINES } from '../base/deadline.ts';
import { isOwnSocket, showsSecret } from './admission.ts';
import { Inlet } from './inlet.ts';
import { readHead } from './read-head.ts';
import type { ClientSocket, RelayContext } from './relay-context.ts';
import { parseRequestHead, type RequestProblem } from './request-head.ts';
import { endSoon, sendNotice } from './send-page.ts';
import { serveRequest } from './serve-request.ts';
import { SOCKS5, serveSocks } from './serve-socks.ts';
import { serveTunnel } from './serve-tunnel.ts';

/** Serves it to its end; never throws. */
export async function serveClient(context: RelayContext, socket: Socket): Promise<void> {
  const inlet = new Inlet(socket);
  const client = clientSocketOf(socket);
  // Asked at once: the answer is there when the first request is.
  const admitting = isOwnSocket(context.admission, socket);
  client.limitIdle(DEADLINES.relayIdleClient.ms);
  const first = await inlet.read();
  if (first === null) {
    socket.destroy();
    await admitting;
    return;
  }
  inlet.unread(first);
  const isAdmitted = await admitting;
  if (first[0] === SOCKS5) {
    if (isAdmitted) await serveSocks(context, inlet, client);
    else socket.destroy();
    return;
  }
  if (!isAdmitted) {
    await sendNotice(context, { client }, 'not-allowed', 403);
    return;
  }
  while (await serveNext(context, inlet, client)) client.limitIdle(DEADLINES.relayIdleClient.ms);
  endSoon(client);
}

/** Serves the next request; returns whether another one may follow. */
async function serveNext(context: RelayContext, inlet: Inlet, client: ClientSocket): Promise<boolean> {
  const { socket } = client;
  let timer: NodeJS.Timeout | undefined;
  context.waiting.add(socket);
  const read = await readHead(inlet, () => {
    timer = setTimeout(() => socket.destroy(), DEADLINES.relayRequestHead.ms);
  });
  context.waiting.delete(socket);
  clearTimeout(timer);
  if ('problem' in read) {
    if (read.problem === 'too-large') return sendNotice(context, { client }, 'too-large', 431);
    if (read.problem === 'cut') return sendNotice(context, { client }, 'bad-request', 400);
    return false;
  }
  // A lone empty line before a request is left over from an old mistake (RFC 9112 section 2.2).
  const parsed = parseRequestHead(read.text.startsWith('\r\n') ? read.text.slice(2) : read.text);
  if (!parsed.ok) return refuseRequest(context, client, parsed.problem);
  const head = parsed.value;
  if (!showsSecret(context.admission, head.fields)) {
    return sendNotice(context, { head, client }, 'secret-needed', 407, [
      ['Proxy-Authenticate', 'Basic realm="Throughway relay", charset="UTF-8"'],
    ]);
  }
  // TRACE would show the sender what the relay adds, the sign-in included (RFC 9110 section 9.3.8).
  if (head.method === 'TRACE') return sendNotice(context, { head, client }, 'not-supported', 405);
  context.count('requests');
  const { target } = head;
  return target.form === 'authority'
    ? serveTunnel(context, { head, inlet, client })
    : serveRequest(context, { head, target, inlet, client });
}

function refuseRequest(context: RelayContext, client: ClientSocket, problem: RequestProblem): Promise<false> {
  switch (problem) {
    case 'not-for-a-proxy':
      return sendNotice(context, { client }, 'not-for-a-proxy', 400);
    case 'unsupported-scheme':
    case 'bad-coding':
      return sendNotice(context, { client }, 'not-supported', 501);
    case 'unsupported-version':
      return sendNotice(context, { client }, 'not-supported', 505);
    case 'too-many':
      return sendNotice(context, { client }, 'too-large', 431);
    default:
      return sendNotice(context, { client }, 'bad-request', 400);
  }
}

function clientSocketOf(socket: Socket): ClientSocket {
  let hasEnded = false;
  let limit = 0;
  const set = (): void => {
    socket.setTimeout(hasEnded ? Math.min(limit, DEADLINES.relayHalfOpen.ms) : limit);
  };
  socket.on('timeout', () => socket.destroy());
  socket.on('end', () => {
    hasEnded = true;
    set();
  });
  return {
    socket,
    limitIdle: (ms) => {
      if (ms === limit && !hasEnded) return;
      limit = ms;
      set();
    },
  };
}
