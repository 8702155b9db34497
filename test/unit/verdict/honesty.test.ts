/** Confidence is honest: it rests on facts, and falls where they are taken away. */
import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import type { Observation } from '../../../src/observation/observation.ts';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { judgeAgain, readStoredRuns, type StoredRun } from '../../replay/stored-runs.ts';

const SURE = 0.8;
const runs = readStoredRuns();
const faults = runs.filter((run) => run.code !== 'undetermined' && run.said.code === run.code);

/** Takes facts away, as if they had never been seen; the questions stay asked, as where an answer did not come in time. */
function without(stored: StoredRun, ids: readonly string[]) {
  const observations = stored.run.observations.filter((observation) => !ids.includes(observation.id));
  return judgeAgain(stored, { ...stored.run, observations });
}

describe('verdicts of which nearly all is certain', () => {
  test('are right', () => {
    const wrong = runs.filter((stored) => {
      const { verdict } = judgeAgain(stored, stored.run);
      return verdict.confidence >= 0.9 && verdict.code !== stored.code;
    });
    expect(wrong.map((stored) => stored.file)).toEqual([]);
  });
});

describe.each(faults.map((run) => [run.file, run] as const))('%s', (_, stored) => {
  test('is less sure, or something else, without its decisive observation', () => {
    const [decisive = ''] = judgeAgain(stored, stored.run).verdict.evidence;
    const { verdict } = without(stored, [decisive]);
    if (verdict.code === stored.code) expect(verdict.confidence).toBeLessThan(SURE);
  });
});

describe('a run of which facts are missing', () => {
  test('never gets a stranger certainty than one of its causes allows, nor evidence that is not there', () => {
    const broken = fc.record({
      stored: fc.constantFrom(...runs),
      keep: fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
    });
    fc.assert(
      fc.property(broken, ({ stored, keep }) => {
        const observations = stored.run.observations.filter((__, index) => keep[index % keep.length]);
        const { verdict, alsoFound } = judgeAgain(stored, { ...stored.run, observations });
        const ids = new Set<string>(observations.map((observation) => observation.id));
        const named = [verdict, ...alsoFound, ...verdict.ruledOut].flatMap((one) => one.evidence);
        expect(CAUSE_CODES).toContain(verdict.code);
        expect(verdict.confidence).toBeGreaterThanOrEqual(0);
        expect(verdict.confidence).toBeLessThanOrEqual(1);
        expect(named.filter((id) => !ids.has(id))).toEqual([]);
        expect(alsoFound.map((one) => one.code)).not.toContain(verdict.code);
      }),
      { numRuns: 300 },
    );
  });

  test('is judged the same again and again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...runs), fc.integer({ min: 1, max: 60 }), (stored, count) => {
        const observations: readonly Observation[] = stored.run.observations.slice(0, count);
        const once = judgeAgain(stored, { ...stored.run, observations });
        expect(judgeAgain(stored, { ...stored.run, observations })).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });
});
