/** `throughway history list`: entries, newest first. */
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { entryDocument, entryLines } from '../print/history-entry.ts';
import { UsageProblem } from '../usage-problem.ts';
import { readingHistory, readLimit, readQuery } from './history-input.ts';

const USUAL = 50;

export const runHistoryList: RunCommand = (context, { options }) => {
  const { terminal, common, words, paint } = context;
  const query = readQuery(options, context);
  const most = readLimit(options, USUAL, context);
  return readingHistory(context, async (history) => {
    const { entries, hasMore, unreadable } = await history.list(query, most);
    if (common.json) {
      for (const entry of entries) terminal.print(JSON.stringify(entryDocument(entry, context, { isWhole: false })));
      return EXIT.good;
    }
    const isNarrowed = Object.keys(query).length > 0;
    if (entries.length === 0) terminal.print(isNarrowed ? words.history.cli.noneFound : words.history.cli.none);
    for (const entry of entries) terminal.print(entryLines(entry, context));
    if (common.quiet) return EXIT.good;
    if (hasMore) terminal.print(`\n${paint.dim(words.history.cli.more(entries.length))}`);
    else if (entries.length > 0) terminal.print(`\n${paint.dim(words.history.cli.showHint)}`);
    if (unreadable > 0) terminal.complain(words.history.cli.unreadable(unreadable));
    return EXIT.good;
  });
};

/** `throughway history` alone: which verbs there are. */
export const refuseHistoryWithoutVerb: RunCommand = ({ words }) =>
  Promise.reject(new UsageProblem(words.cli.errors.missingArgument('list | show | export')));
