import { describe, expect, it } from 'vitest';
import { CAUSE_CODES } from '../../src/verdict/cause-code.ts';
import type { Scenario } from './scenario.ts';
import { CODES_TO_COME, SCENARIOS } from './scenarios/all.ts';

const played = SCENARIOS.filter((scenario) => !scenario.expectedLater);
const due = CAUSE_CODES.filter((code) => !CODES_TO_COME.has(code));

describe('the list of scenarios', () => {
  it('has a scenario for every cause that has a rule', () => {
    expect(due.filter((code) => !played.some((scenario) => scenario.code === code))).toEqual([]);
  });

  it('has a near miss for every cause that has a rule', () => {
    expect(due.filter((code) => !played.some((scenario) => isNearMiss(scenario, code)))).toEqual([]);
  });

  it('names no cause as still to come that has both', () => {
    const done = [...CODES_TO_COME].filter(
      (code) =>
        played.some((scenario) => scenario.code === code) && played.some((scenario) => isNearMiss(scenario, code)),
    );
    expect(done).toEqual([]);
  });

  it('says each sentence once', () => {
    const titles = SCENARIOS.map((scenario) => scenario.title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });
});

function isNearMiss(scenario: Scenario, code: string): boolean {
  return scenario.code !== code && scenario.nearMissOf.some((near) => near === code);
}
