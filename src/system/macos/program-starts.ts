/** When the programs of a Mac were started. */
import type { ProgramStart } from '../program-start.ts';
import type { SystemTools } from '../system-tools.ts';

/** `lstart` as ps(1) writes it in the C locale, then the path of the program: `Sun Nov 22 09:12:05 2026 /Applications/…`. */
const LINE = /^\s*(\w{3} +\w{3} +\d{1,2} \d{2}:\d{2}:\d{2} \d{4}) +(\S.*)$/u;

/** More processes than a desktop has. */
const MOST_LINES = 5_000;

/** Returns every application that runs, by its name in the Applications folder; `null` where ps(1) gave no answer. */
export async function macosStarts(tools: SystemTools, signal: AbortSignal): Promise<readonly ProgramStart[] | null> {
  const listed = await tools.run('/bin/ps', ['-axo', 'lstart=,comm='], { signal });
  if (listed.state !== 'done' || listed.exitCode !== 0) return null;
  return listed.stdout.split('\n', MOST_LINES).flatMap((line) => {
    const [, started = '', program = ''] = LINE.exec(line) ?? [];
    const name = /\/([^/]+)\.app\/Contents\/MacOS\//u.exec(program)?.[1];
    const startedMs = Date.parse(started);
    return name === undefined || Number.isNaN(startedMs) ? [] : [{ name, startedMs }];
  });
}
