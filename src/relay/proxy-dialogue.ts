/** Asks over one leg: finds a connection, signs in where the proxy asks for it, and returns the reply that counts. */
import { parseChallenges } from '../auth/challenge.ts';
import type { Secret } from '../base/secret.ts';
import type { DeadlineName } from '../base/deadline.ts';
import type { ChallengeFact } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { formatHead, valuesOf } from './header-fields.ts';
import { write } from './inlet.ts';
import { RELAY_LIMITS } from './limits.ts';
import type { OpenedUpstream } from './open-upstream.ts';
import type { Answer, ProxyAccess } from './proxy-access.ts';
import { drainReply, readReply, type ReplyOrFailure } from './read-reply.ts';
import { causeOfSilence } from './relay-cause.ts';
import type { AskedOn } from './relay-credentials.ts';
import type { ReplyHead } from './reply-head.ts';
import type { RequestBody } from './request-body.ts';
import type { Ask } from './sign-in-proof.ts';
import type { UpstreamDesk } from './upstream-desk.ts';
import { closeLink, unsigned, type Place, type UpstreamLink } from './upstream-link.ts';

/** One request, ready to be sent along any leg. */
export interface Question {
  readonly method: string;
  /** As it stands in the request line to a proxy. */
  readonly requestUri: string;
  readonly to: Place;
  readonly route: AskedOn;
  readonly deadline: DeadlineName;
  readonly body: RequestBody | null;
  /** Returns the head for this leg, with the header that signs in. */
  readonly build: (leg: Leg, authorization: Secret | null) => string;
  readonly onInterim: (head: ReplyHead) => void;
  /** Tells on which connection the request is now, so that a client that goes can take it along. */
  readonly onLink: (link: UpstreamLink | null) => void;
}

/** How it ended. `isUnopened`: nothing of the request was sent, so another leg may be tried. */
export type Asked =
  | { readonly reply: ReplyHead; readonly link: UpstreamLink }
  | { readonly reply: null; readonly cause: CauseCode; readonly isUnopened: boolean };

type Unopened = Extract<OpenedUpstream, { readonly link: null }>;

/** Asks along one leg. The connection of a reply belongs to the caller; every other one is closed here. */
export async function askAlong(
  desk: UpstreamDesk,
  leg: Leg,
  question: Question,
  causeOfUnopened: (failed: Unopened) => CauseCode,
): Promise<Asked> {
  const ask: Ask = {
    context: { method: question.method, requestUri: question.requestUri },
    route: question.route,
    endTurn: null,
    sentGeneration: 0,
  };
  const dialogue = new ProxyDialogue(desk, leg, question, ask);
  try {
    const ended = await dialogue.run();
    if ('unopened' in ended) return { reply: null, cause: causeOfUnopened(ended.unopened), isUnopened: true };
    return ended;
  } finally {
    desk.accessOf(leg)?.endTurn(ask);
  }
}

/** The name that no site has (RFC 2606 section 2): whoever asks to sign in for it asks in its own name. */
const NOBODYS_URL = 'http://throughway.invalid/';

type Ended = Asked | { readonly unopened: Unopened };

class ProxyDialogue {
  readonly #desk: UpstreamDesk;
  readonly #leg: Leg;
  readonly #question: Question;
  readonly #ask: Ask;
  readonly #access: ProxyAccess | null;
  #link: UpstreamLink | null = null;
  #mayUseWaiting = true;
  #offered: readonly ChallengeFact[] = [];

  constructor(desk: UpstreamDesk, leg: Leg, question: Question, ask: Ask) {
    this.#desk = desk;
    this.#leg = leg;
    this.#question = question;
    this.#ask = ask;
    this.#access = desk.accessOf(leg);
  }

