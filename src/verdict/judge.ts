import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Case } from './case.ts';
import type { Verdict } from './verdict.ts';

/** Either the verdict, or what must be known first (all of it can still change the verdict). */
export type Judgement =
  | { readonly is: 'verdict'; readonly verdict: Verdict }
  | { readonly is: 'asks'; readonly requests: readonly [ProbeRequest, ...ProbeRequest[]] };
