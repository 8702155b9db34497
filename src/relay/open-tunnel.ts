/** Opens a tunnel to a site along the route in effect: directly, by CONNECT, or through SOCKS. */
import type { Leg } from '../settings/proxy-server.ts';
import { formatHead } from './header-fields.ts';
import { findUpstream, urlOfTunnel, type Found, type LegOutcome } from './find-upstream.ts';
import type { RelayRoute } from './follow-route.ts';
import { askAlong } from './proxy-dialogue.ts';
import { causeOfOpening } from './relay-cause.ts';
import type { RelayContext } from './relay-context.ts';
import type { ReplyHead } from './reply-head.ts';
import { closeLink, type Place, type UpstreamLink } from './upstream-link.ts';

/** A tunnel that stands (`reply` null), or what the proxy said instead of opening it. */
export interface Tunnel {
  readonly link: UpstreamLink;
  readonly refusal: ReplyHead | null;
}

/** Opens it; `onLink` tells what has to be closed where the client goes meanwhile. */
export function openTunnel(
  context: RelayContext,
  to: Place,
  {
    fields,
    onLink,
  }: { readonly fields: readonly (readonly [string, string])[]; readonly onLink: (link: UpstreamLink | null) => void },
): Promise<Found<Tunnel>> {
  const authority = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${String(to.port)}`;

  const byConnect = async (leg: Leg, route: RelayRoute): Promise<LegOutcome<Tunnel>> => {
    const asked = await askAlong(
      context.desk,
      leg,
      {
        method: 'CONNECT',
        requestUri: authority,
        to,
        route,
        deadline: 'relayTunnelReply',
        body: null,
        build: (_leg, authorization) =>
          formatHead(`CONNECT ${authority} HTTP/1.1`, [
            ['Host', authority],
            ['Proxy-Connection', 'keep-alive'],
            ...fields,
            ...(authorization === null ? [] : [['Proxy-Authorization', authorization.open()] as const]),
          ]),
        onInterim: () => undefined,
        onLink,
      },
      (failed) => causeOfOpening(failed, 'proxy'),
    );
    if (asked.reply === null) return { value: null, cause: asked.cause, isUnopened: asked.isUnopened };
    const { reply, link } = asked;
    const isOpen = reply.status >= 200 && reply.status < 300;
    return { value: { link, refusal: isOpen ? null : reply }, cause: null };
  };

  const byItself = async (leg: Leg, route: RelayRoute): Promise<LegOutcome<Tunnel>> => {
    const opened = await context.desk.connect(leg, to, { route, isFresh: true });
    if (opened.link === null) {
      const cause = causeOfOpening(opened, leg.kind === 'direct' ? 'site' : 'proxy');
      // A SOCKS proxy that answered is no bad proxy, whatever it said.
      const hasSpoken = opened.socks !== undefined && opened.socks.is !== 'failed';
      return { value: null, cause, isUnopened: !hasSpoken };
    }
    onLink(opened.link);
    return { value: { link: opened.link, refusal: null }, cause: null };
  };

  return findUpstream(context, urlOfTunnel(to), (leg, route) =>
    leg.kind === 'http' || leg.kind === 'https' ? byConnect(leg, route) : byItself(leg, route),
  );
}

/** Keeps track of the connection that a client's request is on, and closes it when the client goes. */
export function followLink(): {
  readonly onLink: (link: UpstreamLink | null) => void;
  readonly onGone: () => void;
} {
  let now: UpstreamLink | null = null;
  let isGone = false;
  return {
    onLink: (link) => {
      now = link;
      if (isGone && link !== null) closeLink(link);
    },
    onGone: () => {
      isGone = true;
      if (now !== null) closeLink(now);
    },
  };
}
