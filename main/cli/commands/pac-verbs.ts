/** `throughway pac` alone: which verbs there are. */
import type { RunCommand } from '../command-context.ts';
import { UsageProblem } from '../usage-problem.ts';

export const refusePacWithoutVerb: RunCommand = ({ words }) =>
  Promise.reject(new UsageProblem(words.cli.errors.missingArgument('eval | lint | diff')));
