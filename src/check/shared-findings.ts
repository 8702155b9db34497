/** Remembers what was found for one of several visits that ended alike, so that it is looked into once. */
import type { Clock } from '../base/clock.ts';
import type { Finding } from './check-entry.ts';
import type { Likeness } from './judge-visit.ts';

/** `own`: those that end so have causes of their own. */
type Known = { readonly finding: Finding | 'own'; readonly untilMs: number };

/** Lists can hold any number of broken sites; the oldest give way. */
const MOST_KNOWN = 5_000;
/** A network may get a portal meanwhile, so that good news grows old; bad news stays, as whoever runs the list asked once. */
const GOOD_FOR_MS = 60_000;

export class SharedFindings {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #pending = new Map<string, Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the finding of the first that ended alike; the first one, and those that share nothing, run `look`. */
  async find(likenesses: readonly Likeness[], look: () => Promise<Finding | null>): Promise<Finding | null> {
    for (;;) {
      const known = this.#knownFor(likenesses);
      if (known !== null) return known;
      const pending = likenesses.map(({ name }) => this.#pending.get(name)).find((one) => one !== undefined);
      if (pending === undefined) return this.#look(likenesses, look);
      await pending.catch(() => undefined);
    }
  }

  async #look(likenesses: readonly Likeness[], look: () => Promise<Finding | null>): Promise<Finding | null> {
    const open = likenesses.filter(({ name }) => this.#at(name) !== 'own');
    const work = look().then((finding) => {
      if (finding !== null) for (const likeness of open) this.#note(likeness, finding);
      return finding;
    });
    for (const { name } of open) this.#pending.set(name, work);
    try {
      return await work;
    } finally {
      for (const { name } of open) if (this.#pending.get(name) === work) this.#pending.delete(name);
    }
  }

  #knownFor(likenesses: readonly Likeness[]): Finding | null {
    for (const { name } of likenesses) {
      const finding = this.#at(name);
      if (finding !== undefined && finding !== 'own') return finding;
    }
    return null;
  }

  #at(name: string): Finding | 'own' | undefined {
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    if (this.#clock.nowMs() <= known.untilMs) return known.finding;
    this.#known.delete(name);
    return undefined;
  }

  #note({ name, shares }: Likeness, finding: Finding): void {
    const isShared = shares(finding.code);
    const isBad = isShared && finding.code !== 'ok';
    this.#known.set(name, {
      finding: isShared ? finding : 'own',
      untilMs: isBad ? Infinity : this.#clock.nowMs() + GOOD_FOR_MS,
    });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}
