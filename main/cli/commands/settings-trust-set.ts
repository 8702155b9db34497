/** `throughway settings set --trust`: lets programs with settings files of their own trust IT's authority, with a way back. */
import type { ChangePlan } from '../../../src/change/change.ts';
import { changeProblemText } from '../../../src/messages/change-text.ts';
import type { TrustPlan } from '../../../src/system/tools/plan-trust.ts';
import { TRUST_IDS, type TrustId } from '../../../src/tools/trust-rows.ts';
import { lookForTrust, planTrustFor, type TrustView } from '../../host/trust-host.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { stepLines } from '../print/change.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';

export const runTrustSet: RunCommand = async (context, { options }) => {
  const { words, lang, terminal, common, interruption: signal } = context;
  const named = readPrograms(options, context);
  const isDry = options['dryRun'] === true;
  const host = await context.openHost({});
  const view = await lookForTrust(host, signal);
  if (view === null || view.named.usable.length === 0) return refuse(view, context);
  const here = view.programs.filter(({ isInstalled }) => isInstalled);
  const meant = named === null ? here : view.programs.filter(({ id }) => named.includes(id));
  const plan = await planTrustFor(host, { view, meant }, signal);
  const shown = plan.steps.map((step) => step.shown);
  if (!common.json && !common.quiet) printPlan(plan, context);
  if (isDry || shown.length === 0) {
    if (common.json) terminal.print(JSON.stringify(planDocument(plan, { change: null, isDry }, context)));
    else if (shown.length === 0) terminal.print(words.trust.cli.nothing);
    return EXIT.good;
  }
  if (options['yes'] !== true) {
    if (!terminal.canPrompt) throw new UsageProblem(words.changes.cli.consent);
    if (!(await askConsent(words.changes.cli.ask, context))) {
      terminal.complain(words.changes.cli.declined);
      return EXIT.notGood;
    }
  }
  const tools = plan.programs.flatMap(({ state, name }) => (state === 'changes' ? [name] : []));
  const change: ChangePlan = { reason: { kind: 'tools', tools }, steps: plan.steps, restart: [] };
  const outcome = await host.changes.apply(change, { signal });
  if (!outcome.ok) {
    const message = changeProblemText(outcome.problem, words, lang);
    if (common.json) terminal.print(JSON.stringify({ changed: false, problem: outcome.problem, message }));
    else terminal.complain(message);
    return changeExit(outcome.problem);
  }
  const { id } = outcome.value;
  if (common.json) terminal.print(JSON.stringify(planDocument(plan, { change: id, isDry }, context)));
  else {
    terminal.print(words.changes.cli.changed(id));
    const isVariable = plan.programs.some((one) => one.state === 'changes' && one.where === one.where.toUpperCase());
    if (isVariable && !common.quiet) terminal.print(words.changes.cli.nextSignIn);
  }
  return EXIT.good;
};

function refuse(view: TrustView | null, { words, terminal, common }: CommandContext): typeof EXIT.notGood {
  const problem = view?.named.problems[0]?.problem;
  const message = problem === undefined ? words.trust.noneNamed : words.trust.authorityProblems[problem];
  if (common.json) terminal.print(JSON.stringify({ changed: false, problem: problem ?? 'none-named', message }));
  else terminal.complain(message);
  return EXIT.notGood;
}

function printPlan({ steps, programs }: TrustPlan, context: CommandContext): void {
  const { words, terminal, paint } = context;
  const { cli, problems } = words.trust;
  if (steps.length > 0) terminal.print(words.cli.form.heading(cli.willChange));
  for (const { shown } of steps) for (const line of stepLines(shown, context)) terminal.print(line);
  for (const one of programs) {
    if (one.state === 'trusts-already') terminal.print(paint.dim(`  ${cli.already(one.name)}`));
    if (one.state === 'left-out') terminal.print(paint.yellow(`  ${cli.leftOut(one.name, problems[one.problem])}`));
  }
}

function planDocument(
  { steps, programs }: TrustPlan,
  { change, isDry }: { readonly change: string | null; readonly isDry: boolean },
  { words }: CommandContext,
): object {
  return {
    changed: change !== null,
    ...{ change, dryRun: isDry },
    programs: programs.map((one) =>
      one.state === 'left-out' ? { ...one, message: words.trust.problems[one.problem] } : one,
    ),
    steps: steps.map(({ shown }) => shown),
  };
}

/** `null`: every program that is here. */
function readPrograms(options: GivenOptions, { words }: CommandContext): readonly TrustId[] | null {
  const text = textOption(options, 'tools');
  const names = text?.split(',').map((name) => name.trim().toLowerCase()) ?? ['all'];
  if (names.includes('all')) return null;
  return names.map((name) => {
    const id = TRUST_IDS.find((one) => one === name);
    if (id === undefined)
      throw new UsageProblem(words.trust.cli.unknownProgram(name.slice(0, 100), TRUST_IDS.join(', ')));
    return id;
  });
}
