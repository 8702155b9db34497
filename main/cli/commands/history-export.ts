/** `throughway history export`: entries as a table for spreadsheets, or as one JSON document. */
import writeFileAtomic from 'write-file-atomic';
import { exportHistory } from '../../../src/watch/history-export.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';
import { ALL, readingHistory, readLimit, readQuery } from './history-input.ts';

export const runHistoryExport: RunCommand = (context, { args, options }) => {
  const { terminal, common, words } = context;
  const format = textOption(options, 'format') ?? 'csv';
  if (format !== 'csv' && format !== 'json')
    throw new UsageProblem(words.cli.errors.badChoice('--format', format, 'csv, json'));
  const query = readQuery(options, context);
  const most = readLimit(options, ALL, context);
  return readingHistory(context, async (history) => {
    const { entries, unreadable } = await history.list(query, most);
    const text = exportHistory(entries, format);
    const [file = '-'] = args;
    if (file === '-') terminal.print(text.replace(/\n$/, ''));
    else {
      await writeOrRefuse(file, text, context);
      if (!common.quiet) terminal.complain(words.history.cli.exported(entries.length, file));
    }
    if (unreadable > 0) terminal.complain(words.history.cli.unreadable(unreadable));
    return EXIT.good;
  });
};

async function writeOrRefuse(file: string, text: string, { words }: CommandContext): Promise<void> {
  try {
    await writeFileAtomic(file, text, { mode: 0o600 });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    throw new UsageProblem(words.history.cli.writeProblem(file, String(thrown.code)));
  }
}
