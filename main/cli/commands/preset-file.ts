/** The file that a verb of `preset` is about. */
import path from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { UsageProblem } from '../usage-problem.ts';

/** Returns the absolute path of the file; one must be named. */
export function presetPath(args: readonly string[], { words }: CommandContext): string {
  const [file] = args;
  if (file === undefined || file === '') throw new UsageProblem(words.cli.errors.missingArgument('FILE'));
  return path.resolve(file);
}
