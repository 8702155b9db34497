import { execFile } from 'node:child_process';
import { startWait } from '../base/deadline.ts';
import { childEnvironment } from './child-environment.ts';
import type { CommandOutcome, RunCommand } from './system-tools.ts';

/** The largest output that is read: a firewall with some ten thousand rules. */
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/** Where the tools of administrators live that the PATH of a desktop session leaves out. */
const ADMIN_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

/** Returns the runner of real commands. The child gets an environment without secrets and is killed at its deadline. */
export function createRunCommand(env: Readonly<Record<string, string | undefined>>): RunCommand {
  const clean = childEnvironment(env);
  const child =
    clean['PATH'] === undefined || clean['PATH'].includes(';')
      ? clean
      : { ...clean, PATH: [clean['PATH'], ...ADMIN_FOLDERS].join(':') };
  return async (program, args, { signal, deadline = 'command', ...given }) => {
    const encoding: 'utf8' | 'latin1' = given.encoding ?? 'utf8';
    if (signal.aborted) return { state: 'failed', why: 'interrupted' };
    using wait = startWait(deadline, signal);
    return await new Promise<CommandOutcome>((resolve) => {
      const options = {
        env: given.locale === undefined ? child : { ...child, LC_ALL: given.locale },
        encoding,
        maxBuffer: MAX_OUTPUT_BYTES,
        killSignal: 'SIGKILL',
        windowsHide: true,
      } as const;
      const process = execFile(pathOf(program, env), [...args], options, (error, stdout, stderr) => {
        wait.signal.removeEventListener('abort', stop);
        if (error === null) resolve({ state: 'done', exitCode: 0, stdout, stderr });
        else if (error.code === 'ENOENT') resolve({ state: 'missing' });
        else if (typeof error.code === 'number') resolve({ state: 'done', exitCode: error.code, stdout, stderr });
        else resolve({ state: 'failed', why: `${program}: ${failureOf(error, wait.signal)}` });
      });
      // Node's own option would kill with SIGTERM, and for a program that is missing "process 0": our whole group.
      const stop = (): void => {
        if (process.pid !== undefined) process.kill('SIGKILL');
      };
      wait.signal.addEventListener('abort', stop, { once: true });
      // One that reads nothing of it closes its end, which is no fault of anybody's.
      process.stdin?.on('error', () => undefined);
      // A program that waits for input must not wait for ours.
      process.stdin?.end(given.input ?? '');
    });
  };
}

function failureOf(error: { readonly code?: string | number | null | undefined }, signal: AbortSignal): string {
  if (signal.aborted) return 'gave no answer in time';
  return typeof error.code === 'string' ? error.code : 'was killed';
}

/**
 * Programs of Windows are named by their place: a bare name would be looked for in the current folder first, where
 * anybody may have put another.
 */
function pathOf(program: string, env: Readonly<Record<string, string | undefined>>): string {
  const root = env['SystemRoot'];
  if (root === undefined || !/^[a-z]+\.exe$/u.test(program)) return program;
  return program === 'powershell.exe'
    ? `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`
    : `${root}\\System32\\${program}`;
}
