import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { SCENE_IDS, startPractice } from '../../../src/practice/start-practice.ts';

const CLI = fileURLToPath(new URL('../../../out/cli/throughway.js', import.meta.url));

/** Runs the built program as a person would, in nothing but the scene's environment. */
function diagnose(url: string, env: Readonly<Record<string, string>>): Promise<{ verdict: { code: string } }> {
  const options = { env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env } };
  return new Promise((resolve) => {
    // It ends with status 1 where a cause was found: the document counts, not the status.
    execFile(process.execPath, [CLI, 'diagnose', '--json', url], options, (_ended, stdout) => {
      resolve(JSON.parse(stdout));
    });
  });
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
