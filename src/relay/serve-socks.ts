/** Serves SOCKS5 (RFC 1928) on the same port: CONNECT only; with a secret, user name and password (RFC 1929). */
import { DEADLINES } from '../base/deadline.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { isSecret } from './admission.ts';
import { write, type Inlet } from './inlet.ts';
import { followLink, openTunnel } from './open-tunnel.ts';
import type { ClientSocket, RelayContext } from './relay-context.ts';
import { parseAuthority } from './request-head.ts';
import { endSoon } from './send-page.ts';
import { readBytes } from './socks-upstream.ts';
import { splice } from './splice.ts';
import { closeLink, type Place } from './upstream-link.ts';

/** The first byte of a SOCKS5 client; no HTTP method begins with it. */
export const SOCKS5 = 5;

const REPLY = {
  open: 0,
  failed: 1,
  notAllowed: 2,
  unreachable: 4,
  refused: 5,
  timedOut: 6,
  noCommand: 7,
  noAddress: 8,
};

/** Serves one client until its tunnel has ended. */
export async function serveSocks(context: RelayContext, inlet: Inlet, client: ClientSocket): Promise<void> {
  const { socket } = client;
  const timer = setTimeout(() => socket.destroy(), DEADLINES.relayRequestHead.ms);
  const to = await greet(context, inlet, client).finally(() => {
    clearTimeout(timer);
  });
  if (to === null) {
    endSoon(client);
    return;
  }
  const tracker = followLink();
  socket.on('close', tracker.onGone);
  client.limitIdle(DEADLINES.relayReply.ms);
  const found = await openTunnel(context, to, { fields: [], onLink: tracker.onLink });
  socket.off('close', tracker.onGone);
  if (found.value === null || found.value.refusal !== null || socket.destroyed) {
    if (found.value !== null) closeLink(found.value.link);
    const code = found.value === null ? codeOfCause(found.cause) : REPLY.notAllowed;
    void write(socket, replyOf(code));
    endSoon(client);
    return;
  }
  void write(socket, replyOf(REPLY.open));
  context.count('tunnels');
  await splice(inlet, found.value.link.inlet);
}

/** Returns where the client wants to go, `null` where it was refused or went away. */
async function greet({ admission }: RelayContext, inlet: Inlet, { socket }: ClientSocket): Promise<Place | null> {
  const [, count = 0] = (await readBytes(inlet, 2)) ?? [];
  const methods = await readBytes(inlet, count);
  const wanted = admission.secret === null ? 0 : 2;
  if (methods === null || !methods.includes(wanted)) {
    void write(socket, Buffer.from([SOCKS5, 0xff]));
    return null;
  }
  void write(socket, Buffer.from([SOCKS5, wanted]));
  if (wanted === 2) {
    const user = (await readBytes(inlet, 1))?.[0] === 1 ? await readText(inlet) : null;
    const password = user === null ? null : await readText(inlet);
    const isKnown = user !== null && password !== null && isSecret(admission, user, password);
    void write(socket, Buffer.from([1, isKnown ? 0 : 1]));
    if (!isKnown) return null;
  }
  return readRequest(inlet, socket);
}

async function readRequest(inlet: Inlet, socket: ClientSocket['socket']): Promise<Place | null> {
  const head = await readBytes(inlet, 4);
  if (head?.[0] !== SOCKS5) return null;
  const host = await readHost(inlet, head[3] ?? 0);
  const port = host === null ? null : await readBytes(inlet, 2);
  if (host === null || port === null) {
    void write(socket, replyOf(REPLY.noAddress));
    return null;
  }
  if (head[1] !== 1) {
    void write(socket, replyOf(REPLY.noCommand));
    return null;
  }
  const place = parseAuthority(`${host}:${String(port.readUInt16BE(0))}`, null);
  if (place !== 'bad-target') return place;
  void write(socket, replyOf(REPLY.noAddress));
  return null;
}

async function readHost(inlet: Inlet, type: number): Promise<string | null> {
  if (type === 1) return (await readBytes(inlet, 4))?.join('.') ?? null;
  if (type === 3) return readText(inlet);
  const bytes = type === 4 ? await readBytes(inlet, 16) : null;
  if (bytes === null) return null;
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return `[${groups.join(':')}]`;
}

/** A length byte and so many bytes. */
async function readText(inlet: Inlet): Promise<string | null> {
  const [size = 0] = (await readBytes(inlet, 1)) ?? [];
  return (await readBytes(inlet, size))?.toString('utf8') ?? null;
}

/** RFC 1928 section 6, with an address of zeros: clients don't use it. */
function replyOf(code: number): Buffer {
  return Buffer.from([SOCKS5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}

function codeOfCause(cause: CauseCode): number {
  switch (cause) {
    case 'site.port-closed':
      return REPLY.refused;
    case 'site.name-not-found':
    case 'site.unreachable-from-proxy':
      return REPLY.unreachable;
    case 'site.unreachable':
    case 'proxy.no-response':
      return REPLY.timedOut;
    case 'proxy.access-denied':
    case 'proxy.auth-required':
    case 'proxy.credentials-rejected':
      return REPLY.notAllowed;
    default:
      return REPLY.failed;
  }
}
