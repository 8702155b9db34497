/** What is kept of a crash: where in our own code it was, never what was being said or to whom. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../src/base/error-code.ts';

/** Older ones are of no use to anybody. */
const MOST_FILES = 10;
const MOST_FRAMES = 40;

/** Writes a crash down in the data folder and returns the file; `null` where nothing can be written. */
export function writeCrash(dataFolder: string, text: string, wallMs: number): string | null {
  const folder = path.join(dataFolder, 'crashes');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const older = readdirSync(folder)
      .filter((name) => name.endsWith('.txt'))
      .sort();
    for (const name of older.slice(0, Math.max(0, older.length - MOST_FILES + 1))) unlinkSync(path.join(folder, name));
    const stamp = new Date(wallMs).toISOString().replaceAll(':', '-');
    const file = path.join(folder, `${stamp}-${randomBytes(2).toString('hex')}.txt`);
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return file;
  } catch {
    // A full or read-only disk: the person is told of the crash all the same.
    return null;
  }
}

/** Returns kind, code and frames of what was thrown. Its message may quote addresses and what programs said, so it stays away. */
export function describeCrash(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const head = [thrown.constructor.name, codeOf(thrown) ?? ''].join(' ').trim();
  return [head, ...framesOf(thrown.stack ?? '')].join('\n');
}

/** Frames of the stack, with the names of files but not of folders, which hold the person's name. */
function framesOf(stack: string): readonly string[] {
  return stack
    .split('\n')
    .flatMap((line) => {
      const found = /^\s+at (?:(?<name>[\w$.<>[\] ]{1,120}) \()?(?<place>[^()\s]+?:\d+:\d+)\)?$/u.exec(line)?.groups;
      if (found === undefined) return [];
      const { name = '', place = '' } = found;
      return [`  at ${name} ${place.slice(Math.max(place.lastIndexOf('/'), place.lastIndexOf('\\')) + 1)}`];
    })
    .slice(0, MOST_FRAMES);
}
