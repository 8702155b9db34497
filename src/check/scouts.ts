/**
 * Lets one request go ahead to a proxy of which nothing is known yet: whether it wants a sign-in, and which, is then known
 * for all others. These open their connections meanwhile, instead of being refused one by one.
 */
import { openPromise } from '../base/open-promise.ts';
import type { RelayRoute } from '../relay/follow-route.ts';
import type { ProxyAccess } from '../relay/proxy-access.ts';
import type { UpstreamDesk } from '../relay/upstream-desk.ts';
import type { Place } from '../relay/upstream-link.ts';
import type { Leg } from '../settings/proxy-server.ts';

/** The scout goes out before the others begin to connect, which takes the processor a while. */
const HEAD_START_MS = 10;
/** A proxy that wants a sign-in says so at once; who waits longer than this waits for a slow site, and needs not to. */
const MOST_WAIT_MS = 150;
/** A tunnel is open, and with it the sign-in proven, long before the site behind it has answered. */
const LOOK_EVERY_MS = 5;

export class Scouts {
  readonly #desk: UpstreamDesk;
  readonly #out = new WeakMap<ProxyAccess, Promise<void>>();

  constructor(desk: UpstreamDesk) {
    this.#desk = desk;
  }

  /** Returns what to wait for; `null`: nobody has gone ahead to this proxy, so that it is this one's turn to `send`. */
  ahead(
    access: ProxyAccess,
    { leg, to, route }: { readonly leg: Leg; readonly to: Place; readonly route: RelayRoute },
  ): Promise<void> | null {
    const out = this.#out.get(access);
    if (out === undefined) return null;
    setTimeout(() => {
      void this.#connect(leg, to, route);
    }, HEAD_START_MS);
    return out;
  }

  /** Goes ahead, once for each proxy. */
  async send<T>(access: ProxyAccess, work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = openPromise();
    this.#out.set(access, promise);
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      // Where it asks, the others would have to wait for the outcome of this sign-in all the same.
      const isLong = looks * LOOK_EVERY_MS >= MOST_WAIT_MS && access.asks !== 'itself';
      if (access.isKnown || isLong) resolve();
    }, LOOK_EVERY_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      resolve();
    }
  }

  /** Why one can't be opened, the scout finds out. */
  async #connect(leg: Leg, to: Place, route: RelayRoute): Promise<void> {
    const { link } = await this.#desk.connect(leg, to, { route, isFresh: true });
    if (link !== null) this.#desk.pool.put(link);
  }
}
