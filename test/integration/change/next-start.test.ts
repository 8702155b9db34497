/** A change that was cut short: whatever is started next says so, and how to take it back; after a reboot as well. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { CLI, NOT_BUILT, runCli } from '../cli/run-cli.ts';
import { kdeEnvironment } from '../kde-environment.ts';

const PRELOAD = path.join(import.meta.dirname, '../kill-at.cjs');
const KDE = '[Proxy Settings]\nProxyType=0\n';
const SET = ['settings', 'set', '--source', 'kde', '--proxy', 'http://proxy.example:3128', '--yes', '--no-verify'];

/** A home of KDE in which one change was cut short: the file is written, the journal's entry not yet ended. */
async function office() {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-next-start-'));
  const home = path.join(folder, 'home');
  const file = path.join(home, '.config/kioslaverc');
  const journal = path.join(home, 'data/changes');
  const env = kdeEnvironment(home);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, KDE);
  const kill = async (at: number): Promise<void> => {
    const args = ['--require', PRELOAD, CLI, ...SET];
    await once(spawn(process.execPath, args, { env: { ...env, KILL_AT: String(at) }, stdio: 'ignore' }), 'close');
  };
  for (let at = 1; at <= 10 && (await readFile(file, 'utf8')) === KDE; at += 1) {
    await rm(env.THROUGHWAY_DATA_DIR, { recursive: true, force: true });
    await kill(at);
  }
  const [entry = ''] = (await readdir(journal)).filter((name) => name.endsWith('.json'));
  return {
    env,
    id: entry.slice(0, -'.json'.length),
    lock: path.join(journal, 'lock'),
    content: () => readFile(file, 'utf8'),
    cli: (...args: readonly string[]) => runCli({ args, env }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

describe.skipIf(NOT_BUILT !== null)(
  `the start after a change was cut short${NOT_BUILT === null ? '' : ` (skipped: ${NOT_BUILT})`}`,
  () => {
    it('says so in one sentence beside any command until it is taken back', { timeout: 60_000 }, async () => {
      await using ground = await office();
      expect(await ground.content()).not.toBe(KDE);

      const first = await ground.cli('settings', '--json');
      expect(first.stderr).toContain(`throughway undo ${ground.id}`);
      expect(first.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(first.stdout).not.toContain(ground.id);
      expect(JSON.parse(first.stdout)).toBeTypeOf('object');
      const japanese = await ground.cli('explain', 'ok', '--lang', 'ja');
      expect(japanese.stderr).toContain(`「throughway undo ${ground.id}」`);
      // Windows ask for the list as soon as they come up.
      const [newest] = await composeHost({ env: ground.env }).changes.list();
      expect(newest).toMatchObject({ id: ground.id, state: 'interrupted' });

      expect((await ground.cli('undo', ground.id)).stderr).toBe('');
      expect(await ground.content()).toBe(KDE);
      expect((await ground.cli('settings', '--json')).stderr).toBe('');
    });

    it(
      'says so after a reboot, when another program has the number of the killed one',
      { timeout: 60_000 },
      async () => {
        await using ground = await office();
        const lock: unknown = JSON.parse(await readFile(ground.lock, 'utf8'));
        // The number lives again, in this process; it took nothing since the computer started.
        const beforeBoot = Date.now() - uptime() * 1_000 - 60_000;
        const old = { ...Object(lock), pid: process.pid, began: beforeBoot - 5_000, at: beforeBoot };
        await writeFile(ground.lock, JSON.stringify(old));

        expect((await ground.cli('settings', '--json')).stderr).toContain(`throughway undo ${ground.id}`);
        expect((await ground.cli('undo', 'last')).status).toBe(0);
        expect(await ground.content()).toBe(KDE);
      },
    );

    it('says nothing while the change is still being made', { timeout: 60_000 }, async () => {
      await using ground = await office();
      const now = { pid: process.pid, began: performance.timeOrigin, at: Date.now() };
      await writeFile(ground.lock, JSON.stringify(now));
      expect((await ground.cli('settings', '--json')).stderr).toBe('');
    });
  },
);
