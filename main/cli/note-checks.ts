/** Adds finished checks to the history, and says once and quietly where that isn't possible. */
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { Host } from '../host/compose.ts';
import type { CommandContext } from './command-context.ts';

/** Keeps each document; the exit status is none of its business. */
export async function noteChecks(
  { history }: Pick<Host, 'history'>,
  documents: readonly DiagnosisDocument[],
  { terminal, words, common, paint }: CommandContext,
): Promise<void> {
  const { checkFacts } = await import('../../src/report/check-entry.ts');
  for (const document of documents) {
    const facts = checkFacts(document, 'person');
    if (facts !== null) await history.note(facts);
  }
  const { problem } = history;
  // Scripts read standard error; only somebody who looks at it, or asked for more, is told.
  const isWanted = (terminal.hasProgress && !common.quiet) || common.verbose;
  if (problem !== null && isWanted) terminal.complain(paint.dim(words.history.cli.notKept(problem.file, problem.code)));
}
