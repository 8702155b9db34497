/** `throughway pac` without a verb that it knows. */
import type { RunCommand } from '../command-context.ts';
import { UsageProblem } from '../usage-problem.ts';

export const refusePacWithoutVerb: RunCommand = ({ words }) => {
  throw new UsageProblem(words.cli.pac.verb);
};
