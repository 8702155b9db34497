import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLI, NOT_BUILT, runCli } from './run-cli.ts';

interface Scene {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a scene of the practice network and keeps it until the test is over. */
async function startScene(name: string): Promise<Scene> {
  const child = spawn(process.execPath, [CLI, 'practice', '--json', name], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C' },
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  return JSON.parse(String(line));
}

/** Ports and addresses differ from run to run. */
function masked(text: string): string {
  return text
    .replaceAll(/127\.\d+\.\d+\.\d+/g, 'ADDRESS')
    .replaceAll(/(?<=[:番ト ])\d{4,5}(?!\d)/g, 'PORT')
    .replaceAll(/\d+(?:\.\d+)? ?(?:ms|seconds?|ミリ秒|秒)/g, 'TIME');
}

describe.skipIf(NOT_BUILT !== null)(`what people read${NOT_BUILT === null ? '' : ` (${NOT_BUILT})`}`, () => {
  it.each([
    ['sign-in', 'en'],
    ['sign-in', 'ja'],
    ['dead-upstream', 'en'],
    ['dead-upstream', 'ja'],
  ])('of the scene %s in %s', async (name, lang) => {
    const { url, env } = await startScene(name);
    const { status, stdout, stderr } = await runCli({ args: ['diagnose', '--lang', lang, url], env });
    expect([status, stderr]).toEqual([1, '']);
    expect(masked(stdout)).toMatchSnapshot();
    if (lang === 'ja')
      expect(stdout).not.toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}](?:: |, | ?\()/u);
  });

  it.each(['en', 'ja'])('of the settings in %s', async (lang) => {
    const args = ['settings', '--lang', lang, '--source', 'env'];
    const { stdout } = await runCli({ args, env: { http_proxy: 'http://proxy.test:3128', no_proxy: '.test' } });
    expect(stdout).toMatchSnapshot();
  });
});
