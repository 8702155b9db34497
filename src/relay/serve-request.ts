/** Serves one plain request (absolute-form, RFC 9112 section 3.2.2): along the route, with the sign-in, and back. */
import type { Secret } from '../base/secret.ts';
import { DEADLINES } from '../base/deadline.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { findUpstream, type LegOutcome } from './find-upstream.ts';
import { forwardReply } from './forward-reply.ts';
import { endToEnd, formatHead, valuesOf, type HeaderField } from './header-fields.ts';
import { write, type Inlet } from './inlet.ts';
import { followLink } from './open-tunnel.ts';
import { askAlong } from './proxy-dialogue.ts';
import { causeOfOpening } from './relay-cause.ts';
import type { ClientSocket, RelayContext } from './relay-context.ts';
import type { ReplyHead } from './reply-head.ts';
import { RequestBody } from './request-body.ts';
import type { RequestHead, RequestTarget } from './request-head.ts';
import { sendCause, sendNotice } from './send-page.ts';
import { splice } from './splice.ts';
import { closeLink, type UpstreamLink } from './upstream-link.ts';

/** One plain request, with what it came on. */
export interface PlainRequest {
  readonly head: RequestHead;
  readonly target: Extract<RequestTarget, { readonly form: 'absolute' }>;
  readonly inlet: Inlet;
  readonly client: ClientSocket;
}

interface Exchange {
  readonly reply: ReplyHead;
  readonly link: UpstreamLink;
}

/** Serves it; returns whether the client's connection can take another one. */
export async function serveRequest(context: RelayContext, request: PlainRequest): Promise<boolean> {
  const { head, target, inlet, client } = request;
  const body = head.framing.is === 'none' ? null : new RequestBody(inlet, head.framing);
  const tracker = followLink();
  client.socket.on('close', tracker.onGone);
  client.limitIdle(DEADLINES.relayReply.ms);
  const onInterim = (interim: ReplyHead): void => {
    if (head.minor === 0) return;
    const line = `HTTP/1.1 ${String(interim.status)} ${interim.reason}`;
    void write(client.socket, formatHead(line, endToEnd(interim.fields)));
  };
  const tryLeg = async (leg: Leg, route: Parameters<typeof askAlong>[2]['route']): Promise<LegOutcome<Exchange>> => {
    const asked = await askAlong(
      context.desk,
      leg,
      {
        method: head.method,
        requestUri: target.url,
        to: target,
        route,
        deadline: 'relayReply',
        body,
        build: (along, authorization) => buildHead(request, along, authorization),
        onInterim,
        onLink: tracker.onLink,
      },
      (failed) => causeOfOpening(failed, leg.kind === 'direct' ? 'site' : 'proxy'),
    );
    if (asked.reply !== null) return { value: asked, cause: null };
    return { value: null, cause: asked.cause, isUnopened: asked.isUnopened };
  };
  try {
    const found = await findUpstream(context, target.url, tryLeg);
    const canGoOn = (): boolean => head.keepAlive && (body === null || body.isDone) && !context.isStopping();
    if (body?.isMalformed === true) return await sendNotice(context, request, 'bad-request', 400);
    if (found.value === null) {
      return await sendCause(context, request, { cause: found.cause, leg: found.leg, keepAlive: canGoOn() });
    }
    const { reply, link } = found.value;
    if (reply.status === 101) return await changeProtocol(context, request, found.value);
    if (reply.status === 407) {
      // Only a site says so here: whatever a proxy asks for has been answered, or told as a cause.
      closeLink(link);
      return await sendCause(context, request, { cause: 'site.sends-407', leg: found.leg, keepAlive: canGoOn() });
    }
    const isDelimited = reply.framing.is !== 'until-close' && !(reply.framing.is === 'chunked' && head.minor === 0);
    const keepAlive = canGoOn() && isDelimited;
    const forwarded = await forwardReply(reply, link, client, { minor: head.minor, keepAlive });
    body?.stop();
    if (forwarded === 'cut') {
      closeLink(link);
      // Closed without its end, so that half a reply is not taken for a whole one.
      if (!client.socket.destroyed) client.socket.resetAndDestroy();
      return false;
    }
    if (reply.keepAlive && (body === null || body.isDone)) context.desk.pool.put(link);
    else closeLink(link);
    return keepAlive && (body === null || body.isDone);
  } finally {
    client.socket.off('close', tracker.onGone);
  }
}

/** The head for one leg: to a proxy with the whole URL, to the site itself without. */
function buildHead({ head, target }: PlainRequest, leg: Leg, authorization: Secret | null): string {
  const toProxy = leg.kind === 'http' || leg.kind === 'https';
  const authority = target.url.slice('http://'.length, target.url.indexOf('/', 'http://'.length));
  const fields: HeaderField[] = [['Host', authority]];
  for (const field of endToEnd(head.fields)) {
    const name = field[0].toLowerCase();
    if (name === 'host' || (name === 'expect' && head.minor === 0)) continue;
    fields.push(field);
  }
  if (head.upgrade !== '') fields.push(['Connection', 'Upgrade'], ['Upgrade', head.upgrade]);
  if (toProxy) fields.push(['Proxy-Connection', 'keep-alive']);
  if (authorization !== null) fields.push(['Proxy-Authorization', authorization.open()]);
  return formatHead(`${head.method} ${toProxy ? target.url : target.path} HTTP/1.1`, fields);
}

/** 101: the connection speaks another protocol from here on (WebSocket); only where the client asked for it. */
async function changeProtocol(
  context: RelayContext,
  request: PlainRequest,
  { reply, link }: Exchange,
): Promise<boolean> {
  const { head, inlet, client } = request;
  if (head.upgrade === '') {
    closeLink(link);
    return sendCause(context, request, { cause: 'proxy.malformed-reply', leg: null, keepAlive: false });
  }
  const line = `HTTP/1.1 101 ${reply.reason}`;
  const upgrade = valuesOf(reply.fields, 'upgrade').map((value): HeaderField => ['Upgrade', value]);
  await write(client.socket, formatHead(line, [...endToEnd(reply.fields), ['Connection', 'Upgrade'], ...upgrade]));
  await splice(inlet, link.inlet);
  return false;
}
