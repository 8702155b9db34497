import type { ApplyProblem, UndoProblem } from '../../../src/change/change.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';

/** Returns the exit status of a change that was not made or not taken back. */
export function changeExit(problem: ApplyProblem | UndoProblem): ExitStatus {
  if (problem.kind === 'needs-administrator') return EXIT.needsAdministrator;
  if (problem.kind === 'not-written' && problem.problem.kind === 'needs-administrator') return EXIT.needsAdministrator;
  return problem.kind === 'cancelled' ? EXIT.interrupted : EXIT.notGood;
}
