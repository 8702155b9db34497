import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { SCENE_IDS, startPractice } from '../../../src/practice/start-practice.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../../out/cli/throughway.js', import.meta.url));

/** Runs the built program as a person would, in nothing but the scene's environment. */
async function diagnose(url: string, env: Readonly<Record<string, string>>): Promise<{ verdict: { code: string } }> {
  const options = { env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env } };
  const { stdout } = await run(process.execPath, [CLI, 'diagnose', '--json', url], options).catch(
    (ended: { stdout: string }) => ended,
  );
  return JSON.parse(stdout);
}

test.each(SCENE_IDS)('the scene %s is diagnosed as what it is', { timeout: 30_000 }, async (id) => {
  const scene = await startPractice(id, systemClock);
  try {
    const document = await diagnose(scene.url, scene.env);
    expect(document.verdict.code).toBe(scene.expect);
  } finally {
    await scene.stop();
  }
});
