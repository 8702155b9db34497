/** How a PAC script came to its answer: the line that answered, and everything that it asked on the way. */
import { redactUrl } from '../../../src/base/redact.ts';
import type { Result } from '../../../src/base/result.ts';
import { formatDuration } from '../../../src/messages/format.ts';
import type { PacEvaluation } from '../../../src/pac/pac-engine.ts';
import type { PacProblem } from '../../../src/pac/pac-problem.ts';
import type { PacResolution } from '../../../src/pac/proxy-resolution.ts';
import type { CommandContext } from '../command-context.ts';
import { printable, problemText } from '../commands/pac-input.ts';

type Outcome = Result<PacResolution, PacProblem>;
type HelperCall = PacEvaluation['calls'][number];

/** More lines than this explain nothing any more; `--json` has them all. */
const MOST_CALLS = 60;

/** Functions that ask the name server, whoever calls them. */
const ASKS_NAMES: ReadonlySet<string> = new Set(['dnsResolve', 'dnsResolveEx', 'isResolvable', 'isResolvableEx']);

/** Returns the lines, indented below the URL that they are about. */
export function pacLines(outcome: Outcome, context: CommandContext): readonly string[] {
  const { words } = context;
  const { form, pac } = words.cli;
  if (!outcome.ok) return [`  ${pac.fails(problemText(outcome.problem, words), outcome.problem.line)}`];
  const { scriptUrl, evaluation } = outcome.value;
  const shown = evaluation.calls.slice(0, MOST_CALLS);
  const hidden = evaluation.callCount - shown.length;
  return [
    `  ${form.labelled(pac.script, redactUrl(scriptUrl))}`,
    `  ${form.labelled(pac.answer, printable(evaluation.answer))}`,
    ...evaluation.branch.map(
      ({ line, text }) => `  ${form.labelled(form.aside(pac.branch, pac.inLine(line)), printable(text))}`,
    ),
    ...(shown.length === 0 ? [] : [`  ${form.heading(pac.calls)}`]),
    ...shown.map((call) => callLine(call, context)),
    ...(hidden > 0 ? [`    ${pac.moreCalls(hidden)}`] : []),
    `  ${pac.dnsQuestions(evaluation.dnsQuestions, form.listed(...namesAsked(evaluation)))}`,
  ];
}

/** Returns the same for programs. */
export function pacDocument(outcome: Outcome, { words }: CommandContext): object {
  if (!outcome.ok) {
    const { kind, line } = outcome.problem;
    const error = { kind, message: problemText(outcome.problem, words), ...(line === undefined ? {} : { line }) };
    return { answer: null, error };
  }
  const { scriptUrl, evaluation } = outcome.value;
  const { answer, branch, calls, callCount, dnsQuestions, alerts, tookMs } = evaluation;
  const names = namesAsked(evaluation);
  return { scriptUrl: redactUrl(scriptUrl), answer, branch, calls, callCount, dnsQuestions, names, alerts, tookMs };
}

function callLine({ name, args, answer, tookMs, depth }: HelperCall, { words, lang }: CommandContext): string {
  const call = `${name}(${args.map(printable).join(', ')}) → ${printable(answer ?? '–')}`;
  return `    ${'  '.repeat(depth)}${words.cli.form.aside(call, formatDuration(tookMs, lang))}`;
}

function namesAsked({ calls }: PacEvaluation): readonly string[] {
  const asked = calls.filter((call) => ASKS_NAMES.has(call.name)).map((call) => textOf(call.args[0] ?? ''));
  return [...new Set(asked)].filter((name) => name !== '');
}

/** Arguments come as JSON texts, perhaps cut off. */
function textOf(argument: string): string {
  return printable(argument.replace(/^"|"$/g, ''));
}
