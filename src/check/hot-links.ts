/** Hands a connection that has just been answered on to whoever asks next, and to the pool where nobody does at once. */
import type { ProxyServer } from '../settings/proxy-server.ts';
import { placeOf } from '../relay/open-upstream.ts';
import type { UpstreamDesk } from '../relay/upstream-desk.ts';
import { closeLink, type Place, type UpstreamLink } from '../relay/upstream-link.ts';

export class HotLinks {
  readonly #desk: UpstreamDesk;
  readonly #links = new Map<string, UpstreamLink[]>();
  #isCoolingDue = false;

  constructor(desk: UpstreamDesk) {
    this.#desk = desk;
  }

  /** The place of the connections to a proxy that carry requests for any site. */
  static placeOf(leg: ProxyServer): string {
    return placeOf(leg, ANYWHERE);
  }

  take(place: string): UpstreamLink | null {
    for (;;) {
      const link = this.#links.get(place)?.pop();
      if (link === undefined) return null;
      if (link.inlet.isQuiet) {
        link.isReused = true;
        return link;
      }
      closeLink(link);
    }
  }

  /** Keeps it until the replies that came in this moment are dealt with: the next request goes out meanwhile, mostly. */
  keep(place: string, link: UpstreamLink): void {
    const links = this.#links.get(place);
    if (links === undefined) this.#links.set(place, [link]);
    else links.push(link);
    if (this.#isCoolingDue) return;
    this.#isCoolingDue = true;
    setImmediate(() => {
      this.#isCoolingDue = false;
      for (const left of this.#links.values()) for (const one of left) this.#desk.pool.put(one);
      this.#links.clear();
    });
  }
}

const ANYWHERE: Place = { host: '', port: 0 };
