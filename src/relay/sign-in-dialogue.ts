/** The part of a dialogue that signs in: what a proxy's challenge is, what is answered, and what is asked beforehand. */
import { challengesOf, isInNameOf } from '../auth/challenge.ts';
import type { Secret } from '../base/secret.ts';
import type { ChallengeFact } from '../observation/observation.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { formatHead, valuesOf } from './header-fields.ts';
import type { HeldLink } from './held-link.ts';
import { write } from './inlet.ts';
import { RELAY_LIMITS } from './limits.ts';
import type { Answer, ProxyAccess } from './proxy-access.ts';
import type { Question } from './question.ts';
import { drainReply, readReply } from './read-reply.ts';
import type { ReplyHead } from './reply-head.ts';
import type { Ask } from './sign-in-proof.ts';
import { closeLink, unsigned, type UpstreamLink } from './upstream-link.ts';

/** The name that no site has (RFC 2606 section 2): whoever asks to sign in for it asks in its own name. */
const NOBODYS_URL = 'http://throughway.invalid/';

export class SignInDialogue {
  readonly #access: ProxyAccess;
  readonly #question: Question;
  readonly #ask: Ask;
  readonly #held: HeldLink;
  #offered: readonly ChallengeFact[] = [];

  constructor(access: ProxyAccess, question: Question, ask: Ask, held: HeldLink) {
    this.#access = access;
    this.#question = question;
    this.#ask = ask;
    this.#held = held;
  }

  /** The header for the next request on a connection; `null` where none is due. */
  header(link: UpstreamLink): Promise<Secret | null> {
    return this.#access.header(this.#ask, link);
  }

  /** 407, or the 401 that some proxies send in its place (tinyproxy). */
  isChallenge(reply: ReplyHead): boolean {
    if (reply.status === 407) return true;
    if (reply.status !== 401) return false;
    if (this.#question.method === 'CONNECT') return true;
    const isTurn = this.#ask.endTurn !== null && this.#ask.sentGeneration > 0;
    return isTurn && isInNameOf(this.#offered, challengesIn(reply));
  }

  /** The proxy let the request pass. */
  passed(link: UpstreamLink): void {
    if (this.#access.asks === 'unknown' && this.#ask.sentGeneration === 0) this.#access.asks = 'nothing';
    this.#access.accepted(this.#ask, link);
  }

  /** The connection ended without an answer. */
  unanswered(): void {
    this.#access.unanswered(this.#ask);
  }

  /**
   * A body can be sent once only where it is large. So the proxy is first asked something small, and the body goes along
   * with the message that signs in.
   */
  async prime(): Promise<CauseCode | null> {
    const access = this.#access;
    for (let round = 0; round < RELAY_LIMITS.signInRounds; round += 1) {
      if ((await this.#held.open()) !== null) return null;
      const link = this.#held.now;
      if (link === null) return null;
      if (access.asks === 'nothing' || (access.asks === 'itself' && !access.willAsk(link))) return null;
      if (link.signIn.next !== null && !isFirstOfNtlm(link)) return null;
      const reply = await this.#askSmall(link, await this.header(link));
      if (reply === null || reply.status !== 407) {
        if (reply !== null && access.asks === 'unknown') access.asks = 'nothing';
        if (reply !== null) access.accepted(this.#ask, link);
        return null;
      }
      access.asks = 'itself';
      const answer = await this.answer(link, reply);
      if (typeof answer === 'object') return answer.cause;
    }
    return 'proxy.auth-broken';
  }

  /** Answers a challenge; the next request is sent on the connection that is held then. */
  async answer(link: UpstreamLink, reply: ReplyHead): Promise<Answer> {
    const access = this.#access;
    const { body } = this.#question;
    const isWhole = body === null || body.isDone || !this.#hasBegun();
    const canReuse = (await drainReply(link, reply)) && isWhole;
    if (!canReuse) closeLink(link);
    if (this.#hasBegun() && body?.canReplay === false) return { cause: 'proxy.auth-required' };
    if (this.#question.method === 'CONNECT') access.asks = 'itself';
    if (access.asks !== 'itself' && !(await this.#verify(canReuse ? link : null))) return { cause: 'site.sends-407' };
    const challenges = challengesIn(reply);
    this.#offered = challenges;
    const current = this.#held.now ?? link;
    const answer = await access.challenged(this.#ask, current, {
      challenges,
      canReuse: !current.inlet.isOver && current.inlet.isQuiet,
    });
    if (answer === 'again-anew') {
      const { signIn } = current;
      this.#held.giveUp();
      const opened = await this.#held.open();
      if (opened === null && this.#held.now !== null) this.#held.now.signIn = signIn.isDone ? unsigned() : signIn;
    }
    return answer;
  }

  #hasBegun(): boolean {
    return this.#question.body?.hasBegun === true;
  }

  /** Whether the proxy asks in its own name: it does so for a name that no site has. No credentials are sent for this. */
  async #verify(same: UpstreamLink | null): Promise<boolean> {
    if (same === null) {
      this.#held.giveUp();
      if ((await this.#held.open()) !== null) return false;
    }
    const link = this.#held.now;
    const reply = link === null ? null : await this.#askSmall(link, null);
    if (reply?.status !== 407 || link === null) return false;
    this.#access.asks = 'itself';
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
      if (this.#held.now === link && got.reply?.status !== 407) this.#held.close();
    }
    return got.reply;
  }
}

function isFirstOfNtlm({ signIn }: UpstreamLink): boolean {
  return signIn.signIn?.scheme === 'ntlm' && !signIn.signIn.hasSentCredentials;
}

function challengesIn(reply: ReplyHead): readonly ChallengeFact[] {
  return challengesOf(reply.status, (name) => valuesOf(reply.fields, name));
}
