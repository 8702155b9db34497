/** Starts a server program for a test in a folder of its own, waits until it is ready, and stops it for good. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a server may need to get ready on a busy machine. */
const READY_WITHIN_MS = 20_000;
/** How long a server may take to stop before it is killed. */
const STOP_WITHIN_MS = 3_000;

export interface Launched {
  readonly process: ChildProcess;
  /** What the program wrote to its output so far. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Returns an existing path of a program, or `null`. */
export function programAt(...paths: readonly string[]): string | null {
  return paths.find((path) => existsSync(path)) ?? null;
}

/** Makes a temporary folder that the given user may use as well (only root can give it away). */
export function makeFolder(prefix: string, user?: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  if (user !== undefined) giveTo(folder, user);
  return folder;
}

/** Hands a file to a user where we are root; otherwise the server runs as ourselves and may read it anyway. */
export function giveTo(path: string, user: string): void {
  if (process.getuid?.() !== 0) return;
  const id = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  chownSync(path, id('-u'), id('-g'));
}

/** Returns a TCP port that is free on a loopback address just now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port');
  return address.port;
}

/** Starts a program and resolves once `isReady` holds; throws with the program's own words when it ends or dawdles. */
export async function launch(options: {
  readonly command: readonly string[];
  /** Goes before the command, e.g. `['ip', 'netns', 'exec', NAME]`. */
  readonly prefix?: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For a program that takes its time over a polite signal and keeps nothing worth saving. */
  readonly stopSignal?: 'SIGTERM' | 'SIGKILL';
  readonly isReady: (output: string) => boolean | Promise<boolean>;
}): Promise<Launched> {
  const [program, ...args] = [...(options.prefix ?? []), ...options.command];
  if (program === undefined) throw new Error('no command to launch');
  const outputFile = join(options.folder, 'output.txt');
  const descriptor = openSync(outputFile, 'a');
  const child = spawn(program, args, {
    cwd: options.folder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...options.env },
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const output = (): string => readFileSync(outputFile, 'utf8');
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const stop = async (): Promise<void> => {
    if (!isOver()) {
      child.kill(options.stopSignal ?? 'SIGTERM');
      await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
      if (!isOver()) child.kill('SIGKILL');
      await ended;
    }
    rmSync(options.folder, { recursive: true, force: true });
  };

  const giveUpAt = performance.now() + READY_WITHIN_MS;
  while (!(await options.isReady(output()))) {
    if (isOver() || performance.now() > giveUpAt) {
      const words = output().slice(-2_000);
      await stop();
      throw new Error(`${program} did not get ready:\n${words}`);
    }
    await sleep(20);
  }
  return { process: child, output, stop };
}
