/** The stages of the suite in their order: cheap ones first. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Time limits, seconds: several times what a stage takes on two cores, so that only a stage that hangs meets its own. */
const LIMITS = { check: 600, tests: 600, integration: 1200, lab: 1200, e2e: 900 };

/** A stage is a list of commands; `result` says what reads their outcome: the exit status, or a file of vitest or Playwright. */
export const STAGES = [
  check('format', ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  check('lint', ['eslint/bin/eslint.js', '--max-warnings', '0', '.']),
  check(
    'types',
    ['typescript/bin/tsc', '-p', '.'],
    ['svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings'],
  ),
  {
    ...check('architecture', [
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'src',
      'main',
      'renderer',
      '--output-type',
      'err',
    ]),
    vitest: { projects: ['architecture'], workers: 1 },
  },
  check('unused', ['knip/bin/knip.js', '--no-progress']),
  { name: 'unit', vitest: { projects: ['unit', 'renderer'], workers: 2 }, limit: LIMITS.tests },
  { name: 'integration', vitest: { projects: ['integration'], workers: 3 }, limit: LIMITS.integration },
  { name: 'oracle', vitest: { projects: ['oracle'], workers: 1 }, limit: LIMITS.tests },
  { name: 'lab', vitest: { projects: ['lab'], workers: 3 }, limit: LIMITS.lab },
  { name: 'e2e', playwright: 'test/e2e/playwright.config.ts', limit: LIMITS.e2e, missing: whyNoWindow },
];

/**
 * What runs beside what on two cores: lanes of stages, one wave after the other. The lab mostly waits for networks, and its
 * verdicts must not depend on how busy the computer is; integration waits for servers. What only computes runs beside them,
 * while the window needs most of both cores.
 */
export const WAVES = [
  [['unit']],
  [['lab'], ['lint', 'architecture', 'unused']],
  [['integration'], ['types', 'format']],
  [['e2e'], ['oracle']],
];

function check(name, ...commands) {
  return { name, commands, limit: LIMITS.check };
}

/** The window is looked at in an installed Chromium. */
function whyNoWindow() {
  if (!existsSync(path.join(ROOT, 'out/renderer/index.html'))) return 'the window is not built (npm run build)';
  if (!existsSync('/usr/bin/chromium')) return 'Chromium is not installed (Debian package chromium)';
  const specs = readdirSync(path.join(ROOT, 'test/e2e')).filter((name) => name.endsWith('.spec.ts'));
  return specs.length === 0 ? 'there are no tests' : null;
}
