import { describe, expect, test } from 'vitest';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { CATALOGUE } from '../../../src/verdict/catalogue.ts';
import { judgeAgain, readStoredRuns, saidIn } from '../../replay/stored-runs.ts';

const runs = readStoredRuns();

/** Causes of which no run is stored: never the main verdict, or the honest absence of one. */
const NEVER_STORED = CAUSE_CODES.filter((code) => CATALOGUE[code].isSecondary === true || code === 'undetermined');

describe('saved runs', () => {
  test('show every cause that can be a verdict', () => {
    const stored = new Set(runs.map((run) => run.code));
    const missing = CAUSE_CODES.filter((code) => !stored.has(code) && !NEVER_STORED.includes(code));
    expect(missing).toEqual([]);
  });

  test('are named after a cause', () => {
    expect(runs.filter((run) => !CAUSE_CODES.some((code) => code === run.code)).map((run) => run.file)).toEqual([]);
  });
});

describe.each(runs.map((run) => [run.file, run] as const))('%s', (_, stored) => {
  const document = judgeAgain(stored, stored.run);

  test('is judged right', () => {
    expect(document.verdict.code).toBe(stored.code);
  });

  test(
    stored.said.code === stored.code ? 'is judged as on the day it was saved' : 'is no longer judged as it wrongly was',
    () => {
      if (stored.said.code === stored.code) expect(saidIn(document)).toEqual(stored.said);
      else expect(saidIn(document)).not.toEqual(stored.said);
    },
  );

  test('names what it is easily taken for, and the facts that rule it out', () => {
    const { ruledOut } = document.verdict;
    const isHonest = stored.code === 'undetermined' || ruledOut.some((one) => one.evidence.length > 0);
    expect(isHonest).toBe(true);
    expect(ruledOut.filter((one) => one.code === stored.code)).toEqual([]);
  });

  test('names as evidence only what was observed', () => {
    const ids = new Set<string>(stored.run.observations.map((observation) => observation.id));
    const named = [document.verdict, ...document.alsoFound, ...document.verdict.ruledOut].flatMap(
      (one) => one.evidence,
    );
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('rules look-alikes out by what was observed', () => {
    const { ruledOut, code } = document.verdict;
    const strangers = ruledOut.filter((one) => !CATALOGUE[code].lookAlikes.includes(one.code));
    expect(strangers).toEqual([]);
    expect(ruledOut.filter((one) => one.evidence.length === 0).map((one) => one.code)).toEqual([]);
  });
});
