/**
 * The short way, which most of a list goes: a connection waits on which the proxy lets requests pass, and the answer comes
 * whole. What is new or strange (a first connection, a sign-in, a long reply) goes the long way, which the caller gives.
 */
import type { Clock } from '../base/clock.ts';
import { DEADLINES } from '../base/deadline.ts';
import type { Secret } from '../base/secret.ts';
import { requestText } from '../probe/http-request.ts';
import { write } from '../relay/inlet.ts';
import type { ProxyAccess } from '../relay/proxy-access.ts';
import { readReply } from '../relay/read-reply.ts';
import { causeOfSilence } from '../relay/relay-cause.ts';
import { closeLink, type UpstreamLink } from '../relay/upstream-link.ts';
import type { Target } from '../route/target.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import { HotLinks } from './hot-links.ts';
import { LateAsks } from './late-asks.ts';
import { readQuickly } from './quick-reply.ts';
import { hostHeaderOf, pathOf } from './request-parts.ts';
import { Scouts } from './scouts.ts';
import type { VisitEnd } from './visit-end.ts';
import { isDrained, isKept, securePlaceOf, type HopEnd, type VisitTools } from './visit-hop.ts';

/** A connection that is ready to be asked on. */
interface Ready {
  readonly link: UpstreamLink;
  readonly place: string;
  readonly leg: ProxyServer;
  /** `null`: through a tunnel, so that the site itself answers. */
  readonly access: ProxyAccess | null;
  readonly header: Secret | null;
}

const NOTHING = Buffer.alloc(0);

type LongWay = () => Promise<HopEnd | null>;

export class Express {
  readonly #tools: VisitTools;
  readonly #hot: HotLinks;
  readonly #late: LateAsks;
  readonly #scouts: Scouts;

  constructor(tools: VisitTools & { readonly clock: Clock }) {
    this.#tools = tools;
    this.#hot = new HotLinks(tools.desk);
    this.#late = new LateAsks(tools.clock, DEADLINES.checkReply.ms);
    this.#scouts = new Scouts(tools.desk);
  }

  /** Asks for a target; `null` where it was broken off. */
  async visit(target: Target, over: VisitEnd, longWay: LongWay): Promise<HopEnd | null> {
    const route = this.#tools.routes.find(target.url);
    if (over.isOver || route instanceof Promise) return longWay();
    const [leg] = this.#tools.desk.badEntries.order(route.legs);
    if (leg === undefined || (leg.kind !== 'http' && leg.kind !== 'https')) return longWay();
    const access = this.#tools.desk.accessOf(leg);
    if (access !== null && !access.isKnown) {
      const ahead = this.#scouts.ahead(access, { leg, to: target, route });
      if (ahead === null) return this.#scouts.send(access, longWay);
      await ahead;
    }
    const ready = this.#ready(target, leg, access);
    const end = ready === null ? null : await this.#ask(target, over, ready);
    return end ?? longWay();
  }

  #ready(target: Target, leg: ProxyServer, access: ProxyAccess | null): Ready | null {
    if (target.scheme === 'https') {
      const place = securePlaceOf(leg, target);
      const link = this.#hot.take(place) ?? this.#tools.desk.pool.take(place);
      return link === null ? null : { link, place, leg, access: null, header: null };
    }
    if (access === null) return null;
    const place = HotLinks.placeOf(leg);
    const hot = this.#hot.take(place);
    const link = hot !== null && access.isCurrent(hot) ? hot : this.#tools.desk.waiting(leg, target);
    if (hot !== null && hot !== link) closeLink(hot);
    if (link === null) return null;
    const settled = access.settledHeader(link);
    if (settled !== null) return { link, place, leg, access, header: settled.header };
    this.#tools.desk.pool.put(link);
    return null;
  }

  async #ask(target: Target, over: VisitEnd, ready: Ready): Promise<HopEnd | null> {
    const { link } = ready;
    const ask = this.#late.begin(link);
    over.whenOver(() => {
      closeLink(link);
    });
    try {
      void write(link.inlet.socket, headOf(target, ready));
      const reading = link.inlet.read();
      const piece = reading instanceof Promise ? await reading : reading;
      if (piece !== null) return await this.#answered(target, ready, piece);
      closeLink(link);
      // A connection that was closed at the very moment of asking says nothing (RFC 9112 section 9.3.1).
      return ask.isLate && !over.isOver ? this.#silent(ready) : null;
    } finally {
      this.#late.end(ask);
      over.whenOver(null);
    }
  }

  async #answered(target: Target, ready: Ready, piece: Buffer): Promise<HopEnd | null> {
    const { link, leg, access, header, place } = ready;
    const quick = readQuickly(piece);
    link.inlet.unread(quick === null ? piece : quick.isWhole ? NOTHING : quick.rest);
    const got = quick ?? (await readReply(link, { method: 'GET', deadline: 'checkReply' }));
    if (got.reply === null) {
      const cause = causeOfSilence(got.failure, access === null ? 'site' : 'proxy');
      return { is: 'failed', leg, cause, isWay: false };
    }
    const { reply } = got;
    if (access !== null && reply.status === 407) {
      access.settledRefused();
      closeLink(link);
      return null;
    }
    const isFree = quick?.isWhole === true ? isKept(reply) : await isDrained(link, reply);
    if (isFree) this.#hot.keep(place, link);
    else closeLink(link);
    return {
      is: 'reply',
      leg,
      reply,
      form: access === null ? 'origin' : 'absolute',
      isSignedIn: access !== null && (header !== null || link.signIn.isDone),
    };
  }

  #silent({ leg, access }: Ready): HopEnd {
    const cause = causeOfSilence({ kind: 'timed-out' }, access === null ? 'site' : 'proxy');
    return { is: 'failed', leg, cause, isWay: false };
  }
}

function headOf(target: Target, { access, header }: Ready): string {
  const toProxy = access !== null;
  return requestText({
    method: 'GET',
    requestUri: toProxy ? target.url : pathOf(target),
    host: hostHeaderOf(target),
    toProxy,
    proxyAuthorization: header,
  });
}
