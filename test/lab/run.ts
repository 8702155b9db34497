import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CLI } from './diagnose.ts';
import { whyNoLab, whyNoProgram } from './network.ts';
import { compareNearMisses } from './near-misses.ts';
import { comparePeers } from './peers-table.ts';
import { playAll, type Outcome } from './play.ts';
import { describeTimes } from './times.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';

/** `npm run lab -- [--only GLOB]… [--seed SEED] [--at-once N] [--keep FOLDER] [--peers] [--list] [--later]`: plays scenarios and prints how each went. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true, default: ['*'] },
      seed: { type: 'string', default: randomBytes(4).toString('hex') },
      'at-once': { type: 'string', default: '2' },
      keep: { type: 'string' },
      peers: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      later: { type: 'boolean', default: false },
    },
  });
  const chosen = SCENARIOS.filter((scenario) => values.only.some((pattern) => matches(scenario, pattern)));
  const playable = chosen.filter(
    (scenario) => (values.later || !scenario.expectedLater) && whyNoProgram(scenario.needs) === null,
  );
  if (values.list) {
    for (const one of chosen) say(`${one.code}${one.expectedLater ? ' (later)' : ''}: ${one.title}`);
    return 0;
  }
  const why = existsSync(CLI) ? whyNoLab() : 'the command line is not built';
  if (why !== null) {
    say(`Skipped: ${why}.`);
    return 0;
  }
  say(`${String(playable.length)} scenarios, seed ${values.seed}`);
  const started = performance.now();
  const outcomes = await playAll(playable, {
    seed: values.seed,
    atOnce: Number(values['at-once']),
    told: tell,
    askPeers: values.peers,
    ...(values.keep === undefined ? {} : { keepIn: resolve(values.keep) }),
  });
  const failed = outcomes.filter((outcome) => outcome.complaints.length > 0);
  say('');
  say(
    `${String(outcomes.length - failed.length)} of ${String(outcomes.length)} as expected, in ${((performance.now() - started) / 1_000).toFixed(1)} s`,
  );
  for (const line of describeTimes(outcomes)) say(line);
  if (outcomes.length === SCENARIOS.length) for (const line of compareNearMisses(outcomes)) say(line);
  if (values.peers) for (const line of comparePeers(outcomes)) say(line);
  for (const one of chosen.filter((scenario) => !playable.includes(scenario)))
    say(`not played here: ${one.code}: ${one.title}`);
  return failed.length === 0 ? 0 : 1;
}

function tell(outcome: Outcome): void {
  const found = outcome.document?.verdict;
  const mark = outcome.complaints.length === 0 ? 'ok  ' : 'FAIL';
  const took = `${seconds(outcome.tookMs)} ${outcome.peakMegabytes.toFixed(0).padStart(4)} MB`;
  say(`${mark} ${took}  ${outcome.scenario.code}: ${outcome.scenario.title}`);
  for (const [name, result] of Object.entries(outcome.peers ?? {})) {
    say(`       ${name.padEnd(10)} ${seconds(result.tookMs)}  ${result.message}`);
  }
  if (outcome.complaints.length === 0) return;
  say(`       found ${found?.code ?? 'no verdict'} ${String(found?.confidence ?? '')}`);
  for (const complaint of outcome.complaints) say(`       - ${complaint}`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(5)} s`;
}

/** Whether the code or the title fits a pattern in which `*` stands for anything. */
export function matches(scenario: Scenario, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 'i');
  return expression.test(scenario.code) || expression.test(scenario.title);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
