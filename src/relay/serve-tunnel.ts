/** Serves CONNECT: a tunnel where one can be had, the proxy's own refusal as it stands, or the relay's page. */
import { DEADLINES } from '../base/deadline.ts';
import { forwardReply } from './forward-reply.ts';
import { valuesOf } from './header-fields.ts';
import { write, type Inlet } from './inlet.ts';
import { followLink, openTunnel } from './open-tunnel.ts';
import type { ClientSocket, RelayContext } from './relay-context.ts';
import type { RequestHead } from './request-head.ts';
import { sendCause } from './send-page.ts';
import { splice } from './splice.ts';
import { closeLink } from './upstream-link.ts';

/** Serves it until the tunnel has ended; the client's connection is of no further use. */
export async function serveTunnel(
  context: RelayContext,
  request: { readonly head: RequestHead; readonly inlet: Inlet; readonly client: ClientSocket },
): Promise<false> {
  const { head, inlet, client } = request;
  const tracker = followLink();
  client.socket.on('close', tracker.onGone);
  client.limitIdle(DEADLINES.relayReply.ms);
  try {
    // Proxies tell programs apart by their name; nothing else of a CONNECT is the site's or the proxy's business.
    const fields = valuesOf(head.fields, 'user-agent').map((value) => ['User-Agent', value] as const);
    const found = await openTunnel(context, head.target, { fields, onLink: tracker.onLink });
    if (found.value === null) {
      await sendCause(context, request, { cause: found.cause, leg: found.leg, keepAlive: false });
      return false;
    }
    const { link, refusal } = found.value;
    if (refusal !== null) {
      await forwardReply(refusal, link, client, { minor: head.minor, keepAlive: false });
      closeLink(link);
      client.socket.end();
      return false;
    }
    if (client.socket.destroyed) {
      closeLink(link);
      return false;
    }
    void write(client.socket, 'HTTP/1.1 200 Connection established\r\n\r\n');
    context.count('tunnels');
    client.socket.off('close', tracker.onGone);
    await splice(inlet, link.inlet);
    return false;
  } finally {
    client.socket.off('close', tracker.onGone);
  }
}
