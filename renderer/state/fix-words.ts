/** Sentences about a guided fix as a window says them. */
import { assertNever } from '../../src/base/assert-never.ts';
import type { FixEnd, FixStepView } from '../../src/contract/fix-view.ts';
import type { NoFixHere } from '../../src/fix/fix-flow.ts';
import type { FixProblem } from '../../src/fix/fix-tools.ts';
import { planProblemText } from '../../src/messages/change-text.ts';
import { hostPort } from '../../src/messages/fact-line.ts';
import { formatDuration, formatList, type Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { PlanProblem } from '../../src/system/settings-writer.ts';
import { windowProblemText } from './change-words.ts';

/** Returns what one step is. */
export function fixStepText(step: FixStepView, words: Messages, lang: Lang): string {
  const { run } = words.changing;
  switch (step.kind) {
    case 'set-settings':
      return run.steps.change(words.sources[step.source]);
    case 'set-place':
      return run.steps.change(step.what);
    case 'set-places':
      return run.steps.change(formatList(step.what, lang));
    case 'put-back':
      return run.steps.putBack;
    case 'compare':
      return run.steps.compare;
    case 'ask-credentials':
      return run.steps.signIn(hostPort(step.proxy.host, step.proxy.port));
    case 'ask-address':
      return run.steps.address;
    case 'guide': {
      const { args, guide } = step;
      const sources: Readonly<Record<string, string>> = words.sources;
      const source = args.source === undefined ? {} : { source: sources[args.source] ?? args.source };
      return words.fix.guides[guide]({ ...args, ...source });
    }
    case 'request':
      return run.steps.request[step.to];
    case 'wait':
      return run.steps.wait(
        formatList(
          step.waitsMs.map((ms) => formatDuration(ms, lang)),
          lang,
        ),
      );
    case 'verify':
      return step.isByHand ? run.steps.verifyByHand : run.steps.verify;
    default:
      return assertNever(step);
  }
}

/** Returns why there is no plan. */
export function noPlanText(why: NoFixHere | PlanProblem, words: Messages): string {
  switch (why.kind) {
    case 'not-proposed':
    case 'no-replacement':
    case 'no-settings':
    case 'not-allowed':
      return words.fix.noFix[why.kind];
    default:
      return planProblemText(why, words);
  }
}

/** Returns why a fix stopped before its end. */
export function fixProblemText(problem: FixProblem, words: Messages, lang: Lang): string {
  switch (problem.kind) {
    case 'plan':
      return planProblemText(problem.problem, words);
    case 'apply':
      return windowProblemText(problem.problem, words, lang);
    case 'not-put-back':
      return windowProblemText(problem.why, words, lang);
    default:
      return words.fix.problems[problem.kind];
  }
}

/** How good the end is. */
export function fixEndTone(end: FixEnd): 'good' | 'info' | 'warn' | 'bad' {
  if (end.how === 'bug') return 'bad';
  if (end.how === 'stopped') {
    const { kind } = end.problem;
    return kind === 'declined' || kind === 'cancelled' || kind === 'with-somebody-else' ? 'info' : 'bad';
  }
  if (end.result === 'cured') return 'good';
  return end.result === 'by-hand' ? 'info' : 'warn';
}
