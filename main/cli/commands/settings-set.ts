/** `throughway settings set`: shows what changes, asks, changes it, and says how to take it back. */
import type { ChangePlan, ChangeStep } from '../../../src/change/change.ts';
import { changeProblemText, planProblemText } from '../../../src/messages/change-text.ts';
import { formatList } from '../../../src/messages/format.ts';
import type { PlanProblem } from '../../../src/system/settings-writer.ts';
import type { WritableSource } from '../../../src/settings/writable-source.ts';
import { accessTo } from '../../host/access-to.ts';
import type { Host } from '../../host/compose.ts';
import { readBefore, type VerifiedChange } from '../../host/verify-change.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { accessLines } from '../print/access.ts';
import { stepLines } from '../print/change.ts';
import { checkUrls, textOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';
import { lookAfterwards, tellVerified, verifiedDocument } from './settings-verified.ts';
import { readSettingsToSet } from './settings-to-set.ts';

export const runSettingsSet: RunCommand = async (context, given) => {
  const { options } = given;
  if (options['trust'] === true) return (await import('./settings-trust-set.ts')).runTrustSet(context, given);
  if (options['tools'] !== undefined) return (await import('./settings-tools-set.ts')).runToolsSet(context, given);
  const { words, terminal, common, interruption: signal } = context;
  const { source, settings } = readSettingsToSet(options, context);
  const verifyUrl = textOption(options, 'verify');
  if (verifyUrl !== undefined) checkUrls([verifyUrl], words);
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
  const access = await accessTo(plan.steps, writer.openStore, signal);
  if (shown.length > 0 && !common.json && !common.quiet) {
    terminal.print(words.cli.form.heading(words.changes.cli.willChange(words.sources[source])));
    for (const step of shown) for (const line of stepLines(step, context)) terminal.print(line);
    for (const line of accessLines(access, context)) terminal.print(line);
  }
  if (isDry || shown.length === 0) {
    const about = { source, changed: false, change: null, dryRun: isDry, steps: shown, restart, access };
    if (common.json) terminal.print(JSON.stringify(about));
    else if (shown.length === 0) terminal.print(words.changes.problems['nothing-to-change'](''));
    return EXIT.good;
  }
  if (!isAgreed && !(await askConsent(words.changes.cli.ask, context))) {
    terminal.complain(words.changes.cli.declined);
    return EXIT.notGood;
  }
  const verify = options['verify'] === false ? null : { url: verifyUrl ?? null };
  try {
    return await applyPlan(host, { plan, source, shown, verify, isAgreed }, context);
  } finally {
    await host.assistant.close();
  }
};

async function applyPlan(
  host: Host,
  work: {
    readonly plan: ChangePlan;
    readonly source: WritableSource;
    readonly shown: readonly ChangeStep['shown'][];
    /** The address to look at afterwards; `null`: none. */
    readonly verify: { readonly url: string | null } | null;
    readonly isAgreed: boolean;
  },
  context: CommandContext,
): Promise<ExitStatus> {
  const { words, lang, terminal, common, interruption: signal } = context;
  const { plan, source, shown: steps, verify } = work;
  const before = verify === null ? null : await readBefore(host, source, signal);
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
  const look = async (): Promise<VerifiedChange | null> =>
    verify === null || before === null ? null : await lookAfterwards(host, { source, before, ...verify }, context);
  if (common.json) {
    const verified = await look();
    const about = { source, changed: true, change: id, dryRun: false, steps, restart };
    terminal.print(
      JSON.stringify({ ...about, ...(verified === null ? {} : { verified: verifiedDocument(verified) }) }),
    );
    return verified?.outcome === 'worse' ? EXIT.notGood : EXIT.good;
  }
  const { cli } = words.changes;
  terminal.print(cli.changed(id));
  if (!common.quiet) await tellWhatElse(host, { source, restart }, context);
  const verified = await look();
  return verified === null ? EXIT.good : await tellVerified(host, { id, verified, isAgreed: work.isAgreed }, context);
}

/** What keeps the change from being seen at once. */
async function tellWhatElse(
  host: Host,
  { source, restart }: { readonly source: WritableSource; readonly restart: readonly string[] },
  { words, lang, terminal, interruption: signal }: CommandContext,
): Promise<void> {
  const { cli } = words.changes;
  if (restart.length > 0) terminal.print(cli.restart(formatList(restart, lang)));
  if (source === 'env' || source === 'etc-environment') terminal.print(cli.nextSignIn);
  const { decidedBy } = await host.readSettings({}, signal);
  if (decidedBy !== source) terminal.print(cli.notDeciding(words.sources[decidedBy]));
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
