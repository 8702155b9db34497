import type { Hop } from '../observation/hop.ts';
import type { HopState, ObservationId } from '../observation/observation.ts';
import type { CauseCode } from './cause-code.ts';
import type { Reason } from './reason.ts';
import type { Details } from './rule.ts';

export type Fixer = 'user' | 'admin' | 'site';

/** One cause with what it rests on. */
export interface Finding {
  readonly code: CauseCode;
  /** The code's prefix; `null` for `ok` and `undetermined`. */
  readonly hop: Hop | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly fixer: readonly Fixer[];
  readonly evidence: readonly ObservationId[];
  readonly details: Details;
}

export interface RuledOut {
  readonly code: CauseCode;
  readonly because: Reason;
  readonly evidence: readonly ObservationId[];
}

/** What the facts of one run say: one cause, what it is not, and what else was found. */
export interface Verdict extends Finding {
  readonly ruledOut: readonly RuledOut[];
  readonly alsoFound: readonly Finding[];
  /** All eight hops, in order. */
  readonly route: readonly HopState[];
}
