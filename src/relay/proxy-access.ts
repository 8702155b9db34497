/**
 * What is known of one proxy's wish to sign in, and what is answered to it. The rules: nothing unasked; the strongest
 * scheme; one try for all who wait (see `SignInProof`); every scheme to this proxy only.
 */
import type { Credentials } from '../auth/credentials.ts';
import type { SignIn, SignInChooser, SignInContext } from '../auth/sign-in.ts';
import type { Secret } from '../base/secret.ts';
import type { ChallengeFact } from '../observation/observation.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { SignInProof, type Ask, type ProofTools } from './sign-in-proof.ts';
import { unsigned, type Place, type UpstreamLink } from './upstream-link.ts';

export interface AccessTools extends ProofTools {
  readonly signIns: SignInChooser;
}

/** The next step after a challenge: the same again on this connection, on a new one, or an end. */
export type Answer = 'again' | 'again-anew' | { readonly cause: CauseCode };

const UNSIGNED = { header: null } as const;
/** Basic looks at nothing of the request (RFC 7617). */
const UNASKED: Pick<Ask, 'context'> = { context: { method: '', requestUri: '' } };

const ASKED_NTLM: ChallengeFact = { scheme: 'ntlm', params: {} };

/** The sign-in to one proxy, shared by all connections to it. */
export class ProxyAccess {
  /** Whether it is this proxy that asks (and not a site behind one that lets 407 through). */
  asks: 'unknown' | 'itself' | 'nothing' = 'unknown';
  readonly #proxy: Place;
  readonly #tools: AccessTools;
  readonly #proof: SignInProof;
  #basic: SignIn | null = null;
  #scheme: string | null = null;

  constructor(proxy: Place, tools: AccessTools) {
    this.#proxy = { host: proxy.host, port: proxy.port };
    this.#tools = tools;
    this.#proof = new SignInProof(this.#proxy, {
      ...tools,
      onRefused: () => {
        this.#basic = null;
        this.#scheme = null;
        tools.onRefused();
      },
    });
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
    if (signIn.signIn?.again !== undefined && signIn.generation === this.#proof.generation) {
      ask.sentGeneration = signIn.generation;
      return signIn.signIn.again(this.#contextOf(ask, link));
    }
    if (this.#mayPreempt()) {
      ask.sentGeneration = this.#proof.generation;
      return this.#basic?.again?.(this.#contextOf(ask, link)) ?? null;
    }
    // The first message of NTLM names nobody; what it asks for, every new connection would be asked again.
    if (this.#scheme !== 'ntlm' || this.#proof.state !== 'accepted') return null;
    const begun = await this.#begin(ask, link, [ASKED_NTLM]);
    return begun === 'again' ? takeNext(link) : null;
  }

  /** Whether it is known what this proxy wants, and whether the sign-in is right. */
  get isKnown(): boolean {
    return this.asks === 'nothing' || this.#proof.state !== 'unproven';
  }

  /**
   * Returns what the next request on a connection is to carry, where no dialogue is to be expected: nothing, or a header
   * that was accepted before. `null`: only a dialogue tells.
   */
  settledHeader(link: UpstreamLink): { readonly header: Secret | null } | null {
    const { signIn } = link;
    if (signIn.next !== null) return null;
    if (signIn.isDone || this.asks === 'nothing') return UNSIGNED;
    if (!this.#mayPreempt()) return null;
    const header = this.#basic?.again?.(this.#contextOf(UNASKED, link)) ?? null;
    return header === null ? null : { header };
  }

  /** A header that was accepted before is asked for again: it holds no longer. */
  settledRefused(): void {
    if (this.#mayPreempt()) this.#proof.prove(false);
  }

  /** Whether waiting connections of that generation may still be used. */
  isCurrent(link: UpstreamLink): boolean {
    return link.signIn.signIn === null || link.signIn.generation === this.#proof.generation;
  }

  /** The proxy let the request pass. */
  accepted(ask: Ask, link: UpstreamLink): void {
    const { signIn } = link;
    if (signIn.signIn?.boundToConnection === true) signIn.isDone = true;
    if (signIn.signIn !== null && signIn.generation === this.#proof.generation) {
      this.#scheme = signIn.signIn.scheme;
      if (this.#scheme === 'basic') this.#basic = signIn.signIn;
    }
    if (ask.sentGeneration === this.#proof.generation && this.#proof.state !== 'refused') this.#proof.prove(true);
    this.endTurn(ask);
  }

  /** The connection ended without an answer after something had been sent. */
  unanswered(ask: Ask): void {
    this.#proof.unanswered(ask);
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
    if (signIn.signIn !== null && signIn.generation === this.#proof.generation) {
      return this.#goOn(ask, link, { challenges, canReuse });
    }
    if (ask.sentGeneration === this.#proof.generation) this.#proof.prove(false);
    signIn.signIn = null;
    return this.#beginOn(ask, link, { challenges, canReuse });
  }

  /** Begins a SOCKS5 sign-in; the same rules hold. */
  async beginSocks(ask: Ask): Promise<Credentials | CauseCode> {
    await this.#proof.proveFirst(ask, '');
    const mayGo = await this.#proof.mayTry(ask, '');
    if (mayGo === 'late') return 'proxy.no-response';
    if (mayGo === 'refused' || this.#proof.credentials === null) {
      this.endTurn(ask);
      return mayGo === 'refused' ? 'proxy.credentials-rejected' : 'proxy.auth-required';
    }
    ask.sentGeneration = this.#proof.generation;
    return this.#proof.credentials;
  }

  /** What a SOCKS5 proxy said to it; `null` where it said nothing. */
  endSocks(ask: Ask, isAccepted: boolean | null): void {
    if (isAccepted === null) {
      this.unanswered(ask);
      return;
    }
    if (ask.sentGeneration === this.#proof.generation) this.#proof.prove(isAccepted);
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
      if (signIn.hasSentCredentials) ask.sentGeneration = this.#proof.generation;
      return 'again';
    }
    if (signIn.hasSentCredentials) {
      this.#proof.prove(false);
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
    const realm = challenges.find((one) => one.realm !== undefined)?.realm ?? this.#proof.realm;
    await this.#proof.proveFirst(ask, realm);
    const may = await this.#proof.mayTry(ask, realm);
    if (may === 'late') return { cause: 'proxy.no-response' };
    if (may === 'proven' && this.#mayPreempt()) return 'again';
    const credentials = may === 'refused' ? null : this.#proof.credentials;
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
        link.signIn = { signIn, isDone: false, next: answered.value, generation: this.#proof.generation };
        if (signIn.hasSentCredentials) ask.sentGeneration = this.#proof.generation;
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

  #mayPreempt(): boolean {
    return this.#proof.state === 'accepted' && this.#basic !== null;
  }

  #contextOf(ask: Pick<Ask, 'context'>, link: UpstreamLink): SignInContext {
    const { peerCertificate } = link;
    const { method, requestUri } = ask.context;
    const { host, port } = this.#proxy;
    const to = 'proxy';
    return peerCertificate === null
      ? { method, requestUri, host, port, to }
      : { method, requestUri, host, port, to, peerCertificate };
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
