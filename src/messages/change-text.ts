/** Sentences about changes, for every face. */
import { assertNever } from '../base/assert-never.ts';
import type { ApplyProblem, ChangeReason, UndoProblem } from '../change/change.ts';
import type { StoreProblem } from '../change/store.ts';
import type { PlanProblem } from '../system/settings-writer.ts';
import { formatList, type Lang } from './format.ts';
import { FIX_IDS, type Messages } from './messages.ts';

type Words = Pick<Messages, 'addressProblems' | 'changes' | 'cli' | 'fixes' | 'sources'>;

/** Returns why a change was not made, or not taken back, and what to do. */
export function changeProblemText(problem: ApplyProblem | UndoProblem, words: Words, lang: Lang): string {
  const { problems } = words.changes;
  switch (problem.kind) {
    case 'needs-administrator':
    case 'managed':
    case 'changed-meanwhile':
    case 'half-made':
      return problems[problem.kind](formatList(problem.what, lang));
    case 'changed-since':
      return problems[problem.kind](
        formatList(
          problem.conflicts.map(({ what }) => what),
          lang,
        ),
      );
    case 'not-written':
      return notWrittenText(problem.what, problem.problem, words);
    case 'in-use':
      return problems[problem.kind](problem.program);
    case 'not-saved':
      return problems[problem.kind](problem.what);
    case 'unreadable':
      return problems[problem.kind](words.cli.form.aside(problem.what, problem.why));
    case 'journal':
      return problems[problem.kind](problem.code);
    case 'interrupted':
      return problems[problem.kind](problem.id);
    case 'nothing-to-change':
    case 'busy':
    case 'cancelled':
    case 'not-found':
    case 'already-undone':
      return problems[problem.kind]('');
    default:
      return assertNever(problem);
  }
}

/** Returns how a fix ended: where nothing was broken, nothing is said to be cured. */
export function fixResultText(
  fix: string,
  result: keyof Messages['fix']['results'],
  { fix: words }: Pick<Messages, 'fix'>,
): string {
  return fix === 'set-tool-proxy' && result === 'cured' ? words.sameWay : words.results[result];
}

function notWrittenText(what: string, problem: StoreProblem, { changes, cli }: Words): string {
  if (problem.kind === 'needs-administrator' || problem.kind === 'managed') return changes.problems[problem.kind](what);
  if (problem.kind === 'in-use') return changes.problems[problem.kind](problem.program);
  const detail = problem.kind === 'program-missing' ? problem.program : problem.detail;
  return changes.problems['not-written'](cli.form.aside(what, detail));
}

/** Returns why no plan could be made, and what to do. */
export function planProblemText(problem: PlanProblem, words: Words): string {
  const { planProblems, unsayable } = words.changes;
  switch (problem.kind) {
    case 'invalid-address': {
      const why = words.addressProblems[problem.problem.kind];
      const { text } = problem.problem;
      return text === undefined ? words.cli.errors.badProxyHidden(why) : words.cli.errors.badProxy(text, why);
    }
    case 'not-here':
      return planProblems[problem.kind](words.sources[problem.source], '');
    case 'unreadable':
      return planProblems[problem.kind](words.sources[problem.source], problem.why);
    case 'overruled':
      return planProblems[problem.kind](words.sources[problem.source], problem.by);
    case 'cannot-say': {
      const what = unsayable[problem.what];
      const entries = problem.entries ?? [];
      return planProblems[problem.kind](
        words.sources[problem.source],
        entries.length === 0 ? what : words.cli.form.aside(what, words.cli.form.listed(...entries)),
      );
    }
    default:
      return assertNever(problem);
  }
}

/** Returns why something was changed. */
export function changeReasonText(reason: ChangeReason, words: Words): string {
  const { reasons } = words.changes;
  switch (reason.kind) {
    case 'fix': {
      const id = FIX_IDS.find((one) => one === reason.fix);
      return reasons.fix(id === undefined ? reason.fix : words.fixes[id]);
    }
    case 'settings': {
      const sources: Readonly<Record<string, string>> = words.sources;
      return reasons.settings(sources[reason.source] ?? reason.source);
    }
    case 'preset':
      return reasons.preset(reason.name);
    case 'tools':
      return reasons.tools(words.cli.form.listed(...reason.tools));
    case 'relay':
      return reasons.relay;
    default:
      return assertNever(reason);
  }
}
