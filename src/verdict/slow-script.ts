/** A PAC script that takes long is no cause, but worth telling beside any. */
import type { Case } from './case.ts';
import type { Details } from './rule.ts';
import { observed } from './ways.ts';

/** Milliseconds. Every page waits that long before its first packet leaves; browsers show nothing meanwhile. */
const SLOW_MS = 1_000;

/** Returns the flag and the helper call that took longest; `null` where every run of a script was quick. */
export function slowScript(facts: Case): Pick<Details, 'flags' | 'helper'> | null {
  const slow = observed(facts, 'pac.run').filter((run) => run.tookMs >= SLOW_MS && run.problem === undefined);
  const [worst] = slow.toSorted((a, b) => b.tookMs - a.tookMs);
  if (worst === undefined) return null;
  const { slowest } = worst;
  const helper = slowest === undefined ? {} : { helper: `${slowest.name}(${slowest.args.join(', ')})` };
  return { flags: ['pac-slow'], ...helper };
}
