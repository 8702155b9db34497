/** How many of a row of connects show that the path loses packets. */
import type { ObservationOf } from './observation.ts';

/** A connect that took longer than this was retransmitted: the first SYN is repeated after one second (RFC 6298 §2). */
export const RETRANSMITTED_MS = 900;

/** Returns those that failed, and those that came through only at a second try on a path that is otherwise quick. */
export function lostConnects({
  attempts,
  succeeded,
  rttsMs,
}: Pick<ObservationOf<'quality.connects'>, 'attempts' | 'succeeded' | 'rttsMs'>): number {
  const fastest = Math.min(...rttsMs);
  return attempts - succeeded + rttsMs.filter((rtt) => rtt > RETRANSMITTED_MS && rtt > 3 * fastest).length;
}
