/** Runs the built command line on a terminal of its own, as a person sits before it: script(1) of util-linux makes one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { CLI } from './run-cli.ts';

/** Why there is no terminal here, or `null`. */
export const NO_TERMINAL = existsSync('/usr/bin/script') ? null : 'script (util-linux) is not installed';

/** What is typed once something is read on the screen; `'\u0003'` is Ctrl+C, `'\u0004'` Ctrl+D. */
export interface Typed {
  readonly after: string;
  readonly keys: string;
}

/** Returns the exit status and everything that stood on the screen. Each answer is given once, in order. */
export async function runOnTerminal(given: {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly typed: readonly Typed[];
}): Promise<{ readonly status: number | null; readonly screen: string }> {
  const command = [process.execPath, CLI, ...given.args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', SHELL: '/bin/sh', LANG: 'C.UTF-8', TERM: 'xterm', ...given.env },
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = [...given.typed];
  let screen = '';
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    const [next] = waiting;
    if (next === undefined) return;
    const at = screen.indexOf(next.after, seen);
    if (at < 0) return;
    seen = at + next.after.length;
    waiting.shift();
    child.stdin.write(next.keys);
  });
  await once(child, 'close');
  return { status: child.exitCode, screen };
}
