/** The whole suite, stage by stage: `node test/run.mjs [--only STAGE]…`. Needs nothing but Node and the installed packages. */
import { readFileSync } from 'node:fs';
import { runStage } from './runner/run-stage.mjs';
import { STAGES, WAVES } from './runner/stages.mjs';

const chosen = chooseStages(process.argv.slice(2));
if (chosen === null) {
  console.error(
    `Write "node test/run.mjs" or add --only STAGE; the stages are ${STAGES.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const results = [];
for (const lanes of WAVES) {
  await Promise.all(
    lanes.map(async (names) => {
      for (const stage of chosen.filter(({ name }) => names.includes(name))) results.push(await take(stage));
    }),
  );
}

async function take(stage) {
  console.log(`\n── ${stage.name}`);
  const began = performance.now();
  const result = await runStage(stage);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`   ${stage.name}: ${countsOf(result)} (${seconds} s)`);
  return { name: stage.name, seconds, ...result };
}

const failed = [...results.flatMap((one) => one.failed), ...unexpectedSkips(results)];
console.log('\n── summary');
for (const result of results) {
  console.log(`${result.failed.length > 0 ? '✕' : '●'} ${result.name}: ${countsOf(result)} (${result.seconds} s)`);
}
for (const [reason, tests] of skipsByReason(results)) console.log(`○ skipped: ${tests.length} × ${reason}`);
for (const text of failed) console.log(`✕ ${text}`);
const sum = (count) => results.reduce((total, result) => total + count(result), 0);
console.log(`${sum((one) => one.passed)} passed, ${failed.length} failed, ${sum((one) => one.skipped.length)} skipped`);
process.exitCode = failed.length === 0 ? 0 : 1;

function chooseStages(args) {
  const names = [];
  for (let at = 0; at < args.length; at += 2) {
    if (args[at] !== '--only' || !STAGES.some(({ name }) => name === args[at + 1])) return null;
    names.push(args[at + 1]);
  }
  return names.length === 0 ? STAGES : STAGES.filter(({ name }) => names.includes(name));
}

function countsOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}

/** What is skipped together is told together: the reason once, with the number of tests and where they are. */
function skipsByReason(all) {
  const byReason = new Map();
  for (const { file, reason, test } of all.flatMap(({ skipped }) => skipped)) {
    const key = `${file}: ${reason}`;
    byReason.set(key, [...(byReason.get(key) ?? []), test]);
  }
  return byReason;
}

/** In CI everything is installed: what is skipped there must be on the list, or it would rot in silence. */
function unexpectedSkips(all) {
  if ((process.env.CI ?? '') === '') return [];
  const expected = JSON.parse(readFileSync(new URL('expected-skips.json', import.meta.url), 'utf8'));
  return all
    .flatMap(({ skipped }) => skipped)
    .filter(({ file, test, reason }) => !expected.some(({ part }) => `${file}: ${test}: ${reason}`.includes(part)))
    .map(({ file, test, reason }) => `skipped, but not on the list of expected skips: ${file}: ${test} (${reason})`);
}
