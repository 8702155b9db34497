import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { startedBefore } from '../../../src/system/program-starts.ts';

const ON_LINUX = process.platform === 'linux' ? null : 'processes are read from /proc';

describe.skipIf(ON_LINUX !== null)(`programs that hold old settings ${ON_LINUX ?? ''}`, () => {
  /** A program by the name of a real one, which does nothing but run. */
  const start = async (folder: string): Promise<ChildProcess> => {
    const program = path.join(folder, 'thunderbird');
    copyFileSync('/bin/sleep', program);
    const child = spawn(program, ['60'], { stdio: 'ignore' });
    await once(child, 'spawn');
    return child;
  };
  const end = async (child: ChildProcess): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  };

  test('are named until they were really started again', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'restart-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const tools = createSystemTools({ env: process.env });
    const { signal } = new AbortController();
    // The time of the boot counts in whole seconds, so that what is a change lies apart from both starts.
    const holds = (sinceMs: number) =>
      startedBefore({ tools, platform: 'linux' }, { names: ['Thunderbird', 'Slack'], sinceMs }, signal);
    const old = await start(folder);
    const changedMs = Date.now() + 2_000;
    expect(await holds(changedMs)).toEqual(['Thunderbird']);
    expect(await holds(changedMs - 10_000)).toEqual([]);
    await end(old);
    expect(await holds(changedMs)).toEqual([]);
  });
});
