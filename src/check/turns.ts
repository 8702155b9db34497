/** The turns of one visit's requests: room at the site, where no proxy stands before it, and then room among all visits. */
import type { Clock } from '../base/clock.ts';
import type { RouteFollower } from '../relay/follow-route.ts';
import type { Target } from '../route/target.ts';
import type { Gate, Gates } from './gate.ts';

/** When the first request of a visit began (`NaN`: none did), and how long the last one took; milliseconds. */
export interface Watch {
  beganAtMs: number;
  requestMs: number;
}

export class Turns {
  readonly #clock: Clock;
  readonly #routes: RouteFollower;
  readonly #sites: Gates;
  readonly #visits: Gate;
  readonly #watch: Watch;
  /** The site whose gate is to be left. */
  #site: string | null = null;
  #enteredAtMs = 0;

  constructor(
    { clock, routes }: { readonly clock: Clock; readonly routes: RouteFollower },
    { sites, visits, watch }: { readonly sites: Gates; readonly visits: Gate; readonly watch: Watch },
  ) {
    this.#clock = clock;
    this.#routes = routes;
    this.#sites = sites;
    this.#visits = visits;
    this.#watch = watch;
  }

  async enter(to: Target): Promise<void> {
    const found = this.#routes.find(to.url);
    const { legs } = found instanceof Promise ? await found : found;
    if (legs[0]?.kind === 'direct') {
      this.#site = `${to.host}:${String(to.port)}`;
      await this.#sites.enter(this.#site);
    }
    const room = this.#visits.enter();
    if (room !== null) await room;
    this.#enteredAtMs = this.#clock.nowMs();
  }

  leave(): void {
    this.#watch.requestMs = this.#clock.nowMs() - this.#enteredAtMs;
    this.#visits.leave();
    if (this.#site !== null) this.#sites.leave(this.#site);
    this.#site = null;
  }
}
