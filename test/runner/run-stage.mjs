/** Runs one stage and returns what came of it: counts, failures, and each thing skipped with its reason. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPlaywrightResult } from './playwright-result.mjs';
import { ROOT } from './stages.mjs';

const NOTHING = { passed: 0, failed: [], skipped: [] };

export async function runStage(stage) {
  const missing = stage.missing?.() ?? null;
  if (missing !== null)
    return { ...NOTHING, skipped: [{ file: stage.name, test: 'the whole stage', reason: missing }] };
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-test-'));
  try {
    const parts = [];
    for (const command of stage.commands ?? []) parts.push(await runCheck(command, stage));
    if (stage.vitest !== undefined) parts.push(await runVitest(stage, path.join(folder, 'vitest.json')));
    if (stage.playwright !== undefined) parts.push(await runPlaywright(stage, path.join(folder, 'playwright.json')));
    return {
      passed: parts.reduce((sum, part) => sum + part.passed, 0),
      failed: parts.flatMap((part) => part.failed),
      skipped: parts.flatMap((part) => part.skipped),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCheck([program, ...args], { name, limit }) {
  const status = await run([program, ...args], { limit });
  const [tool] = program.split('/');
  return status === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: [`${name}: ${tool} ${howItEnded(status)}`] };
}

async function runVitest({ name, vitest, limit }, file) {
  const args = ['run', ...vitest.projects.flatMap((project) => ['--project', project]), '--passWithNoTests'];
  args.push('--maxWorkers', String(vitest.workers), '--reporter', path.join(ROOT, 'test/runner/vitest-reporter.mjs'));
  const status = await run(['vitest/vitest.mjs', ...args], { limit, env: { THROUGHWAY_TEST_RESULT: file } });
  return judged(name, status, readJson(file));
}

async function runPlaywright({ name, playwright, limit }, file) {
  const args = ['test', '--config', playwright, '--reporter', 'list,json'];
  const status = await run(['@playwright/test/cli.js', ...args], { limit, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } });
  const report = readJson(file);
  return judged(name, status, report === null ? null : readPlaywrightResult(report));
}

/** A run that ends badly without a failed test, or without a result, has failed as a whole. */
function judged(name, status, result) {
  if (result === null) return { ...NOTHING, failed: [`${name}: no result, because the run ${howItEnded(status)}`] };
  const { passed, failed, skipped } = result;
  if (status !== 0 && failed.length === 0) return { ...result, failed: [`${name}: the run ${howItEnded(status)}`] };
  if (passed + failed.length + skipped.length > 0) return result;
  return { ...NOTHING, skipped: [{ file: name, test: 'the whole stage', reason: 'there are no tests' }] };
}

function howItEnded(status) {
  return typeof status === 'number' ? `ended with status ${status}` : `was ended (${status})`;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The run ended before it could write: its own words stand above.
    return null;
  }
}

/** Runs a program of node_modules with this Node; returns its exit status, or the word for how it was ended. */
function run([program, ...args], { limit, env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', program), ...args], {
      cwd: ROOT,
      env: { ...withoutProxies(process.env), ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    });
    const stop = () => {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    };
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop();
    }, limit * 1000);
    process.on('SIGINT', stop);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      resolve(isLate ? `longer than ${limit} s` : (status ?? signal));
    });
  });
}

/** Tests set up the network that they look at; this computer's own proxy is none of it. */
function withoutProxies(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/_proxy$/i.test(name)));
}
