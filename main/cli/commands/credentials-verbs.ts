/** `throughway credentials` alone: which verbs there are. */
import type { RunCommand } from '../command-context.ts';
import { UsageProblem } from '../usage-problem.ts';

export const refuseWithoutVerb: RunCommand = ({ words }) =>
  Promise.reject(new UsageProblem(words.cli.errors.missingArgument('list | set | test | delete')));
