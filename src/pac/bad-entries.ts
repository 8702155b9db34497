import type { Clock } from '../base/clock.ts';
import type { Leg } from '../settings/proxy-server.ts';

/** Chromium's first wait (net/proxy_resolution/proxy_list.cc). */
const BAD_FOR_MS = 5 * 60_000;
const MOST_ENTRIES = 200;

/** Remembers proxies that could not be connected to, so that the next request tries the others first. */
export interface BadEntries {
  /** A connection to this proxy failed. DIRECT is never bad. */
  note(leg: Leg): void;
  /** A connection succeeded: forget what was noted. */
  forget(leg: Leg): void;
  /** The same legs, those known as bad at the end, in the same order among themselves, as Chromium does. */
  order(legs: readonly Leg[]): readonly Leg[];
}

/** Returns an empty memory; an entry fades after five minutes, and the oldest gives way when it is full. */
export function createBadEntries(clock: Clock): BadEntries {
  const until = new Map<string, number>();
  const isBad = (leg: Leg): boolean => (until.get(keyOf(leg)) ?? -Infinity) > clock.nowMs();
  return {
    note(leg) {
      if (leg.kind === 'direct') return;
      const key = keyOf(leg);
      until.delete(key);
      until.set(key, clock.nowMs() + BAD_FOR_MS);
      const [oldest] = until.keys();
      if (until.size > MOST_ENTRIES && oldest !== undefined) until.delete(oldest);
    },
    forget(leg) {
      if (until.size > 0) until.delete(keyOf(leg));
    },
    order: (legs) => (until.size === 0 ? legs : [...legs.filter((leg) => !isBad(leg)), ...legs.filter(isBad)]),
  };
}

function keyOf(leg: Leg): string {
  return leg.kind === 'direct' ? 'direct' : `${leg.kind} ${leg.host} ${String(leg.port)}`;
}
