/**
 * What is known of one proxy's wish to sign in, and who may send what to it. The rules: nothing unasked; the strongest scheme;
 * one try for all who wait; after a refusal nothing more until the sign-in has changed; every scheme to this proxy only.
 */
import type { Credentials } from '../auth/credentials.ts';
import type { SignIn, SignInChooser, SignInContext } from '../auth/sign-in.ts';
import type { Clock } from '../base/clock.ts';
import { openPromise } from '../base/open-promise.ts';
import type { Secret } from '../base/secret.ts';
import type { ChallengeFact } from '../observation/observation.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { AskedOn, RelayCredentials } from './relay-credentials.ts';
import { unsigned, type Place, type UpstreamLink } from './upstream-link.ts';

/** A refused sign-in is looked up again at most this often, to see whether it has changed. */
const LOOK_AGAIN_AFTER_MS = 5_000;
/** An unproven sign-in may go unanswered (the proxy died just then) so often before it counts as refused. */
const MOST_UNANSWERED = 2;

/** One request on its way through a proxy, as far as the sign-in is concerned. */
export interface Ask {
  readonly context: Omit<SignInContext, 'host' | 'port' | 'to' | 'peerCertificate'>;
  readonly route: AskedOn;
  /** Ends this request's turn with an unproven sign-in. */
  endTurn: (() => void) | null;
  /** The credentials that its last header was made from, counted; 0 where none were sent. */
  sentGeneration: number;
}

export interface AccessTools {
  readonly clock: Clock;
  readonly signIns: SignInChooser;
  readonly credentials: RelayCredentials;
  /** What was signed on waiting connections holds no longer. */
  readonly onRefused: () => void;
}

/** The next step after a challenge: the same again on this connection, on a new one, or an end. */
export type Answer = 'again' | 'again-anew' | { readonly cause: CauseCode };

const ASKED_NTLM: ChallengeFact = { scheme: 'ntlm', params: {} };

/** The sign-in to one proxy, shared by all connections to it. */
export class ProxyAccess {
  /** Whether it is this proxy that asks (and not a site behind one that lets 407 through). */
  asks: 'unknown' | 'itself' | 'nothing' = 'unknown';
  readonly #proxy: Place;
  readonly #tools: AccessTools;
  #state: 'unproven' | 'accepted' | 'refused' = 'unproven';
  #credentials: Credentials | null = null;
  /** Counts the credentials that were looked up; what was begun with earlier ones counts no longer. */
  #generation = 1;
  #lookedUpAtMs = -Infinity;
  #lookUp: Promise<void> | null = null;
  #realm = '';
  #basic: SignIn | null = null;
  #scheme: string | null = null;
  #turn: Promise<void> | null = null;
  #unanswered = 0;

  constructor(proxy: Place, tools: AccessTools) {
    this.#proxy = { host: proxy.host, port: proxy.port };
    this.#tools = tools;
  }

  /** Whether a request without a header on this connection would only be asked to sign in. */
  willAsk(link: UpstreamLink): boolean {
    return this.asks === 'itself' && !link.signIn.isDone && !this.#mayPreempt();
  }

