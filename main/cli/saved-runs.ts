/** Runs saved by `diagnose --json`, from a file or standard input, judged again in the words of today. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { judgeDocument } from '../../src/assistant/judge-document.ts';
import { savedRunSchema } from '../../src/report/document-schema.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { CommandContext } from './command-context.ts';
import { readInput } from './read-input.ts';
import { UsageProblem } from './usage-problem.ts';
import { codeOf } from '../../src/base/error-code.ts';

/** A saved run is some hundred kilobytes; this is far beyond any. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Returns the documents of a file (`-`: standard input); refuses one that holds anything else. */
export async function readSavedRuns(file: string, context: CommandContext): Promise<readonly DiagnosisDocument[]> {
  return parseLines(await readText(file, context), file, context);
}

async function readText(file: string, { terminal, words, interruption }: CommandContext): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'unknown';
    throw new UsageProblem(words.cli.errors.fileUnreadable(file, code));
  }
  const text = await readInput(terminal, interruption, MOST_BYTES);
  if (text === null) throw new UsageProblem(words.cli.errors.fileInvalid(file, '> 64 MB'));
  return text;
}

/** The whole text may be one document over many lines, or one document a line. */
function parseLines(text: string, file: string, context: CommandContext): readonly DiagnosisDocument[] {
  const whole = parseJson(text);
  const values =
    whole === undefined
      ? text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parseJson)
      : [whole];
  if (values.length === 0) throw new UsageProblem(context.words.cli.errors.fileInvalid(file, 'JSON'));
  return values.map((value) => judgeOne(value, file, context));
}

function judgeOne(value: unknown, file: string, { words, lang }: CommandContext): DiagnosisDocument {
  const saved = savedRunSchema.safeParse(value);
  if (!saved.success) throw new UsageProblem(words.cli.errors.fileInvalid(file, firstIssue(saved.error)));
  const parsed = parseTarget(saved.data.target);
  if (!parsed.ok) throw new UsageProblem(words.cli.errors.fileInvalid(file, 'target'));
  return judgeDocument(saved.data, { target: parsed.value.target, words, lang });
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'JSON' : issue.path.join('.') || issue.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
