/** `throughway settings set`: shows what changes, asks, changes it, and says how to take it back. */
import type { ChangePlan, ChangeStep } from '../../../src/change/change.ts';
import { changeProblemText, planProblemText } from '../../../src/messages/change-text.ts';
import { formatList } from '../../../src/messages/format.ts';
import type { PlanProblem } from '../../../src/system/settings-writer.ts';
import type { WritableSource } from '../../../src/settings/writable-source.ts';
import type { Host } from '../../host/compose.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { stepLines } from '../print/change.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';
import { readSettingsToSet } from './settings-to-set.ts';

export const runSettingsSet: RunCommand = async (context, given) => {
  const { options } = given;
  if (options['tools'] !== undefined) return (await import('./settings-tools-set.ts')).runToolsSet(context, given);
  const { words, terminal, common, interruption: signal } = context;
  const { source, settings } = readSettingsToSet(options, context);
  const isDry = options['dryRun'] === true;
  const isAgreed = options['yes'] === true;
  if (!isDry && !isAgreed && !terminal.canPrompt) throw new UsageProblem(words.changes.cli.consent);
  const host = await context.openHost({});
  const writer = await host.settingsWriter();
  const planned = await writer.plan(source, settings, signal);
  if (!planned.ok) return refusePlan(planned.problem, { source }, context);
  const restart = planned.value.length === 0 ? [] : await writer.restart(source, signal);
  const plan: ChangePlan = { reason: { kind: 'settings', source }, steps: planned.value, restart };
  const shown = plan.steps.map((step) => step.shown);
  if (shown.length > 0 && !common.json && !common.quiet) {
    terminal.print(words.cli.form.heading(words.changes.cli.willChange(words.sources[source])));
    for (const step of shown) for (const line of stepLines(step, context)) terminal.print(line);
  }
  if (isDry || shown.length === 0) {
    const about = { source, changed: false, change: null, dryRun: isDry, steps: shown, restart };
    if (common.json) terminal.print(JSON.stringify(about));
    else if (shown.length === 0) terminal.print(words.changes.problems['nothing-to-change'](''));
    return EXIT.good;
  }
  if (!isAgreed && !(await askConsent(words.changes.cli.ask, context))) {
    terminal.complain(words.changes.cli.declined);
    return EXIT.notGood;
  }
  return await applyPlan(host, { plan, source, shown }, context);
};

async function applyPlan(
  host: Host,
  work: { readonly plan: ChangePlan; readonly source: WritableSource; readonly shown: readonly ChangeStep['shown'][] },
  context: CommandContext,
): Promise<ExitStatus> {
  const { words, lang, terminal, common, interruption: signal } = context;
  const { plan, source, shown: steps } = work;
  const outcome = await host.changes.apply(plan, {
    signal,
    onProgress: ({ what, step, of }) => {
      terminal.showProgress(`${String(step)}/${String(of)} ${what}`);
    },
  });
  if (!outcome.ok) {
    const message = changeProblemText(outcome.problem, words, lang);
    if (common.json) terminal.print(JSON.stringify({ source, changed: false, problem: outcome.problem, message }));
    else terminal.complain(message);
    return changeExit(outcome.problem);
  }
  const { id, restart } = outcome.value;
  if (common.json) {
    terminal.print(JSON.stringify({ source, changed: true, change: id, dryRun: false, steps, restart }));
    return EXIT.good;
  }
  const { cli } = words.changes;
  terminal.print(cli.changed(id));
  if (common.quiet) return EXIT.good;
  if (restart.length > 0) terminal.print(cli.restart(formatList(restart, lang)));
  if (source === 'env' || source === 'etc-environment') terminal.print(cli.nextSignIn);
  const { decidedBy } = await host.readSettings({}, signal);
  if (decidedBy !== source) terminal.print(cli.notDeciding(words.sources[decidedBy]));
  terminal.print(context.paint.dim(cli.verify));
  return EXIT.good;
}

/** A value that must not be written is wrong usage; what this computer or source can't do is not. */
function refusePlan(
  problem: PlanProblem,
  { source }: { readonly source: WritableSource },
  { words, terminal, common }: CommandContext,
): ExitStatus {
  const message = planProblemText(problem, words);
  if (problem.kind === 'invalid-address') throw new UsageProblem(message);
  if (problem.kind === 'cannot-say' && problem.what === 'credentials')
    throw new UsageProblem(words.changes.cli.noCredentials);
  if (common.json) terminal.print(JSON.stringify({ source, changed: false, problem, message }));
  else terminal.complain(message);
  return EXIT.notGood;
}
