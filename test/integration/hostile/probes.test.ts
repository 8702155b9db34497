/** Every probe against peers that break the rules, over real sockets. Prints what was measured. */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { bombard, complaints, tableOf, type Attack } from './bombard.ts';
import { drawReplies } from './generate.ts';
import { AIMED_PROBES } from './probes.ts';
import { HOSTILE_REPLIES } from './replies.ts';

const LONGEST_MS = 170_000;
const MOST_MEGABYTES = 200;
const DRAWN = 120;
/** Each drawn reply meets this many probes: another few the next time. */
const PROBES_EACH = 4;

async function expectUnharmed(attacks: readonly Attack[], about: string): Promise<void> {
  const outcome = await bombard(attacks);
  process.stdout.write(`\n${[about, ...tableOf(outcome)].join('\n')}\n`);
  expect(complaints(outcome)).toEqual([]);
  expect(outcome.grownMegabytes).toBeLessThan(MOST_MEGABYTES);
}

test('no broken reply of the corpus crashes or holds up any probe', { timeout: LONGEST_MS }, async () => {
  const attacks = HOSTILE_REPLIES.flatMap((reply) => AIMED_PROBES.map((probe) => ({ probe, reply })));
  await expectUnharmed(attacks, `${String(HOSTILE_REPLIES.length)} broken replies`);
});

test('no drawn reply crashes or holds up a probe', { timeout: LONGEST_MS }, async () => {
  const given = Number(process.env['THROUGHWAY_SEED'] ?? Number.NaN);
  const seed = Number.isInteger(given) ? given : randomInt(2 ** 31);
  const attacks = drawReplies(DRAWN, seed).flatMap((reply, index) =>
    Array.from(
      { length: PROBES_EACH },
      (_, turn) => AIMED_PROBES[(seed + index * 5 + turn * 3) % AIMED_PROBES.length],
    ).flatMap((probe) => (probe === undefined ? [] : [{ probe, reply }])),
  );
  await expectUnharmed(attacks, `${String(DRAWN)} drawn replies, THROUGHWAY_SEED=${String(seed)}`);
});
