/** `throughway judge FILE`: judges saved runs again, offline; one document a line in, one a line out. */
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { diagnosisText } from '../print/diagnosis.ts';
import { readSavedRuns } from '../saved-runs.ts';

export const runJudge: RunCommand = async (context, { args }) => {
  const [file = '-'] = args;
  const documents = await readSavedRuns(file, context);
  for (const [index, document] of documents.entries()) {
    if (context.common.json) context.terminal.print(JSON.stringify(document));
    else {
      if (index > 0) context.terminal.print('');
      context.terminal.print(diagnosisText(document, context));
    }
  }
  return documents.every((document) => document.verdict.code === 'ok') ? EXIT.good : EXIT.notGood;
};
