/** How steadily something answers, from the times of its answers. */

/** Milliseconds; `null` where there was no answer to measure. */
export interface Quality {
  readonly attempts: number;
  readonly lost: number;
  /** 0 to 1. */
  readonly loss: number;
  readonly minMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly maxMs: number | null;
  /** Mean difference between one answer and the next (as RFC 3550 section 6.4.1 looks at it, without smoothing). */
  readonly jitterMs: number | null;
  /** In the order of the requests; `null`: no answer. */
  readonly timesMs: readonly (number | null)[];
}

/** Returns the summary of a row of requests. */
export function qualityOf(timesMs: readonly (number | null)[]): Quality {
  const answered = timesMs.filter((ms) => ms !== null);
  const sorted = answered.toSorted((a, b) => a - b);
  const lost = timesMs.length - answered.length;
  const steps = answered.slice(1).map((ms, index) => Math.abs(ms - (answered[index] ?? ms)));
  return {
    attempts: timesMs.length,
    lost,
    loss: timesMs.length === 0 ? 0 : lost / timesMs.length,
    minMs: sorted[0] ?? null,
    medianMs: quantile(sorted, 0.5),
    p90Ms: quantile(sorted, 0.9),
    maxMs: sorted.at(-1) ?? null,
    jitterMs: steps.length === 0 ? null : tenth(steps.reduce((sum, ms) => sum + ms, 0) / steps.length),
    timesMs,
  };
}

/** By the nearest rank below and above, weighted. */
function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return tenth(below + (above - below) * (place - Math.floor(place)));
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
