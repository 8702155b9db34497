/** `throughway judge FILE`: judges saved runs again, offline; one document a line in, one a line out. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { judgeDocument } from '../../../src/assistant/judge-document.ts';
import { savedRunSchema } from '../../../src/report/document-schema.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { diagnosisText } from '../print/diagnosis.ts';
import { readInput } from '../read-input.ts';
import { UsageProblem } from '../usage-problem.ts';

/** A saved run is some hundred kilobytes; this is far beyond any. */
const MOST_BYTES = 64 * 1024 * 1024;

export const runJudge: RunCommand = async (context, { args }) => {
  const [file = '-'] = args;
  const documents = parseLines(await readText(file, context), file, context);
  for (const [index, document] of documents.entries()) {
    if (context.common.json) context.terminal.print(JSON.stringify(document));
    else {
      if (index > 0) context.terminal.print('');
      context.terminal.print(diagnosisText(document, context));
    }
  }
  return documents.every((document) => document.verdict.code === 'ok') ? EXIT.good : EXIT.notGood;
};

async function readText(file: string, { terminal, words, interruption }: CommandContext): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
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
