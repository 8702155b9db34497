/** `throughway undo`: which changes were made, and taking one back. */
import type { ChangeRecord, UndoProblem } from '../../../src/change/change.ts';
import { changeProblemText } from '../../../src/messages/change-text.ts';
import type { Host } from '../../host/compose.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { conflictLines, recordLines } from '../print/change.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';

export const runUndo: RunCommand = async (context, { args, options }) => {
  const [which] = args;
  if (which === undefined) throw new UsageProblem(context.words.cli.errors.missingArgument('list | last | all | ID'));
  const host = await context.openHost({});
  const records = await host.changes.list();
  if (which === 'list') return listChanges(records, context);
  if (which === 'all') return await (await import('./undo-all.ts')).undoAll(host, { records, options }, context);
  const last = records.find(({ state }) => state === 'applied' || state === 'interrupted');
  const id = which === 'last' ? (last?.id ?? null) : which;
  if (id !== null) return await takeBack(host, { id, insist: options['insist'] === true }, context);
  tell({ restored: false, id: null }, context.words.changes.cli.nothingToUndo, context);
  return EXIT.notGood;
};

function listChanges(records: readonly ChangeRecord[], context: CommandContext): ExitStatus {
  const { terminal, words, common, paint } = context;
  for (const record of records) {
    if (common.json) terminal.print(JSON.stringify(record));
    else for (const line of recordLines(record, context)) terminal.print(line);
  }
  if (common.json) return EXIT.good;
  if (records.length === 0) terminal.print(words.changes.cli.noChanges);
  else if (!common.quiet) terminal.print(`\n${paint.dim(words.changes.cli.undoHint)}`);
  return EXIT.good;
}

/** Takes one change back; asks where somebody else has changed the same since. */
export async function takeBack(
  host: Host,
  { id, insist }: { readonly id: string; readonly insist: boolean },
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, words, lang, common, interruption: signal } = context;
  const outcome = await host.changes.undo(id, {
    signal,
    insist,
    onProgress: ({ what, step, of }) => {
      terminal.showProgress(`${String(step)}/${String(of)} ${what}`);
    },
  });
  if (outcome.ok) {
    if (common.json) terminal.print(JSON.stringify({ restored: true, ...outcome.value }));
    else terminal.print(words.changes.cli.undone(id));
    return EXIT.good;
  }
  const { problem } = outcome;
  if (problem.kind === 'changed-since' && !common.json) {
    for (const conflict of problem.conflicts)
      for (const line of conflictLines(conflict, context)) terminal.complain(line);
    if (terminal.canPrompt && (await askConsent(words.changes.cli.askInsist, context)))
      return await takeBack(host, { id, insist: true }, context);
  }
  tell({ restored: false, id, problem }, changeProblemText(problem, words, lang), context);
  return changeExit(problem);
}

function tell(
  about: { readonly restored: false; readonly id: string | null; readonly problem?: UndoProblem },
  message: string,
  { terminal, common }: CommandContext,
): void {
  if (common.json) terminal.print(JSON.stringify({ ...about, message }));
  else terminal.complain(message);
}
