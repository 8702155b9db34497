import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHistory } from '../../../main/host/history-files.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { KEEP } from '../../../src/watch/history-segments.ts';
import { checkFactsOf } from '../../unit/watch/entries.ts';

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-history-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return path.join(folder, 'history');
}

/** Starts a writer; `kept` grows with every entry that it says is kept. */
function startWriter(folder: string, name: string) {
  const script = ['test/run-script.mjs', 'test/integration/watch/history-writer.ts', folder, name];
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kept: string[] = [];
  const waiting: { readonly count: number; readonly go: () => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    kept.push(line);
    for (const one of waiting) if (kept.length >= one.count) one.go();
  });
  return {
    kept,
    has: (count: number) =>
      new Promise<void>((resolve, reject) => {
        child.once('exit', () => {
          reject(new Error('the writer ended by itself'));
        });
        if (kept.length >= count) resolve();
        else waiting.push({ count, go: resolve });
      }),
    kill: () =>
      new Promise<void>((resolve) => {
        child.once('close', () => {
          resolve();
        });
        child.kill('SIGKILL');
      }),
  };
}

describe('the history on disk', () => {
  it(
    'loses at most the entry that is being written when the writer is killed, and goes on',
    { timeout: 120_000 },
    async () => {
      const folder = newFolder();
      const kept: string[] = [];
      const rounds = 6;
      for (let round = 0; round < rounds; round += 1) {
        const writers = [startWriter(folder, `a${String(round)}`), startWriter(folder, `b${String(round)}`)];
        await Promise.all(writers.map((writer) => writer.has(5 + 3 * round)));
        await Promise.all(writers.map((writer) => writer.kill()));
        for (const writer of writers) kept.push(...writer.kept);
      }
      const { entries, unreadable } = await openHistory({ folder, clock: systemClock }).list({}, 100_000);
      const found = new Set(entries.map((entry) => (entry.kind === 'check' ? entry.details.realm : '')));
      expect(kept.filter((one) => !found.has(one))).toEqual([]);
      // written, but killed before it could say so
      expect(found.size - kept.length).toBeLessThanOrEqual(2 * rounds);
      expect(unreadable).toBeLessThanOrEqual(2 * rounds);
    },
  );

  it('closes a torn line off before the next entry, at every byte', async () => {
    for (const torn of ['{', '{"v":1,"id":"x"', '\u0000\u0000', 'x'.repeat(5_000)]) {
      const folder = newFolder();
      const history = openHistory({ folder, clock: systemClock });
      await history.note(checkFactsOf());
      appendFileSync(path.join(folder, '00000001.jsonl'), torn);
      await history.note(checkFactsOf({ code: 'proxy.down' }));
      const page = await history.list({}, 10);
      expect([page.entries.length, page.unreadable]).toEqual([2, 1]);
    }
  });

  it('stays within its size and age', async () => {
    const folder = newFolder();
    const keep = { ...KEEP, segmentBytes: 2_000, segments: 4 };
    const history = openHistory({ folder, clock: systemClock, keep });
    for (let count = 0; count < 60; count += 1) await history.note(checkFactsOf());
    const files = readdirSync(folder);
    expect(files.length).toBeLessThanOrEqual(keep.segments);
    for (const file of files) expect(statSync(path.join(folder, file)).size).toBeLessThan(4_000);

    const long = Date.now() + 200 * 86_400_000;
    const later = openHistory({ folder, clock: { nowMs: () => 0, wallMs: () => long }, keep });
    expect((await later.list({}, 100)).entries).toEqual([]);
    for (const file of files) utimesSync(path.join(folder, file), 1, 1);
    await later.note(checkFactsOf());
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await later.list({}, 100)).entries).toHaveLength(1);
  });

  it('is readable by this person alone', async () => {
    const folder = newFolder();
    await openHistory({ folder, clock: systemClock }).note(checkFactsOf());
    expect([statSync(folder).mode & 0o777, statSync(path.join(folder, '00000001.jsonl')).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
  });

  it('says that an entry could not be kept, and does not throw', async () => {
    const folder = newFolder();
    writeFileSync(folder, 'a file where the folder should be');
    const history = openHistory({ folder, clock: systemClock });
    expect(await history.note(checkFactsOf())).toBeNull();
    expect(history.problem?.code).toBe('ENOTDIR');
  });

  it('is empty where there is none, and makes no home', async () => {
    const folder = newFolder();
    const history = openHistory({ folder, clock: systemClock, canCreate: () => false });
    expect([await history.list({}, 10), await history.note(checkFactsOf()), await history.get('x')]).toEqual([
      { entries: [], hasMore: false, unreadable: 0 },
      null,
      null,
    ]);
    expect(readdirSync(path.dirname(folder))).toEqual([]);
  });
});
