/**
 * How many visits may be under way: more while replies come as fast as before, fewer as soon as somebody on the way shows
 * that it is too much (additive increase, multiplicative decrease, as TCP does: RFC 5681 section 3.1).
 */
import type { Clock } from '../base/clock.ts';

/** A few are needed to see a difference at all. */
const LEAST = 4;
/** What is left of the limit after a sign of trouble, and after replies have become slow. */
const AFTER_TROUBLE = 0.5;
const AFTER_SLOWNESS = 0.75;
/** Weights of a new time in the average that follows quickly and in the one that remembers. */
const QUICK = 0.1;
const STEADY = 0.01;
/** Replies count as slow at twice the remembered time and this much more: lists hold fast and slow sites in turn. */
const SLOW_BEYOND_MS = 200;
const MOSTLY_AS_USUAL = 1.5;
const SLACK_MS = 20;
/** One busy moment is seen by all visits under way; it counts once. */
const SHORTEST_PAUSE_MS = 250;

export class AdaptiveLimit {
  readonly #clock: Clock;
  readonly #most: number;
  #limit: number;
  /** Doubles with every round of replies until the first sign that it is enough. */
  #isStarting = true;
  #quickMs = Number.NaN;
  #steadyMs = Number.NaN;
  #loweredAtMs = -Infinity;

  constructor({ clock, start, most }: { readonly clock: Clock; readonly start: number; readonly most: number }) {
    this.#clock = clock;
    this.#most = most;
    this.#limit = Math.min(start, most);
  }

  get current(): number {
    return Math.floor(this.#limit);
  }

  /** A reply came after so long. */
  took(ms: number): void {
    const isFirst = Number.isNaN(this.#quickMs);
    this.#quickMs = isFirst ? ms : this.#quickMs + QUICK * (ms - this.#quickMs);
    this.#steadyMs = isFirst ? ms : this.#steadyMs + STEADY * (ms - this.#steadyMs);
    if (this.#quickMs > 2 * this.#steadyMs + SLOW_BEYOND_MS) {
      this.#lower(AFTER_SLOWNESS);
      return;
    }
    // Replies that come somewhat later than usual are no reason to ask less, but one not to ask for more.
    if (this.#quickMs > MOSTLY_AS_USUAL * this.#steadyMs + SLACK_MS) return;
    this.#limit = Math.min(this.#most, this.#limit + (this.#isStarting ? 1 : 1 / this.#limit));
  }

  /** The proxy refused work, or broke off. */
  trouble(): void {
    this.#lower(AFTER_TROUBLE);
  }

  #lower(share: number): void {
    const now = this.#clock.nowMs();
    const pauseMs = Math.max(SHORTEST_PAUSE_MS, Number.isNaN(this.#quickMs) ? 0 : this.#quickMs);
    if (now - this.#loweredAtMs < pauseMs) return;
    this.#loweredAtMs = now;
    this.#isStarting = false;
    this.#limit = Math.max(Math.min(LEAST, this.#most), this.#limit * share);
  }
}
