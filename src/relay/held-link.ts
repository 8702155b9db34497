/** The one connection that a request is on, now this one and now another. */
import type { Leg } from '../settings/proxy-server.ts';
import type { OpenedUpstream } from './open-upstream.ts';
import type { Question } from './question.ts';
import type { UpstreamDesk } from './upstream-desk.ts';
import { closeLink, type UpstreamLink } from './upstream-link.ts';

/** Why there is no connection. */
export type Unopened = Extract<OpenedUpstream, { readonly link: null }>;

export class HeldLink {
  readonly #desk: UpstreamDesk;
  readonly #leg: Leg;
  readonly #question: Question;
  #link: UpstreamLink | null = null;
  #mayBeWaiting = true;

  constructor(desk: UpstreamDesk, leg: Leg, question: Question) {
    this.#desk = desk;
    this.#leg = leg;
    this.#question = question;
  }

  /** The connection; `null` where none is open. */
  get now(): UpstreamLink | null {
    return this.#link;
  }

  /** Returns at once where a good connection is held; takes a waiting one or opens a new one otherwise. */
  async open(): Promise<Unopened | null> {
    if (this.#link !== null && !this.#link.inlet.socket.destroyed) return null;
    const { route, to, isProof } = this.#question;
    const opening = this.#desk.connect(this.#leg, to, {
      route,
      isFresh: !this.#mayBeWaiting,
      ...(isProof === undefined ? {} : { isProof }),
    });
    const opened = opening instanceof Promise ? await opening : opening;
    if (opened.link === null) return opened;
    this.#link = opened.link;
    this.#question.onLink(opened.link);
    return null;
  }

  close(): void {
    if (this.#link !== null) closeLink(this.#link);
    this.#link = null;
    this.#question.onLink(null);
  }

  /** Closes it for good: the next one is a new one. */
  giveUp(): void {
    this.close();
    this.#mayBeWaiting = false;
  }
}
