/** How the checks of a preset say what is wrong. */
import type { PlacedProblem, PresetProblem } from './preset-problem.ts';
import type { PresetText } from './read-preset-text.ts';

/** Keys and numbers from the top of the file. */
export type Path = readonly (string | number)[];

/** Says that something is wrong at a place in the file. */
export type Report = (path: Path, problem: PlacedProblem) => void;

/** Nobody corrects more at a time. */
const MOST_PROBLEMS = 50;

/** Reports into a list, up to a bound. */
export function reporter({ locate }: PresetText, problems: PresetProblem[]): Report {
  return (path, problem) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ ...problem, ...locate(path) });
  };
}