  /** Returns the header for the next request on a connection; `null` where nothing has been asked for. */
  async header(ask: Ask, link: UpstreamLink): Promise<Secret | null> {
    const { signIn } = link;
    if (signIn.next !== null) return takeNext(link);
    if (signIn.isDone) return null;
    if (signIn.signIn?.again !== undefined && signIn.generation === this.#generation) {
      ask.sentGeneration = signIn.generation;
      return signIn.signIn.again(this.#contextOf(ask, link));
    }
    if (this.#mayPreempt()) {
      ask.sentGeneration = this.#generation;
      return this.#basic?.again?.(this.#contextOf(ask, link)) ?? null;
    }
    // The first message of NTLM names nobody; what it asks for, every new connection would be asked again.
    if (this.#scheme !== 'ntlm' || this.#state !== 'accepted') return null;
    const begun = await this.#begin(ask, link, [ASKED_NTLM]);
    return begun === 'again' ? takeNext(link) : null;
  }

  /** Whether waiting connections of that generation may still be used. */
  isCurrent(link: UpstreamLink): boolean {
    return link.signIn.signIn === null || link.signIn.generation === this.#generation;
  }

  /** The proxy let the request pass. */
  accepted(ask: Ask, link: UpstreamLink): void {
    const { signIn } = link;
    if (signIn.signIn?.boundToConnection === true) signIn.isDone = true;
    if (signIn.signIn !== null && signIn.generation === this.#generation) {
      this.#scheme = signIn.signIn.scheme;
      if (this.#scheme === 'basic') this.#basic = signIn.signIn;
    }
    if (ask.sentGeneration === this.#generation && this.#state !== 'refused') this.#prove(true);
    this.endTurn(ask);
  }

  /** The connection ended without an answer after something had been sent. */
  unanswered(ask: Ask): void {
    if (ask.sentGeneration === this.#generation && this.#state === 'unproven') {
      this.#unanswered += 1;
      if (this.#unanswered >= MOST_UNANSWERED) this.#prove(false);
    }
    this.endTurn(ask);
  }

  endTurn(ask: Ask): void {
    ask.endTurn?.();
    ask.endTurn = null;
  }

  /** The proxy asks to sign in, or asks again. `canReuse`: its connection stays open. */
  async challenged(
    ask: Ask,
    link: UpstreamLink,
    { challenges, canReuse }: { readonly challenges: readonly ChallengeFact[]; readonly canReuse: boolean },
  ): Promise<Answer> {
    if (challenges.length === 0) return { cause: 'proxy.auth-challenge-missing' };
    const { signIn } = link;
    if (signIn.isDone) {
      // What was signed here holds no longer: anew, with a sign-in of its own.
      return 'again-anew';
    }
    if (signIn.signIn !== null && signIn.generation === this.#generation) {
      return this.#goOn(ask, link, { challenges, canReuse });
    }
    if (ask.sentGeneration === this.#generation) this.#prove(false);
    signIn.signIn = null;
    return this.#beginOn(ask, link, { challenges, canReuse });
  }

  /** Begins a SOCKS5 sign-in; the same rules hold. */
  async beginSocks(ask: Ask): Promise<Credentials | 'proxy.auth-required' | 'proxy.credentials-rejected'> {
    const mayGo = await this.#mayTry(ask, '');
    if (mayGo === 'refused' || this.#credentials === null) {
      this.endTurn(ask);
      return mayGo === 'refused' ? 'proxy.credentials-rejected' : 'proxy.auth-required';
    }
    ask.sentGeneration = this.#generation;
    return this.#credentials;
  }

  /** What a SOCKS5 proxy said to it; `null` where it said nothing. */
  endSocks(ask: Ask, isAccepted: boolean | null): void {
    if (isAccepted === null) {
      this.unanswered(ask);
      return;
    }
    if (ask.sentGeneration === this.#generation) this.#prove(isAccepted);
    this.endTurn(ask);
  }

  async #goOn(
    ask: Ask,
    link: UpstreamLink,
    { challenges, canReuse }: { readonly challenges: readonly ChallengeFact[]; readonly canReuse: boolean },
  ): Promise<Answer> {
    const signIn = link.signIn.signIn;
    const challenge = challenges.find(({ scheme }) => scheme === signIn?.scheme);
    if (signIn === null) return { cause: 'proxy.auth-broken' };
    if (challenge !== undefined && isStale(challenge))
      return this.#beginOn(ask, link, { challenges: [challenge], canReuse });
    if (signIn.boundToConnection && !canReuse && !signIn.hasSentCredentials) {
      // The handshake belongs to a connection that the proxy does not keep; another scheme may do.
      return this.#beginOn(ask, link, {
        challenges: challenges.filter(({ scheme }) => scheme !== signIn.scheme),
        canReuse,
      });
    }
    const answered = challenge === undefined ? null : await signIn.answer(challenge, this.#contextOf(ask, link));
    if (answered?.ok === true && answered.value !== null) {
      link.signIn.next = answered.value;
      if (signIn.hasSentCredentials) ask.sentGeneration = this.#generation;
      return 'again';
    }
    if (signIn.hasSentCredentials) {
      this.#prove(false);
      return this.#beginOn(ask, link, { challenges, canReuse: false });
    }
    // A scheme that this proxy has accepted is not given up for a weaker one: it was busy, or its helper is. Anew, then.
    if (this.#scheme === signIn.scheme) {
      link.signIn = unsigned();
      return 'again-anew';
    }
    // Nothing that can be wrong has left the machine (a refused ticket): the next scheme may still be tried.
    return this.#beginOn(ask, link, {
      challenges: challenges.filter(({ scheme }) => scheme !== signIn.scheme),
      canReuse,
    });
  }

  async #beginOn(
    ask: Ask,
    link: UpstreamLink,
    { challenges, canReuse }: { readonly challenges: readonly ChallengeFact[]; readonly canReuse: boolean },
  ): Promise<Answer> {
    if (challenges.length === 0) return { cause: 'proxy.auth-broken' };
    const begun = await this.#begin(ask, link, challenges);
    return begun === 'again' && !canReuse ? 'again-anew' : begun;
  }

  /** Chooses a scheme and makes its first answer. */
  async #begin(
    ask: Ask,
    link: UpstreamLink,
    challenges: readonly ChallengeFact[],
  ): Promise<'again' | { readonly cause: CauseCode }> {
    const realm = challenges.find((one) => one.realm !== undefined)?.realm ?? this.#realm;
    const may = await this.#mayTry(ask, realm);
    if (may === 'proven' && this.#mayPreempt()) return 'again';
    const credentials = may === 'refused' ? null : this.#credentials;
    const accepted = challenges.filter(({ scheme }) => scheme === this.#scheme);
    const offered = accepted.length > 0 ? accepted : challenges;
    const excluded = new Set<string>();
    let unusable: readonly { readonly why: string }[] = [];
    for (;;) {
      const context = this.#contextOf(ask, link);
      const chosen = await this.#tools.signIns.choose(offered, { credentials, context, exclude: excluded });
      unusable = [...unusable, ...chosen.unusable];
      const { signIn, challenge } = chosen;
      if (signIn === null || challenge === null || excluded.has(signIn.scheme)) break;
      const answered = await signIn.answer(challenge, context);
      if (answered.ok && answered.value !== null) {
        link.signIn = { signIn, isDone: false, next: answered.value, generation: this.#generation };
        if (signIn.hasSentCredentials) ask.sentGeneration = this.#generation;
        return 'again';
      }
      if (!answered.ok) unusable = [...unusable, { why: answered.problem }];
      excluded.add(signIn.scheme);
    }
    this.endTurn(ask);
    if (may === 'refused') return { cause: 'proxy.credentials-rejected' };
    const isMissing = credentials === null && unusable.some(({ why }) => why === 'no-credentials');
    return { cause: isMissing ? 'proxy.auth-required' : 'proxy.auth-scheme-unsupported' };
  }

  /** Waits for the turn to send something unproven. `proven`: somebody else's try was accepted meanwhile, or before. */
  async #mayTry(ask: Ask, realm: string): Promise<'proven' | 'unproven' | 'refused'> {
    for (;;) {
      if (this.#state === 'accepted') return 'proven';
      if (this.#turn !== null && ask.endTurn === null) {
        await this.#turn;
        continue;
      }
      if (ask.endTurn === null) {
        const { promise, resolve } = openPromise();
        this.#turn = promise;
        ask.endTurn = () => {
          if (this.#turn === promise) this.#turn = null;
          resolve();
        };
      }
      await this.#refreshCredentials(ask, realm);
      if (this.#refusedNow()) return 'refused';
      return 'unproven';
    }
  }

  #refusedNow(): boolean {
    return this.#state === 'refused';
  }

  /** Looks the sign-in up, the first time and from time to time after a refusal. */
  async #refreshCredentials(ask: Ask, realm: string): Promise<void> {
    const { clock, credentials } = this.#tools;
    const isDue = this.#credentials === null || this.#state === 'refused';
    if (!isDue || (this.#state === 'refused' && clock.nowMs() - this.#lookedUpAtMs < LOOK_AGAIN_AFTER_MS)) return;
    this.#lookUp ??= (async () => {
      this.#realm = realm;
      const found = await credentials.find(this.#proxy, realm, ask.route);
      this.#lookedUpAtMs = clock.nowMs();
      const isRefused = found !== null && (await credentials.wasRefused(this.#proxy, realm, found));
      if (found !== null && !isRefused && this.#state === 'refused') {
        this.#state = 'unproven';
        this.#unanswered = 0;
        this.#generation += 1;
      } else if (isRefused) this.#state = 'refused';
      this.#credentials = found;
    })().finally(() => {
      this.#lookUp = null;
    });
    await this.#lookUp;
  }

  #prove(isAccepted: boolean): void {
    const credentials = this.#credentials;
    const before = this.#state;
    this.#state = isAccepted ? 'accepted' : 'refused';
    if (isAccepted) this.#unanswered = 0;
    if (before === this.#state || credentials === null) return;
    this.#tools.credentials.note(this.#proxy, this.#realm, { credentials, accepted: isAccepted });
    if (isAccepted) return;
    this.#basic = null;
    this.#scheme = null;
    this.#generation += 1;
    this.#lookedUpAtMs = -Infinity;
    this.#tools.onRefused();
  }

  #mayPreempt(): boolean {
    return this.#state === 'accepted' && this.#basic !== null;
  }

  #contextOf(ask: Ask, link: UpstreamLink): SignInContext {
    const { peerCertificate } = link;
    return {
      ...ask.context,
      ...this.#proxy,
      to: 'proxy',
      ...(peerCertificate === null ? {} : { peerCertificate }),
    };
  }
}

function takeNext({ signIn }: UpstreamLink): Secret | null {
  const { next } = signIn;
  signIn.next = null;
  return next;
}

/** `stale` says that the password was right and only the nonce too old (RFC 7616 section 3.3). */
function isStale(challenge: ChallengeFact): boolean {
  return challenge.scheme === 'digest' && challenge.params['stale']?.toLowerCase() === 'true';
}
