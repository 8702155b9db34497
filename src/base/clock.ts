/** Time as a capability, so that tests bring their own. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  nowMs(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z as this computer believes them; may be wrong. */
  wallMs(): number;
}

/** The clock of this computer. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  // eslint-disable-next-line no-restricted-properties -- the one place that reads the wall clock
  wallMs: () => Date.now(),
};
