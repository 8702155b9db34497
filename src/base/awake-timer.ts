/** A timer for the silence of others: it does not count the time in which this process itself did not get to run. */

/** A piece of the wait that ends this much late was not spent waiting: the computer was busy or asleep. */
const LATE_MS = 15;

/** A wait is cut into about this many pieces, each between the two lengths. */
const PIECES = 40;
const SHORTEST_PIECE_MS = 25;
const LONGEST_PIECE_MS = 250;

/** However busy the computer is, a wait takes no more than so many times its length. */
const MOST_TIMES = 2;

/**
 * Calls `then` after `ms` milliseconds of being awake, when what has arrived until then has been read. Returns what ends
 * the timer before that.
 */
export function afterAwake(ms: number, then: () => void): () => void {
  const startedMs = performance.now();
  const usualMs = Math.min(LONGEST_PIECE_MS, Math.max(SHORTEST_PIECE_MS, ms / PIECES));
  let leftMs = ms;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const next = (): void => {
    const begunMs = performance.now();
    const pieceMs = Math.min(leftMs, usualMs);
    timer = setTimeout(() => {
      const nowMs = performance.now();
      const tookMs = nowMs - begunMs;
      leftMs -= tookMs > pieceMs + LATE_MS ? pieceMs : tookMs;
      if (leftMs >= 1 && nowMs - startedMs < MOST_TIMES * ms) next();
      // Timers come before input and output: what is there already must not lose against them.
      else immediate = setImmediate(then);
    }, pieceMs);
  };
  next();
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
