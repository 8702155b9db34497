/**
 * How far one proxy's sign-in is proven, and who may send it. The rules: one try for all who wait; after a refusal nothing
 * more until the sign-in has changed.
 */
import type { Credentials } from '../auth/credentials.ts';
import type { SignInContext } from '../auth/sign-in.ts';
import type { Clock } from '../base/clock.ts';
import { DEADLINES } from '../base/deadline.ts';
import { openPromise } from '../base/open-promise.ts';
import type { AskedOn, RelayCredentials } from './relay-credentials.ts';
import type { Place } from './upstream-link.ts';

/** A refused sign-in is looked up again at most this often, to see whether it has changed. */
const LOOK_AGAIN_AFTER_MS = 5_000;
/** An unproven sign-in may go unanswered (the proxy died just then) so often before it counts as refused. */
const MOST_UNANSWERED = 2;

/** One request on its way through a proxy, as far as the sign-in is concerned. */
export interface Ask {
  readonly context: Pick<SignInContext, 'method' | 'requestUri'>;
  readonly route: AskedOn;
  /** Ends this request's turn with an unproven sign-in. */
  endTurn: (() => void) | null;
  /** The credentials that its last header was made from, counted; 0 where none were sent. */
  sentGeneration: number;
  /** It is made to prove the sign-in, so that it may carry an unproven one. */
  readonly isProof: boolean;
}

/** What a proof takes. */
export interface ProofTools {
  readonly clock: Clock;
  readonly credentials: RelayCredentials;
  /** What was signed on waiting connections holds no longer. */
  readonly onRefused: () => void;
  /** Shows the sign-in for the first time, with a request of its own; without it whoever is asked first does. */
  readonly prove?: (route: AskedOn) => Promise<void>;
}

/** `proven`: somebody's try was accepted. `late`: others tried for so long that this request gives up. */
type MayTry = 'proven' | 'unproven' | 'refused' | 'late';

export class SignInProof {
  readonly #proxy: Place;
  readonly #tools: ProofTools;
  #state: 'unproven' | 'accepted' | 'refused' = 'unproven';
  #credentials: Credentials | null = null;
  #generation = 1;
  #realm = '';
  #lookedUpAtMs = -Infinity;
  #lookUp: Promise<void> | null = null;
  #turn: Promise<void> | null = null;
  #unanswered = 0;
  #first: ReturnType<typeof openPromise> | null = null;

  constructor(proxy: Place, tools: ProofTools) {
    this.#proxy = proxy;
    this.#tools = tools;
  }

  get state(): 'unproven' | 'accepted' | 'refused' {
    return this.#state;
  }

  get credentials(): Credentials | null {
    return this.#credentials;
  }

  /** Counts the credentials that were looked up; what was begun with earlier ones counts no longer. */
  get generation(): number {
    return this.#generation;
  }

  /** The realm that the credentials were looked up for. */
  get realm(): string {
    return this.#realm;
  }

  /**
   * Lets `prove` show an unproven sign-in before anybody else may, once; all who ask meanwhile wait until the proxy has said
   * something to it.
   */
  async proveFirst(ask: Ask, realm: string): Promise<void> {
    const { prove } = this.#tools;
    if (prove === undefined || ask.isProof || this.#state !== 'unproven') return;
    await this.#refresh(ask, realm);
    if (this.#credentials === null || this.state === 'refused') return;
    if (this.#first === null) {
      this.#first = openPromise();
      const { resolve } = this.#first;
      prove(ask.route).then(resolve, resolve);
    }
    await endsWithin(this.#first.promise, DEADLINES.signInProof.ms);
  }

  /** Waits for the turn to send something unproven; where it was had, `ask.endTurn` ends it. */
  async mayTry(ask: Ask, realm: string): Promise<MayTry> {
    const { clock } = this.#tools;
    const untilMs = clock.nowMs() + DEADLINES.relayTurn.ms;
    for (;;) {
      if (this.#state === 'accepted') return 'proven';
      if (this.#turn === null || ask.endTurn !== null) break;
      if (!(await endsWithin(this.#turn, untilMs - clock.nowMs()))) return 'late';
    }
    if (ask.endTurn === null) {
      const { promise, resolve } = openPromise();
      this.#turn = promise;
      ask.endTurn = () => {
        if (this.#turn === promise) this.#turn = null;
        resolve();
      };
    }
    await this.#refresh(ask, realm);
    return this.state === 'refused' ? 'refused' : 'unproven';
  }

  /** What the proxy said to credentials of this generation. */
  prove(isAccepted: boolean): void {
    const credentials = this.#credentials;
    const before = this.#state;
    this.#state = isAccepted ? 'accepted' : 'refused';
    if (isAccepted) this.#unanswered = 0;
    this.#first?.resolve();
    if (before === this.#state || credentials === null) return;
    this.#tools.credentials.note(this.#proxy, this.#realm, { credentials, accepted: isAccepted });
    if (isAccepted) return;
    this.#generation += 1;
    this.#lookedUpAtMs = -Infinity;
    this.#tools.onRefused();
  }

  /** The connection ended without an answer after this request had sent something. */
  unanswered(ask: Ask): void {
    if (ask.sentGeneration !== this.#generation || this.#state !== 'unproven') return;
    this.#unanswered += 1;
    if (this.#unanswered >= MOST_UNANSWERED) this.prove(false);
  }

  /** Looks the sign-in up, the first time and from time to time after a refusal. */
  async #refresh(ask: Ask, realm: string): Promise<void> {
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
}

async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  const late = openPromise();
  const timer = setTimeout(late.resolve, Math.max(0, ms));
  const isDone = await Promise.race([work.then(() => true), late.promise.then(() => false)]);
  clearTimeout(timer);
  return isDone;
}
