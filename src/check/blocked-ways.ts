/** Knows the ways that are shut: further URLs get the cause without another attempt, and no second wrong password. */
import type { RelayRoute } from '../relay/follow-route.ts';
import type { Finding } from './check-entry.ts';
import { isOfTheWay } from './way-causes.ts';

/** Nobody has that many ways; scripts that invent them get the oldest forgotten. */
const MOST_WAYS = 500;

export class BlockedWays {
  readonly #found = new Map<string, Finding>();
  readonly #pending = new Map<string, Promise<unknown>>();

  /** Returns why nothing gets through there, `null` where nothing is known; a promise where that is being looked into. */
  at(route: RelayRoute): Finding | null | Promise<Finding | null> {
    if (this.#found.size === 0 && this.#pending.size === 0) return null;
    const name = nameOf(route);
    return this.#pending.has(name) ? this.#afterLook(name) : (this.#found.get(name) ?? null);
  }

  /** A request did not get past the way: `looking` will say why. */
  async watch(route: RelayRoute, looking: Promise<Finding | null>): Promise<void> {
    const name = nameOf(route);
    if (!this.#pending.has(name)) this.#pending.set(name, looking);
    try {
      const finding = await looking;
      if (finding === null || !isOfTheWay(finding.code)) return;
      this.#found.set(name, finding);
      const [oldest] = this.#found.keys();
      if (this.#found.size > MOST_WAYS && oldest !== undefined) this.#found.delete(oldest);
    } finally {
      if (this.#pending.get(name) === looking) this.#pending.delete(name);
    }
  }

  async #afterLook(name: string): Promise<Finding | null> {
    for (;;) {
      const pending = this.#pending.get(name);
      if (pending === undefined) return this.#found.get(name) ?? null;
      await pending.catch(() => undefined);
    }
  }
}

function nameOf({ legs, cause }: RelayRoute): string {
  return JSON.stringify([legs, cause]);
}