  async run(): Promise<Ended> {
    for (let round = 0; round <= RELAY_LIMITS.signInRounds; round += 1) {
      const opened = await this.#open();
      if (opened !== null) return { unopened: opened };
      if (this.#question.body !== null && round === 0) {
        const stopped = await this.#prime();
        if (stopped !== null) return this.#stop(stopped);
        const again = await this.#open();
        if (again !== null) return { unopened: again };
      }
      const link = this.#link;
      if (link === null) break;
      const got = await this.#exchange(link);
      if (got.reply === null) {
        if (this.#mayAskAnew(link, got)) {
          this.#close();
          this.#mayUseWaiting = false;
          continue;
        }
        return this.#failed(got);
      }
      const { reply } = got;
      if (this.#access === null || !this.#isChallenge(reply)) {
        if (this.#access !== null) {
          if (this.#access.asks === 'unknown' && this.#ask.sentGeneration === 0) this.#access.asks = 'nothing';
          this.#access.accepted(this.#ask, link);
        }
        return { reply, link };
      }
      const answer = await this.#answer(this.#access, link, reply);
      if (typeof answer === 'object') return this.#stop(answer.cause);
    }
    return this.#stop('proxy.auth-broken');
  }

  /** Sends the request and waits for the reply; a body goes on its way meanwhile. */
  async #exchange(link: UpstreamLink): Promise<ReplyOrFailure> {
    const { body, method, deadline, onInterim } = this.#question;
    const header = this.#access === null ? null : await this.#access.header(this.#ask, link);
    this.#question.onLink(link);
    const { socket } = link.inlet;
    socket.cork();
    void write(socket, this.#question.build(this.#leg, header));
    const sending = body?.send(socket).then((sent) => {
      // A request that is not whole must not look whole.
      if (sent === 'cut' || sent === 'malformed') socket.destroy();
    });
    socket.uncork();
    const got = await readReply(link, { method, deadline, onInterim });
    if (got.reply === null || (this.#access !== null && this.#isChallenge(got.reply))) {
      body?.stop();
      await sending;
    }
    return got;
  }

  /**
   * A body can be sent once only where it is large. So the proxy is first asked something small, and the body goes along
   * with the message that signs in.
   */
  async #prime(): Promise<CauseCode | null> {
    const access = this.#access;
    for (let round = 0; round < RELAY_LIMITS.signInRounds; round += 1) {
      if ((await this.#open()) !== null) return null;
      const link = this.#link;
      if (access === null || link === null) return null;
      if (access.asks === 'nothing' || (access.asks === 'itself' && !access.willAsk(link))) return null;
      if (link.signIn.next !== null && !isFirstOfNtlm(link)) return null;
      const reply = await this.#askSmall(link, await access.header(this.#ask, link));
      if (reply === null || reply.status !== 407) {
        if (reply !== null && access.asks === 'unknown') access.asks = 'nothing';
        if (reply !== null) access.accepted(this.#ask, link);
        return null;
      }
      access.asks = 'itself';
      const answer = await this.#answer(access, link, reply);
      if (typeof answer === 'object') return answer.cause;
    }
    return 'proxy.auth-broken';
  }

  async #answer(access: ProxyAccess, link: UpstreamLink, reply: ReplyHead): Promise<Answer> {
    const { body } = this.#question;
    const isWhole = body === null || body.isDone || !this.#hasBegun();
    const canReuse = (await drainReply(link, reply)) && isWhole;
    if (!canReuse) closeLink(link);
    if (this.#hasBegun() && body?.canReplay === false) return { cause: 'proxy.auth-required' };
    if (this.#question.method === 'CONNECT') access.asks = 'itself';
    if (access.asks !== 'itself' && !(await this.#verify(access, canReuse ? link : null))) {
      return { cause: 'site.sends-407' };
    }
    const challenges = challengesOf(reply);
    this.#offered = challenges;
    const current = this.#link ?? link;
    const answer = await access.challenged(this.#ask, current, {
      challenges,
      canReuse: !current.inlet.isOver && current.inlet.isQuiet,
    });
    if (answer === 'again-anew') {
      const { signIn } = current;
      this.#close();
      this.#mayUseWaiting = false;
      const opened = await this.#open();
      if (opened === null && this.#link !== null) this.#link.signIn = signIn.isDone ? unsigned() : signIn;
    }
    return answer;
  }

  #hasBegun(): boolean {
    return this.#question.body?.hasBegun === true;
  }

  /** Whether the proxy asks in its own name: it does so for a name that no site has. No credentials are sent for this. */
  async #verify(access: ProxyAccess, same: UpstreamLink | null): Promise<boolean> {
    if (same === null) {
      this.#close();
      this.#mayUseWaiting = false;
      if ((await this.#open()) !== null) return false;
    }
    const link = this.#link;
    const reply = link === null ? null : await this.#askSmall(link, null);
    if (reply?.status !== 407 || link === null) return false;
    access.asks = 'itself';
    if (!(await drainReply(link, reply))) closeLink(link);
    return true;
  }

  /** A question without a body, about a name that no site has. */
  async #askSmall(link: UpstreamLink, authorization: Secret | null): Promise<ReplyHead | null> {
    const fields = [
      ['Host', 'throughway.invalid'] as const,
      ['Proxy-Connection', 'keep-alive'] as const,
      ...(authorization === null ? [] : [['Proxy-Authorization', authorization.open()] as const]),
    ];
    void write(link.inlet.socket, formatHead(`HEAD ${NOBODYS_URL} HTTP/1.1`, fields));
    const got = await readReply(link, { method: 'HEAD', deadline: 'relayQuestion' });
    if (got.reply === null || !got.reply.keepAlive) {
      if (this.#link === link && got.reply?.status !== 407) this.#close();
    }
    return got.reply;
  }

  /** 407, or the 401 that some proxies send in its place (tinyproxy). */
  #isChallenge(reply: ReplyHead): boolean {
    if (reply.status === 407) return true;
    if (reply.status !== 401) return false;
    if (this.#question.method === 'CONNECT') return true;
    const repeated = challengesOf(reply);
    const isOurs = this.#offered.some((one) =>
      repeated.some(({ scheme, realm }) => scheme === one.scheme && realm === one.realm),
    );
    return this.#ask.endTurn !== null && this.#ask.sentGeneration > 0 && isOurs;
  }

  /** A waiting connection may be closed at the very moment of asking (RFC 9112 section 9.3.1): once more, on a new one. */
  #mayAskAnew(link: UpstreamLink, got: Extract<ReplyOrFailure, { readonly reply: null }>): boolean {
    const { method, body } = this.#question;
    const isSafe = REPEATABLE.has(method) && (body === null || body.canReplay);
    return link.isReused && got.isSilent && isSafe;
  }

  #failed({ failure }: Extract<ReplyOrFailure, { readonly reply: null }>): Asked {
    this.#access?.unanswered(this.#ask);
    const cause = causeOfSilence(failure, this.#leg.kind === 'direct' ? 'site' : 'proxy');
    this.#stop(cause);
    // A tunnel that was not opened can be asked for elsewhere.
    return { reply: null, cause, isUnopened: this.#question.method === 'CONNECT' && this.#leg.kind !== 'direct' };
  }

  #stop(cause: CauseCode): Asked {
    this.#close();
    return { reply: null, cause, isUnopened: false };
  }

  async #open(): Promise<Unopened | null> {
    if (this.#link !== null && !this.#link.inlet.socket.destroyed) return null;
    const { route, to } = this.#question;
    const opening = this.#desk.connect(this.#leg, to, { route, isFresh: !this.#mayUseWaiting });
    const opened = opening instanceof Promise ? await opening : opening;
    if (opened.link === null) return opened;
    this.#link = opened.link;
    this.#question.onLink(opened.link);
    return null;
  }

  #close(): void {
    if (this.#link !== null) closeLink(this.#link);
    this.#link = null;
    this.#question.onLink(null);
  }
}

/** Idempotent methods (RFC 9110 section 9.2.2), and CONNECT, of which nothing remains where it failed. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'CONNECT']);

function isFirstOfNtlm({ signIn }: UpstreamLink): boolean {
  return signIn.signIn?.scheme === 'ntlm' && !signIn.signIn.hasSentCredentials;
}

/** The challenges of the header that fits the status. */
function challengesOf(reply: ReplyHead): readonly ChallengeFact[] {
  const name = reply.status === 407 ? 'proxy-authenticate' : 'www-authenticate';
  return parseChallenges(valuesOf(reply.fields, name)).challenges;
}
