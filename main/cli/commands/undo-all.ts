/** `throughway undo all`: takes back every change that is in effect, the newest first. */
import type { ChangeRecord } from '../../../src/change/change.ts';
import { changeProblemText } from '../../../src/messages/change-text.ts';
import type { Host } from '../../host/compose.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, GivenOptions } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { conflictLines, recordLines } from '../print/change.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';

/** Stops at the first that can't be taken back: an older change below it would not come out as it was. */
export async function undoAll(
  host: Host,
  given: { readonly records: readonly ChangeRecord[]; readonly options: GivenOptions },
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, words, lang, common, interruption: signal } = context;
  const open = given.records.filter(({ state }) => state === 'applied' || state === 'interrupted');
  if (open.length === 0) {
    if (common.json) terminal.print(JSON.stringify({ restored: true, changes: [] }));
    else if (!common.quiet) terminal.print(words.changes.cli.nothingToUndo);
    return EXIT.good;
  }
  if (given.options['yes'] !== true && !(await isAgreed(open, context))) {
    terminal.complain(words.changes.cli.declined);
    return EXIT.notGood;
  }
  const done: string[] = [];
  for (const { id } of open) {
    const outcome = await host.changes.undo(id, { signal, insist: given.options['insist'] === true });
    if (outcome.ok || outcome.problem.kind === 'already-undone') {
      done.push(id);
      continue;
    }
    const { problem } = outcome;
    const message = changeProblemText(problem, words, lang);
    if (common.json) terminal.print(JSON.stringify({ restored: false, changes: done, id, problem, message }));
    else {
      const conflicts = problem.kind === 'changed-since' ? problem.conflicts : [];
      for (const conflict of conflicts) for (const line of conflictLines(conflict, context)) terminal.complain(line);
      terminal.complain(message);
    }
    return changeExit(problem);
  }
  if (common.json) terminal.print(JSON.stringify({ restored: true, changes: done }));
  else if (!common.quiet) terminal.print(words.fix.cli.undoneAll(done.length));
  return EXIT.good;
}

async function isAgreed(open: readonly ChangeRecord[], context: CommandContext): Promise<boolean> {
  const { terminal, words } = context;
  if (!terminal.canPrompt) throw new UsageProblem(words.changes.cli.consent);
  for (const record of open) for (const line of recordLines(record, context)) terminal.print(line);
  return await askConsent(words.fix.cli.askUndoAll(open.length), context);
}
