import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI } from './diagnose.ts';
import { Lab } from './lab.ts';
import { whyNoLab, whyNoProgram } from './network.ts';
import { play } from './play.ts';
import { SCENARIOS } from './scenarios/all.ts';

const LONGEST_MS = 60_000;

/** Describes every n-th scenario as a test on a lab of its own: one test file each, so that files run side by side. */
export function describeScenarios(part: number, parts: number): void {
  const skipped = existsSync(CLI) ? whyNoLab() : 'the command line is not built (npm run build)';
  const seed = `${process.env['THROUGHWAY_LAB_SEED'] ?? randomBytes(4).toString('hex')}-${String(part)}`;
  const mine = SCENARIOS.filter((scenario, place) => !scenario.expectedLater && place % parts === part);

  describe(`on real networks (seed ${seed})`, () => {
    let lab: Lab | undefined;
    beforeAll(async () => {
      if (skipped === null) lab = await Lab.build(seed);
    }, LONGEST_MS);
    afterAll(async () => {
      await lab?.remove();
    }, LONGEST_MS);

    for (const scenario of mine) {
      it(`${scenario.title} (${scenario.code})`, { timeout: LONGEST_MS }, async (context) => {
        const why = whyNoProgram(scenario.needs);
        if (lab === undefined) context.skip(skipped ?? 'the lab could not be built');
        else if (why !== null) context.skip(why);
        else expect((await play(scenario, lab)).complaints).toEqual([]);
      });
    }
  });
}
