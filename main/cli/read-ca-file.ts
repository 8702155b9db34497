/** The file of `--ca`: further trust anchors, PEM. */
import { readFile } from 'node:fs/promises';
import type { CommandContext } from './command-context.ts';
import { UsageProblem } from './usage-problem.ts';
import { codeOf } from '../../src/base/error-code.ts';

/** Returns the text of the file, `undefined` where none is named; refuses one that holds no certificate. */
export async function readCaFile(file: string | undefined, { words }: CommandContext): Promise<string | undefined> {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new UsageProblem(words.cli.errors.fileUnreadable(file, codeOf(thrown) ?? 'unknown'));
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new UsageProblem(words.cli.errors.fileInvalid(file, 'PEM'));
  return text;
}
