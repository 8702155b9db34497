/** `throughway preset` alone: which verbs there are. */
import type { RunCommand } from '../command-context.ts';
import { UsageProblem } from '../usage-problem.ts';

export const refusePresetWithoutVerb: RunCommand = ({ words }) =>
  Promise.reject(
    new UsageProblem(
      words.cli.errors.missingArgument('validate | show | apply | status | remove | sign | verify | export'),
    ),
  );
