/**
 * Asks a proxy over HTTP, CONNECT or an absolute-form request, and answers its challenges on the way (RFC 9110 section 11.7).
 * The rules of cli.md hold here: credentials are sent only when challenged, an unproven one goes to a control site first,
 * and after one rejection nothing more is sent.
 */
import type { Credentials } from '../auth/credentials.ts';
import type { SignIn, SignInContext } from '../auth/sign-in.ts';
import type { Secret } from '../base/secret.ts';
import type { DeadlineName } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { ChallengeFact, Fact, ReplyFact, SignInFact, UnusableScheme, Way } from '../observation/observation.ts';
import { challengesOf, isInNameOf } from '../auth/challenge.ts';
import { openFirstHop, type Hop1, type Layer } from './first-hop.ts';
import { readReply, type RawReply, type ReplyRead } from './http-reply.ts';
import { patienceOf, startWatch, waitingFor, type ProbeRun } from './probe-run.ts';
import { credentialsOf, isWithheld, noteOutcome } from './proxy-credentials.ts';
import { headerValues, replyFact } from './reply-fact.ts';
import type { Wire } from './wire.ts';

/** Messages of one sign-in; NTLM needs three, Negotiate at most as many again. */
const MOST_ROUNDS = 6;

/** What is asked, and how the bytes are made once the sign-in is known. */
export interface ProxyQuestion {
  readonly way: Way;
  readonly method: 'CONNECT' | 'GET' | 'OPTIONS';
  readonly requestUri: string;
  readonly deadline: DeadlineName;
  /** The fact that this becomes where the proxy stays silent. */
  readonly silence: Fact;
  readonly build: (authorization: Secret | null) => Buffer;
  /** This very way is the try that proves credentials: they may be sent unproven. */
  readonly isProof: boolean;
  /** Tries the credentials on a control site; resolves when the ledger knows, or when it can't be known. */
  readonly prove: () => Promise<void>;
}

/** How it ended. `wire` is open only where the caller may go on with it. */
export interface ProxyAnswer {
  /** The connection itself could not be had (its own observation says why). */
  readonly unreached: { readonly failure: Failure; readonly at: Layer } | null;
  readonly raw: RawReply | null;
  readonly reply: ReplyFact | null;
  readonly failure: Failure | null;
  readonly signIn: SignInFact;
  readonly wire: Wire | null;
  readonly firstBytes: string;
  readonly bytesReceived: number;
  readonly requestBytes: number;
  /** Emits the fact of this dialogue, timed from the moment the connection stood. */
  readonly emit: (fact: Fact) => void;
}

/** Asks, signs in where that is asked for and allowed, and returns the last answer. Never throws for what the proxy does. */
export async function askProxy(run: ProbeRun, question: ProxyQuestion): Promise<ProxyAnswer> {
  const dialogue = new Dialogue(run, question);
  try {
    return await dialogue.run();
  } finally {
    dialogue.release();
  }
}

class Dialogue {
  readonly #run: ProbeRun;
  readonly #question: ProxyQuestion;
  readonly #proxy: { readonly host: string; readonly port: number };
  #hop: Hop1 | null = null;
  #signIn: SignIn | null = null;
  #credentials: Credentials | null = null;
  #preemptive = false;
  #withheld = false;
  #provenBefore = false;
  #realm: string | null = null;
  readonly #unusable: { readonly scheme: string; readonly why: UnusableScheme }[] = [];
  readonly #excluded = new Set<string>();
  #requestBytes = 0;
  #emit: ((fact: Fact) => void) | null = null;
  #release: () => void = () => undefined;
  #hasSentTicket = false;
  #lastBasic: Secret | null = null;
  #offered: readonly ChallengeFact[] = [];
  #isOnKept = false;

  constructor(run: ProbeRun, question: ProxyQuestion) {
    this.#run = run;
    this.#question = question;
    const { leg } = question.way;
    this.#proxy = leg.kind === 'direct' ? { host: '', port: 0 } : { host: leg.host, port: leg.port };
  }

