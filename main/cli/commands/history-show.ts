/** `throughway history show ID`: one entry in full. */
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { entryDocument, entryText } from '../print/history-entry.ts';
import { UsageProblem } from '../usage-problem.ts';
import { readingHistory } from './history-input.ts';

export const runHistoryShow: RunCommand = (context, { args }) =>
  readingHistory(context, async (history) => {
    const { terminal, common, words } = context;
    const [id] = args;
    if (id === undefined) throw new UsageProblem(words.cli.errors.missingArgument('ID'));
    const entry = await history.get(id);
    if (entry === null) throw new UsageProblem(words.history.cli.noEntry(id.replace(/\p{Cc}/gu, ' ').slice(0, 80)));
    const isWhole = true;
    terminal.print(
      common.json ? JSON.stringify(entryDocument(entry, context, { isWhole })) : entryText(entry, context),
    );
    return EXIT.good;
  });
