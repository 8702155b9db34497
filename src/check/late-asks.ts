/** Breaks off what is waited for too long: one timer for all, since there are very many and hardly one is late. */
import type { Clock } from '../base/clock.ts';
import { closeLink, type UpstreamLink } from '../relay/upstream-link.ts';

/** A wait may take so much longer; next to seconds nobody sees it. */
const LOOK_EVERY_MS = 250;

/** One question that is waited for. */
export interface PendingAsk {
  readonly link: UpstreamLink;
  readonly sinceMs: number;
  /** It took too long, and its connection was closed. */
  isLate: boolean;
}

export class LateAsks {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #pending = new Set<PendingAsk>();
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** Begins to count; `end` has to follow. */
  begin(link: UpstreamLink): PendingAsk {
    const ask = { link, sinceMs: this.#clock.nowMs(), isLate: false };
    this.#pending.add(ask);
    this.#timer ??= setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
    return ask;
  }

  end(ask: PendingAsk): void {
    this.#pending.delete(ask);
  }

  #look(): void {
    const now = this.#clock.nowMs();
    for (const ask of this.#pending) {
      // In the order in which they began.
      if (now - ask.sinceMs < this.#limitMs) break;
      ask.isLate = true;
      closeLink(ask.link);
    }
    if (this.#pending.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
