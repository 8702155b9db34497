/** Reads counts, failures and skipped tests out of Playwright's JSON report. */
export function readPlaywrightResult(report) {
  const specs = report.suites.flatMap((suite) => specsOf(suite));
  const tests = specs.flatMap(({ spec, file }) => spec.tests.map((test) => ({ test, file, title: spec.title })));
  return {
    passed: tests.filter(({ test }) => test.status === 'expected' || test.status === 'flaky').length,
    failed: [
      ...tests.filter(({ test }) => test.status === 'unexpected').map(({ file, title }) => `${file}: ${title}`),
      ...(report.errors ?? []).map((error) => `e2e: ${error.message}`),
    ],
    skipped: tests
      .filter(({ test }) => test.status === 'skipped')
      .map(({ test, file, title }) => ({ file, test: title, reason: reasonOf(test) })),
  };
}

function specsOf(suite) {
  const own = suite.specs.map((spec) => ({ spec, file: `test/e2e/${spec.file}` }));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => specsOf(inner))];
}

function reasonOf(test) {
  const note = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
  return note?.description ?? 'no reason given';
}
