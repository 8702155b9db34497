/** Says how a fix ended: one document for programs, a few sentences for people. */
import { assertNever } from '../../../src/base/assert-never.ts';
import type { Result } from '../../../src/base/result.ts';
import { version } from '../../../package.json';
import type { FixFlow } from '../../../src/fix/fix-flow.ts';
import type { FixOutcome, FixProblem } from '../../../src/fix/fix-tools.ts';
import type { FixStopped } from '../../../src/fix/run-fix.ts';
import { changeProblemText, fixResultText, planProblemText } from '../../../src/messages/change-text.ts';
import { formatList } from '../../../src/messages/format.ts';
import type { AdminMessage } from '../../../src/report/admin-message.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import type { Host } from '../../host/compose.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { fixDocument } from '../print/fix.ts';
import { changeExit } from './change-exit.ts';

/** What every sentence is about. */
export interface Told {
  readonly id: string;
  readonly url: string;
  /** The cause that was found before. */
  readonly code: string;
  readonly title: string;
}

interface Ended {
  readonly outcome: Result<FixOutcome<DiagnosisDocument>, FixStopped>;
  readonly about: Told;
  readonly flow: FixFlow;
  /** The diagnosis that the fix was planned from. */
  readonly before: DiagnosisDocument;
}

/** Prints how it ended, and returns the exit status. */
export async function tellOutcome(host: Host, ended: Ended, context: CommandContext): Promise<ExitStatus> {
  context.terminal.clearProgress();
  return ended.outcome.ok
    ? tellEnd(ended.outcome.value, ended, context)
    : await tellStop(host, ended.outcome.problem, ended, context);
}

function tellEnd(outcome: FixOutcome<DiagnosisDocument>, { about, flow }: Ended, context: CommandContext): ExitStatus {
  const { terminal, words, common, lang, paint } = context;
  const { verification, changes, takenBack, left, told, compared, holding } = outcome;
  const { result, code, document } = verification;
  const isCured = result === 'cured';
  const { title } = document.verdict;
  const change = changes.at(-1)?.id ?? null;
  if (common.json) {
    terminal.print(
      JSON.stringify({
        ...fixDocument(about),
        cured: isCured,
        changed: changes.length > 0 && !takenBack,
        change,
        flow: flow.steps.map(({ kind }) => kind),
        changes: changes.flatMap(({ steps }) => steps),
        restart: changes.flatMap(({ restart }) => restart),
        ...(holding === undefined ? {} : { holding }),
        takenBack,
        ...toldDocument(told === null ? flow.steps : [told]),
        verification: { result, code, title },
        ...(compared === null ? {} : { compared: { code: compared.code, title: compared.document.verdict.title } }),
        ...(left.length === 0 ? {} : { left: left.map(({ id }) => id) }),
      }),
    );
    return isCured ? EXIT.good : EXIT.notGood;
  }
  const say = isCured ? terminal.print : terminal.complain;
  if (compared !== null) terminal.print(words.fix.compared(compared.document.verdict.title));
  const said = fixResultText(about.id, result, words);
  say(isCured ? paint.green(said) : said);
  if (result === 'by-hand' && code === 'ok') terminal.print(words.fix.willWork);
  else if (!isCured) say(words.fix.remains(title));
  for (const { id } of left) say(words.fix.notTakenBack(id));
  if (takenBack) say(words.fix.takenBack);
  else if (change !== null && left.length === 0) terminal.print(words.fix.undoHint(change));
  const named = changes.flatMap((one) => one.restart);
  const restart = holding ?? named;
  if (isCured && named.length > 0 && restart.length === 0) terminal.print(words.fix.restarted);
  if (isCured && restart.length > 0) terminal.print(words.changes.cli.restart(formatList(restart, lang)));
  if (isCured && isFromNextSignIn(flow)) terminal.print(words.changes.cli.nextSignIn);
  return isCured ? EXIT.good : EXIT.notGood;
}

/** What the person was told to do, for programs that show it in their own way. */
function toldDocument(steps: FixFlow['steps']): object {
  const told = steps.flatMap((step) => (step.kind === 'guide' ? [{ guide: step.guide, args: step.args }] : []));
  return told.length === 0 ? {} : { told };
}

/** What was set in a file of the sign-in counts from the next one on. */
function isFromNextSignIn(flow: FixFlow): boolean {
  return flow.steps.some(
    (step) =>
      (step.kind === 'set-settings' || step.kind === 'ask-address') &&
      (step.source === 'env' || step.source === 'etc-environment'),
  );
}

async function tellStop(
  host: Host,
  { problem, left }: FixStopped,
  { about, before, flow }: Ended,
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, words, common } = context;
  const request = problem.kind === 'with-somebody-else' ? await readyMessage(host, before, context) : null;
  const message = problemText(problem, context);
  if (common.json) {
    terminal.print(
      JSON.stringify({
        ...fixDocument(about),
        cured: false,
        changed: left.length > 0,
        change: left.at(-1)?.id ?? null,
        flow: flow.steps.map(({ kind }) => kind),
        ...toldDocument(flow.steps),
        problem,
        message,
        ...(request === null ? {} : { request }),
      }),
    );
  } else {
    terminal.complain(message);
    for (const { id } of left) terminal.complain(words.fix.notTakenBack(id));
    if (request !== null) printRequest(request, context);
  }
  return exitOf(problem);
}

type Request = AdminMessage & { readonly to: string | null; readonly mailto: string | null };

async function readyMessage(host: Host, before: DiagnosisDocument, context: CommandContext): Promise<Request | null> {
  const [{ makeMessage, makeReport }, { mailtoHref }] = await Promise.all([
    import('../../host/make-report.ts'),
    import('../../../src/report/mailto.ts'),
  ]);
  const { lang, words } = context;
  const report = await makeReport(host, { checks: [before], helped: null, lang, version });
  const message = await makeMessage(report);
  if (message === null) return null;
  const to = report.contact?.email ?? null;
  const mailto = to === null ? null : mailtoHref({ ...message, to, shortened: words.report.message.footer });
  return { ...message, to, mailto };
}

function printRequest({ to, subject, body }: Request, { terminal, words }: CommandContext): void {
  if (to !== null) terminal.print(words.fix.cli.mailTo(to));
  terminal.print(words.cli.form.labelled(words.fix.cli.subject, subject));
  terminal.print(`\n${body}`);
}

function problemText(problem: FixProblem, { words, lang }: CommandContext): string {
  switch (problem.kind) {
    case 'plan':
      return planProblemText(problem.problem, words);
    case 'apply':
      return changeProblemText(problem.problem, words, lang);
    case 'not-put-back':
      return changeProblemText(problem.why, words, lang);
    case 'declined':
    case 'cancelled':
    case 'not-seen':
    case 'credentials-refused':
    case 'credentials-untested':
    case 'no-keychain':
    case 'with-somebody-else':
      return words.fix.problems[problem.kind];
    default:
      return assertNever(problem);
  }
}

function exitOf(problem: FixProblem): ExitStatus {
  if (problem.kind === 'apply') return changeExit(problem.problem);
  if (problem.kind === 'not-put-back') return changeExit(problem.why);
  return problem.kind === 'cancelled' ? EXIT.interrupted : EXIT.notGood;
}
