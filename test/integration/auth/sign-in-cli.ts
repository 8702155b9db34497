/** Runs the built command line with a home of its own, for journeys that end in a sign-in, and watches its children. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import type { Origin } from '../../lab/auth/origin.ts';
import { watchProcess } from '../../lab/observe-process.ts';

const CLI = path.resolve(process.env['THROUGHWAY_LAB_CLI'] ?? 'out/cli/throughway.js');

/** Why the built command line can't be tested here, as a sentence for a skipped test; `null` where it can. */
export const cliIsMissing: string | null = existsSync(CLI)
  ? null
  : 'the command line is not built yet: run "npm run build:cli"';

export interface Journey {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Argument lists and environments of every process that it started. */
  readonly children: string;
}

export interface Person {
  /** Home folder and data folder in one. */
  readonly home: string;
  run(
    args: readonly string[],
    more?: { readonly stdin?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Journey>;
  /** `diagnose --json` for the origin through a proxy. */
  diagnose(
    given: {
      readonly proxy: string;
      readonly origin: Origin;
      readonly paths?: readonly string[];
      readonly options?: readonly string[];
    },
    more?: { readonly stdin?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Journey & { readonly documents: readonly DiagnosisDocument[] }>;
  leave(): void;
}

/** Makes a person with an empty home, and whatever else the environment shall hold. */
export function newPerson(env: Readonly<Record<string, string>> = {}): Person {
  const home = mkdtempSync(path.join(tmpdir(), 'lab-person-'));
  const run: Person['run'] = async (args, more = {}) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        LANG: 'C.UTF-8',
        THROUGHWAY_DATA_DIR: path.join(home, 'data'),
        ...env,
        ...more.env,
      },
      cwd: '/',
    });
    const watch = watchProcess(child.pid ?? 0);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(more.stdin ?? '');
    await once(child, 'close');
    watch.stop();
    return {
      status: child.exitCode,
      stdout: Buffer.concat(stdout).toString('utf8'),
      stderr: Buffer.concat(stderr).toString('utf8'),
      children: watch.children(),
    };
  };
  return {
    home,
    run,
    diagnose: async ({ proxy, origin, paths = ['page'], options = [] }, more) => {
      const urls = paths.map((each) => origin.url + each);
      const control = ['--control-url', `${origin.url}generate_204`];
      const args = ['diagnose', '--json', '--proxy', proxy, ...control, ...options, ...urls];
      const journey = await run(args, more);
      const lines = journey.stdout.split('\n').filter((line) => line !== '');
      return { ...journey, documents: lines.map((line): DiagnosisDocument => JSON.parse(line)) };
    },
    leave: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}