  async run(): Promise<ProxyAnswer> {
    const entry = this.#run.context.state.ledger.of(this.#proxy);
    let authorization = entry.state === 'accepted' ? entry.acceptedBasic : null;
    this.#preemptive = authorization !== null;
    this.#provenBefore = this.#preemptive;
    if (this.#preemptive) this.#credentials = await entry.credentials;
    let before: ReplyRead | null = null;
    for (let round = 0; ; round += 1) {
      const asked = await this.#ask(authorization);
      if (asked.unreached !== null) return this.#end({ unreached: asked.unreached, read: null });
      const { read } = asked;
      if (before !== null && this.#wasCutOff(read)) return this.#end({ unreached: null, read: before });
      before = read;
      if (read.reply === null || !this.#isChallenge(read.reply)) {
        if (read.reply !== null && this.#hasSent()) this.#accepted();
        return this.#end({ unreached: null, read });
      }
      const next = round < MOST_ROUNDS ? await this.#answer(read) : null;
      if (next === null) return this.#end({ unreached: null, read });
      authorization = next;
      if (!read.canReuse) this.#close();
    }
  }

  /**
   * Whether the connection was closed under a handshake that belongs to it, after the credentials were sent on it. The last
   * whole answer counts then; and since a proxy may say no in this way, nothing more is sent.
   */
  #wasCutOff(read: ReplyRead): boolean {
    const signIn = this.#signIn;
    const isSilent = read.reply === null && this.#hop?.wire.bytesReceived === 0 && this.#hop.wire.isOver;
    if (!isSilent || !this.#isOnKept || signIn?.boundToConnection !== true || !signIn.hasSentCredentials) return false;
    this.#noteUnusable([{ scheme: signIn.scheme, why: 'connection-not-kept' }]);
    const entry = this.#run.context.state.ledger.of(this.#proxy);
    if (entry.state === 'unproven') entry.state = 'rejected';
    return true;
  }

  /** Lets the next way try what this one has not proven. */
  release(): void {
    this.#release();
    this.#release = () => undefined;
  }

  /** 407, or the 401 that some proxies send in answer to CONNECT (tinyproxy, field notes case 9). */
  #isChallenge(reply: RawReply): boolean {
    if (reply.status !== 401) return reply.status === 407;
    return this.#question.method === 'CONNECT' || (this.#hasSent() && isInNameOf(this.#offered, challengesIn(reply)));
  }

  async #ask(
    authorization: Secret | null,
  ): Promise<
    | { readonly unreached: { readonly failure: Failure; readonly at: Layer }; readonly read: null }
    | { readonly unreached: null; readonly read: ReplyRead }
  > {
    for (let attempt = 0; ; attempt += 1) {
      const isReused = this.#hop !== null;
      this.#isOnKept = isReused;
      if (this.#hop === null) {
        const first = await openFirstHop(this.#run, this.#question.way);
        if (first.hop === null) return { unreached: { failure: first.failure, at: first.at }, read: null };
        this.#hop = first.hop;
        this.#emit ??= startWatch(this.#run);
      }
      const { wire } = this.#hop;
      wire.mark();
      const bytes = this.#question.build(authorization);
      this.#requestBytes = bytes.length;
      wire.write(bytes);
      const waiting = waitingFor(this.#run, this.#question.silence);
      const read = await readReply(wire, {
        isConnect: this.#question.method === 'CONNECT',
        deadline: this.#question.deadline,
        signal: this.#run.signal,
        patience: patienceOf(this.#run, this.#question.way),
      });
      waiting[Symbol.dispose]();
      // A kept connection may be closed by the proxy at the very moment of asking (RFC 9112 section 9.6): once more, anew.
      const isStale = isReused && read.reply === null && wire.bytesReceived === 0 && wire.isOver;
      const isBound = this.#signIn?.boundToConnection === true && this.#signIn.hasSentCredentials;
      if (!isStale || attempt > 0 || isBound) return { unreached: null, read };
      this.#close();
    }
  }

  /** Returns the next header to send; `null` when the dialogue is over. */
  async #answer(read: ReplyRead): Promise<Secret | null> {
    if (read.reply === null) return null;
    const challenges = challengesIn(read.reply);
    // The first challenge names the place; what comes after a refusal may be worded otherwise (tinyproxy's 401).
    this.#realm ??= challenges.find(({ realm }) => realm !== undefined)?.realm ?? '';
    if (this.#preemptive) return null;
    if (this.#signIn !== null) return this.#goOn(this.#signIn, challenges, read.canReuse);
    this.#credentials = await credentialsOf(this.#run, this.#place());
    if (await this.#mustWithhold()) {
      // Refused in this run: nothing more is sent. Refused long ago: the password is kept back, a ticket is another matter.
      if (!this.#run.context.state.ledger.of(this.#proxy).wasRefusedBefore) return null;
      this.#credentials = null;
    }
    this.#offered = challenges;
    return this.#choose(challenges);
  }

  /** Takes the strongest scheme that this machine can answer; one that turns out unusable gives way to the next. */
  async #choose(challenges: readonly ChallengeFact[]): Promise<Secret | null> {
    const entry = this.#run.context.state.ledger.of(this.#proxy);
    const context = this.#signInContext();
    for (;;) {
      const chosen = await this.#run.context.signIns.choose(challenges, {
        credentials: this.#credentials,
        context,
        exclude: this.#excluded,
      });
      this.#noteUnusable(chosen.unusable);
      const { signIn, challenge } = chosen;
      if (signIn === null || challenge === null || this.#excluded.has(signIn.scheme)) return null;
      if (this.#credentials !== null && entry.state === 'unproven') {
        if (!this.#question.isProof) await this.#question.prove();
        this.release();
        this.#release = await this.#run.context.state.ledger.takeTurn(this.#proxy, this.#run.signal);
        if (this.#run.signal.aborted || (await this.#mustWithhold())) return null;
      }
      this.#provenBefore = entry.state === 'accepted';
      const answered = await signIn.answer(challenge, context);
      if (answered.ok && answered.value !== null) {
        this.#signIn = signIn;
        this.#hasSentTicket = signIn.scheme === 'negotiate';
        if (signIn.scheme === 'basic') this.#lastBasic = answered.value;
        return answered.value;
      }
      if (!answered.ok) this.#noteUnusable([{ scheme: signIn.scheme, why: answered.problem }]);
      this.#excluded.add(signIn.scheme);
    }
  }

  async #goOn(signIn: SignIn, challenges: readonly ChallengeFact[], canReuse: boolean): Promise<Secret | null> {
    const challenge = challenges.find(({ scheme }) => scheme === signIn.scheme);
    const isFinished = challenge === undefined;
    if (!isFinished && signIn.boundToConnection && !canReuse && !signIn.hasSentCredentials) {
      // The handshake belongs to a connection that the proxy does not keep (field notes case 10); another scheme may do.
      this.#noteUnusable([{ scheme: signIn.scheme, why: 'connection-not-kept' }]);
      this.#excluded.add(signIn.scheme);
      return this.#choose(this.#offered);
    }
    const answered = isFinished ? null : await signIn.answer(challenge, this.#signInContext());
    if (answered?.ok === true && answered.value !== null) return answered.value;
    if (answered?.ok === false) this.#noteUnusable([{ scheme: signIn.scheme, why: answered.problem }]);
    if (signIn.hasSentCredentials) {
      if (answered?.ok !== false) this.#rejected();
      return null;
    }
    // Nothing that can be wrong has left the machine (a refused ticket): the next scheme may still be tried.
    this.#excluded.add(signIn.scheme);
    return this.#choose(challenges);
  }

  /** After a rejection nothing more is sent in this run, by whichever probe it was. */
  async #mustWithhold(): Promise<boolean> {
    const entry = this.#run.context.state.ledger.of(this.#proxy);
    if (entry.proof !== null && !this.#question.isProof) await entry.proof;
    this.#withheld = isWithheld(this.#run, this.#place(), this.#credentials);
    return this.#withheld;
  }

  #accepted(): void {
    const entry = this.#run.context.state.ledger.of(this.#proxy);
    if (this.#lastBasic !== null) entry.acceptedBasic = this.#lastBasic;
    if (entry.state === 'accepted') return;
    this.#note('accepted');
  }

  #rejected(): void {
    const entry = this.#run.context.state.ledger.of(this.#proxy);
    // Proven elsewhere in this run: this refusal is about the site asked for, not about the credentials.
    if (entry.state === 'accepted') return;
    this.#note('rejected');
  }

  #note(outcome: 'accepted' | 'rejected'): void {
    // A ticket is not the password: what becomes of it says nothing of the credentials in the ledger.
    if (!this.#preemptive && this.#signIn?.hasSentCredentials !== true) return;
    noteOutcome(this.#run, this.#place(), { credentials: this.#credentials, outcome });
  }

  #place(): { readonly host: string; readonly port: number; readonly realm: string } {
    return { ...this.#proxy, realm: this.#realm ?? '' };
  }

  #hasSent(): boolean {
    return this.#preemptive || this.#signIn?.hasSentCredentials === true;
  }

  #noteUnusable(found: readonly { readonly scheme: string; readonly why: UnusableScheme }[]): void {
    for (const one of found) {
      if (!this.#unusable.some(({ scheme }) => scheme === one.scheme)) this.#unusable.push(one);
    }
  }

  #signInContext(): SignInContext {
    const certificate = this.#hop?.peerCertificate ?? null;
    return {
      method: this.#question.method,
      requestUri: this.#question.requestUri,
      ...this.#proxy,
      to: 'proxy',
      ...(certificate === null ? {} : { peerCertificate: certificate }),
    };
  }

  #close(): void {
    this.#hop?.wire.close();
    this.#hop = null;
  }

  #end(how: {
    readonly unreached: { readonly failure: Failure; readonly at: Layer } | null;
    readonly read: ReplyRead | null;
  }): ProxyAnswer {
    const raw = how.read?.reply ?? null;
    const wire = this.#hop?.wire ?? null;
    const firstBytes = wire?.firstBytes ?? '';
    const bytesReceived = wire?.bytesReceived ?? 0;
    const isTunnel = this.#question.method === 'CONNECT' && raw !== null && raw.status >= 200 && raw.status < 300;
    if (!isTunnel) this.#close();
    return {
      unreached: how.unreached,
      raw,
      reply: raw === null ? null : replyFact(raw, this.#run.context.redact),
      failure: how.read?.failure ?? null,
      signIn: this.#fact(),
      wire: isTunnel ? wire : null,
      firstBytes,
      bytesReceived,
      requestBytes: this.#requestBytes,
      emit: this.#emit ?? startWatch(this.#run),
    };
  }

  #fact(): SignInFact {
    const scheme = this.#preemptive ? 'basic' : (this.#signIn?.scheme ?? null);
    const sent = this.#hasSent() || this.#hasSentTicket ? scheme : null;
    return {
      sent,
      from: sent === null ? null : sent === 'negotiate' ? 'ticket' : (this.#credentials?.from ?? null),
      unusable: this.#unusable,
      provenBefore: sent !== null && this.#provenBefore,
      withheld: this.#withheld,
    };
  }
}

function challengesIn(reply: RawReply): readonly ChallengeFact[] {
  return challengesOf(reply.status, (name) => headerValues(reply, name));
}

/** The sign-in of an exchange where none took place. */
export const NO_SIGN_IN: SignInFact = { sent: null, from: null, unusable: [], provenBefore: false, withheld: false };
