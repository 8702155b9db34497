/** Sentences about presets, for every face. */
import { assertNever } from '../base/assert-never.ts';
import type { ApplyProblem, UndoProblem } from '../change/change.ts';
import type { PresetProblem, PresetWarning } from '../presets/preset-problem.ts';
import type { RolloutProblem } from '../rollout/rollout-problem.ts';
import type { Messages } from './messages.ts';

type Words = Pick<Messages, 'rollout' | 'addressProblems' | 'sources' | 'trust' | 'cli'>;

/** Returns where in the file a problem is; empty where it is the whole file. */
export function problemPlace(problem: PresetProblem | PresetWarning, { rollout }: Words): string {
  if (problem.kind === 'too-large') return '';
  return rollout.at(problem.line, problem.column, 'path' in problem ? problem.path : '');
}

/** Returns what is wrong, and what to do. */
export function presetProblemText(problem: PresetProblem, { rollout, addressProblems, trust, cli }: Words): string {
  const { problems, plain, expected } = rollout;
  switch (problem.kind) {
    case 'too-large':
      return problems['too-large'];
    case 'not-json':
      return problems['not-json'](rollout.jsonFaults[problem.fault]);
    case 'wrong-shape': {
      const what = problem.expected.map((one) =>
        one === 'choice' && problem.choices !== undefined
          ? problems.choices(cli.form.listed(...problem.choices))
          : expected[one],
      );
      return problems['wrong-shape'](what.reduce((first, second) => problems.or(first, second)));
    }
    case 'too-new':
      return problems['too-new'](problem.version);
    case 'address':
      return problems.address(addressProblems[problem.problem]);
    case 'script-address':
      return problems['script-address'](addressProblems[problem.problem]);
    case 'authority':
      return trust.authorityProblems[problem.problem];
    default:
      return plain[problem.kind];
  }
}

/** Returns what is worth knowing about a preset. */
export function presetWarningText({ kind, nearest }: PresetWarning, { rollout }: Words): string {
  const text = rollout.warnings[kind];
  return nearest === undefined ? text : rollout.problems.didYouMean(text, nearest);
}

/** Returns why something was refused. `path`: the file that it is about. */
export function rolloutProblemText(problem: RolloutProblem, path: string, words: Words): string {
  const { refusals, keyProblems, planProblems } = words.rollout;
  switch (problem.kind) {
    case 'file':
      if (problem.why === 'EFBIG') return refusals.tooBig(problem.path);
      return refusals.file(problem.path, problem.why);
    case 'invalid-preset':
      return refusals.invalid(path);
    case 'key':
      return refusals.key(problem.path, keyProblems[problem.why]);
    case 'changed':
    case 'no-signature':
    case 'unsigned':
      return refusals[problem.kind](path);
    case 'wrong-key':
      return refusals['wrong-key'](path, problem.fingerprint);
    case 'expired':
    case 'not-yet-valid':
      return refusals[problem.kind](problem.date);
    case 'unknown-tool':
      return refusals['unknown-tool'](problem.tool);
    case 'cannot-read-place':
      return refusals['cannot-read-place'](problem.what, problem.why);
    case 'cannot-plan': {
      const { problem: inner } = problem;
      return planProblems[inner.kind]('source' in inner ? words.sources[inner.source] : '');
    }
    case 'change':
    case 'undo':
      return changeProblemText(problem.problem, words);
    case 'no-trusted-key':
    case 'signature-required':
    case 'consent':
    case 'not-applied':
      return refusals[problem.kind];
    default:
      return assertNever(problem);
  }
}

function changeProblemText(problem: ApplyProblem | UndoProblem, words: Words): string {
  return words.rollout.changeProblems[problem.kind](aboutOf(problem, words.cli));
}

/** What a problem is about, as a list. */
function aboutOf(problem: ApplyProblem | UndoProblem, { form }: Words['cli']): string {
  if (problem.kind === 'journal') return problem.code;
  if (problem.kind === 'in-use') return problem.program;
  if (problem.kind === 'changed-since') return form.listed(...problem.conflicts.map(({ what }) => what));
  if (!('what' in problem)) return '';
  return typeof problem.what === 'string' ? problem.what : form.listed(...problem.what);
}
