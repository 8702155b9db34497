/** `npm run lab:soak -- [--only GLOB]… [--rounds N]`: the whole lab twice in a row, while both cores are kept busy by something else. Prints how many verdicts are right. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CLI } from './diagnose.ts';
import { whyNoLab, whyNoProgram } from './network.ts';
import { playAll, type Outcome } from './play.ts';
import { describeTimes } from './times.ts';
import { matches } from './run.ts';
import { isFound } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';

const ROUNDS = 2;
/** Work without end and without sense. */
const BUSY = 'for (;;) Math.sqrt(Math.random());';

export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true, default: ['*'] },
      'at-once': { type: 'string', default: '2' },
      rounds: { type: 'string', default: String(ROUNDS) },
    },
  });
  const why = existsSync(CLI) ? whyNoLab() : 'the command line is not built';
  if (why !== null) {
    say(`Skipped: ${why}.`);
    return 0;
  }
  const scenarios = SCENARIOS.filter(
    (scenario) =>
      !scenario.expectedLater &&
      whyNoProgram(scenario.needs) === null &&
      values.only.some((pattern) => matches(scenario, pattern)),
  );
  const busy = keepBusy();
  try {
    let wrong = 0;
    const mistakes = new Map<string, number>();
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const seed = randomBytes(4).toString('hex');
      say(
        `round ${String(round)}: ${String(scenarios.length)} scenarios, seed ${seed}, ${String(busy.length)} cores busy`,
      );
      const outcomes = await playAll(scenarios, { seed, atOnce: Number(values['at-once']), told: tell });
      const right = outcomes.filter(isRight).length;
      for (const outcome of outcomes.filter((one) => !isRight(one))) {
        const found = outcome.document?.verdict;
        const line = `${outcome.scenario.code}: ${outcome.scenario.title}: found ${found?.code ?? 'no verdict'} ${String(found?.confidence ?? '')}`;
        mistakes.set(line, (mistakes.get(line) ?? 0) + 1);
      }
      wrong += outcomes.filter((outcome) => outcome.complaints.length > 0).length;
      say(
        `round ${String(round)}: ${String(right)} of ${String(outcomes.length)} causes right (${((100 * right) / outcomes.length).toFixed(1)} %)`,
      );
      for (const line of describeTimes(outcomes)) say(line);
    }
    for (const [line, times] of mistakes) say(`wrong ${String(times)} times: ${line}`);
    return wrong === 0 ? 0 : 1;
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}

/** Starts one busy process a core; they end with this one, whatever ends it. */
function keepBusy(): readonly ChildProcess[] {
  const children = cpus().map(() => spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' }));
  process.on('exit', () => {
    for (const child of children) child.kill('SIGKILL');
  });
  return children;
}

function isRight(outcome: Outcome): boolean {
  return outcome.document !== null && isFound(outcome.scenario, outcome.document);
}

function tell(outcome: Outcome): void {
  if (outcome.complaints.length === 0) return;
  say(`FAIL ${outcome.scenario.code}: ${outcome.scenario.title}`);
  for (const complaint of outcome.complaints) say(`     - ${complaint}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
