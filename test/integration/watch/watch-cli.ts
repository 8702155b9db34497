/** Runs `throughway diagnose --watch --json` and reads its events as they come. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { CLI } from '../cli/run-cli.ts';

export type WatchLine = Readonly<Record<string, unknown>>;

/** A watch that runs until the test has ended. */
export interface RunningWatch {
  readonly events: readonly WatchLine[];
  readonly folder: string;
  readonly pid: number;
  /** Returns once an event has come that `is` what is waited for. */
  until(is: (event: WatchLine) => boolean): Promise<WatchLine>;
  end(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null>;
}

/** Starts the watch; `wrap`: a program with arguments that starts it, e.g. in another network. */
export function startCliWatch(given: {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly wrap?: readonly string[];
}): RunningWatch {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-watch-'));
  const command = [...(given.wrap ?? []), process.execPath, CLI, 'diagnose', '--watch', '--json', ...given.args];
  const [program = process.execPath, ...args] = command;
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], HOME: folder, THROUGHWAY_DATA_DIR: folder, LANG: 'C', ...given.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(given.stdin ?? '');
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  onTestFinished(async () => {
    // Politely, so that the programs that it follows end with it.
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const events: WatchLine[] = [];
  const waiting: (() => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event: WatchLine = JSON.parse(line);
    events.push(event);
    for (const look of waiting) look();
  });
  return {
    events,
    folder,
    pid: child.pid ?? 0,
    until: (is) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = events.find(is);
          if (found !== undefined) resolve(found);
        };
        waiting.push(look);
        void ended.then(() => {
          reject(new Error('the watch ended by itself'));
        });
        look();
      }),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
