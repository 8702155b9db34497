/** Sentences about changes as a window says them. */
import type { ApplyProblem, UndoProblem } from '../../src/change/change.ts';
import { changeProblemText, planProblemText } from '../../src/messages/change-text.ts';
import { formatList, type Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { EditRefusal } from './edit.svelte.ts';

/** Returns why a change was not made or not taken back, and what to do here. */
export function windowProblemText(problem: ApplyProblem | UndoProblem, words: Messages, lang: Lang): string {
  const { problems } = words.changing;
  switch (problem.kind) {
    case 'needs-administrator':
    case 'half-made':
      return problems[problem.kind](formatList(problem.what, lang));
    case 'changed-since':
      return problems[problem.kind](
        formatList(
          problem.conflicts.map(({ what }) => what),
          lang,
        ),
      );
    case 'interrupted':
    case 'not-found':
    case 'busy':
      return problems[problem.kind]('');
    case 'not-written':
      return problem.problem.kind === 'needs-administrator'
        ? problems['needs-administrator'](problem.what)
        : changeProblemText(problem, words, lang);
    default:
      return changeProblemText(problem, words, lang);
  }
}

/** Returns why settings were not planned, made or taken back. */
export function refusalText(refusal: EditRefusal, words: Messages, lang: Lang): string {
  switch (refusal.kind) {
    case 'route-unknown':
      return words.changing.tools.routeUnknown;
    case 'not-here':
    case 'invalid-address':
    case 'cannot-say':
    case 'overruled':
      return planProblemText(refusal, words);
    case 'unreadable':
      return 'source' in refusal ? planProblemText(refusal, words) : windowProblemText(refusal, words, lang);
    default:
      return windowProblemText(refusal, words, lang);
  }
}
