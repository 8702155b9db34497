import { execFile, execFileSync } from 'node:child_process';

/** Runs a command to its end (at most 10 s) and returns its standard output; a failure carries what it said. */
export function command(file: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { timeout: 10_000, maxBuffer: 8 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file} ${args.join(' ')}: ${stderr.trim() || error.message}\n${input}`));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Runs a command at once, for the clean-up on exit: never throws, returns what was said before it failed. */
export function commandNow(file: string, args: readonly string[]): string {
  try {
    return execFileSync(file, args, { timeout: 5_000, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
