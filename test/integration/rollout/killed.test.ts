/** `preset apply` and `preset remove` ended without a word at every step that the journal or a place goes through. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { CLI, NOT_BUILT } from '../cli/run-cli.ts';
import { homePicture } from './home-picture.ts';
import { kdeEnvironment } from '../kde-environment.ts';

const { signal } = new AbortController();
const PRELOAD = path.join(import.meta.dirname, '../kill-at.cjs');
/** More steps than a preset for four places takes. */
const MOST_STEPS = 120;

const PRESET = JSON.stringify({
  throughway: 1,
  name: 'Office',
  proxies: 'http://proxy.corp.example:3128',
  bypass: ['<local>', '*.corp.example'],
  apply: { sources: ['kde', 'env'] },
  tools: ['git', 'npm'],
});

async function office() {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-killed-'));
  const home = path.join(folder, 'home');
  await mkdir(path.join(home, '.config'), { recursive: true });
  await writeFile(path.join(home, '.config/kioslaverc'), '[Proxy Settings]\nProxyType=0\n');
  await writeFile(path.join(home, '.gitconfig'), '[user]\n\tname = Taro\n', { mode: 0o600 });
  const file = path.join(folder, 'office.throughway.json');
  await writeFile(file, PRESET);
  const env = kdeEnvironment(home);
  const host = composeHost({ env });
  return {
    file,
    host,
    rollout: () => host.openRollout(),
    look: () => homePicture(home),
    /** Returns its status; `null`: it was killed. */
    kill: (verb: readonly string[], at: number) =>
      new Promise<number | null>((resolve) => {
        const args = ['--require', PRELOAD, CLI, 'preset', ...verb];
        const child = spawn(process.execPath, args, { env: { ...env, KILL_AT: String(at) }, stdio: 'ignore' });
        child.once('close', resolve);
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

type Office = Awaited<ReturnType<typeof office>>;

/** The three ways out of what was cut short, each of which ends at what was there before the preset. */
const WAYS_BACK: readonly ((ground: Office) => Promise<void>)[] = [
  async ({ rollout }) => {
    const removed = await (await rollout()).remove({ signal, insist: false });
    // Cut short before the first place, or after the last: then nothing is left to take back.
    if (!removed.ok) expect(removed.problem).toEqual({ kind: 'not-applied' });
  },
  async ({ host }) => {
    const [newest] = await host.changes.list();
    if (newest === undefined || newest.state === 'undone' || newest.state === 'failed') return;
    expect(await host.changes.undo(newest.id, { signal, insist: false })).toMatchObject({ ok: true });
  },
  async ({ rollout, file }) => {
    const again = await (await rollout()).preview(file, { signal });
    if (!again.ok) throw new Error(JSON.stringify(again.problem));
    expect(await (await rollout()).apply(again.value, { signal })).toMatchObject({ ok: true });
    expect(await (await rollout()).status({ signal })).toMatchObject({ state: 'compliant', isInterrupted: false });
    expect(await (await rollout()).remove({ signal, insist: false })).toMatchObject({ ok: true });
  },
];

/** Kills at the first step, the second, and so on until the command gets through; returns how many there were. */
async function atEveryStep(ground: Office, verb: readonly string[], prepare: () => Promise<void>): Promise<number> {
  const before = await ground.look();
  for (let at = 1; at <= MOST_STEPS; at += 1) {
    await prepare();
    const status = await ground.kill(verb, at);
    const state = await (await ground.rollout()).status({ signal });
    // Half of it is never taken for all of it.
    if (state.state === 'compliant') expect(state.drift).toEqual([]);
    await WAYS_BACK[at % WAYS_BACK.length]?.(ground);
    expect(await ground.look(), `${verb.join(' ')}, step ${String(at)}`).toEqual(before);
    if (status !== null) return at;
  }
  throw new Error('more steps than expected');
}

describe.skipIf(NOT_BUILT !== null)(
  `a preset, when the program is killed${NOT_BUILT === null ? '' : ` (skipped: ${NOT_BUILT})`}`,
  () => {
    it(
      'is taken back or put on wholly by the next run, at whichever step applying was cut short',
      { timeout: 120_000 },
      async () => {
        await using ground = await office();
        const steps = await atEveryStep(ground, ['apply', ground.file, '--yes', '--json'], () => Promise.resolve());
        expect(steps).toBeGreaterThan(6);
      },
    );

    it('is gone after the next run, at whichever step removing was cut short', { timeout: 120_000 }, async () => {
      await using ground = await office();
      const steps = await atEveryStep(ground, ['remove', '--json'], async () => {
        const preview = await (await ground.rollout()).preview(ground.file, { signal });
        if (!preview.ok) throw new Error(JSON.stringify(preview.problem));
        expect(await (await ground.rollout()).apply(preview.value, { signal })).toMatchObject({ ok: true });
      });
      expect(steps).toBeGreaterThan(6);
    });
  },
);
