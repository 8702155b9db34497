/** When the watch looks next. */

/** A fault is confirmed by a second look before anybody is told: a Wi-Fi that changes its cell is gone for seconds. */
const CONFIRM_MS = 20_000;

/** However long something stays broken, it is looked at so often; a full diagnosis sends dozens of packets. */
const LONGEST_MS = 3_600_000;

/** A change of the network comes in dozens of messages; it is looked at when they have been quiet for so long … */
export const SETTLE_MS = 1_500;

/** … or at the latest so long after the first one. */
export const LONGEST_SETTLE_MS = 8_000;

/** Share of a wait by which it is shortened or lengthened, so that an office full of watches doesn't look in step. */
const JITTER = 0.1;

/**
 * Returns the wait before the next look, in milliseconds.
 * @param failures rounds in a row in which something did not work
 * @param random from 0 up to 1
 */
export function nextDelayMs(given: {
  readonly intervalMs: number;
  readonly failures: number;
  readonly random: number;
}): number {
  const { intervalMs, failures, random } = given;
  const jitter = 1 + JITTER * (2 * random - 1);
  return Math.round(plainDelayMs(intervalMs, failures) * jitter);
}

function plainDelayMs(intervalMs: number, failures: number): number {
  if (failures === 0) return intervalMs;
  if (failures === 1) return Math.min(intervalMs, CONFIRM_MS);
  const doubled = intervalMs * 2 ** Math.min(failures - 2, 16);
  return Math.min(doubled, Math.max(LONGEST_MS, intervalMs));
}
