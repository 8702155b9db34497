/** Shows a line for each finished file and what failed; writes counts and skipped tests to the file that THROUGHWAY_TEST_RESULT names. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export default class Reporter {
  onTestModuleEnd(module) {
    const tests = [...module.children.allTests()];
    const failed = tests.filter((test) => test.result().state === 'failed');
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const isBad = failed.length > 0 || module.errors().length > 0;
    const counts = [`${tests.length} tests`, skipped.length > 0 ? `${skipped.length} skipped` : null].filter(Boolean);
    const took = `${(module.diagnostic().duration / 1000).toFixed(1)} s`;
    console.log(`  ${isBad ? '✕' : '●'} ${nameOf(module)} (${counts.join(', ')}, ${took})`);
    for (const test of failed) console.log(failure(test.fullName, test.result().errors ?? []));
    if (module.errors().length > 0) console.log(failure('the file could not be run', module.errors()));
  }

  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ module, test })));
    const count = (state) => tests.filter(({ test }) => test.result().state === state).length;
    const broken = modules.flatMap((module) => (module.errors().length > 0 ? [nameOf(module)] : []));
    if (unhandled.length > 0) console.log(failure('outside of any test', unhandled));
    const result = {
      passed: count('passed'),
      failed: [
        ...tests
          .filter(({ test }) => test.result().state === 'failed')
          .map(({ module, test }) => `${nameOf(module)}: ${test.fullName}`),
        ...broken.map((name) => `${name}: the file could not be run`),
        ...unhandled.map((error) => `outside of any test: ${error.message}`),
      ],
      skipped: tests
        .filter(({ test }) => test.result().state === 'skipped')
        .map(({ module, test }) => ({ file: nameOf(module), test: test.fullName, reason: reasonOf(test) })),
    };
    const file = process.env['THROUGHWAY_TEST_RESULT'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  }
}

/** A test says why it skips; where a whole group does, its title ends in the reason. */
function reasonOf(test) {
  const { note } = test.result();
  if (note !== undefined) return note;
  return test.fullName.split(' > ').slice(0, -1).join(' > ') || test.fullName;
}

function nameOf(module) {
  return path.relative(process.cwd(), module.moduleId).replaceAll(path.sep, '/');
}

/** More of one failure than this hides the others. */
const MOST_LINES = 40;

function failure(name, errors) {
  const lines = errors
    .flatMap((error) => [
      ...(error.stacks ?? []).slice(0, 3).map(({ file, line }) => `at ${path.relative(process.cwd(), file)}:${line}`),
      String(error.message),
      ...(error.diff === undefined ? [] : [error.diff]),
    ])
    .join('\n')
    .split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return [`    ✕ ${name}`, ...shown.map((line) => `      ${line}`)].join('\n');
}
