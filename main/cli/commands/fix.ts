/** `throughway fix`: finds the cause, lists what would cure it, or carries one of those fixes out. */
import { refuse } from '../../../src/base/result.ts';
import type { FixFlow } from '../../../src/fix/fix-flow.ts';
import type { FixStopped } from '../../../src/fix/run-fix.ts';
import type { PlannedFix } from '../../../src/fix/plan-fixes.ts';
import type { FixId } from '../../../src/fix/propose-fixes.ts';
import { planProblemText } from '../../../src/messages/change-text.ts';
import { carryOut, fixIdOf, fixIds, lookForFixes, previewFlow } from '../../host/fix-host.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import type { Host } from '../../host/compose.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { checkUrls, textOption } from '../given-options.ts';
import { fixDocument, flowLines, listDocument, previewDocument } from '../print/fix.ts';
import { followProgress } from '../print/progress.ts';
import { UsageProblem } from '../usage-problem.ts';
import { createFixFace } from './fix-face.ts';
import { tellOutcome, type Told } from './fix-outcome.ts';

export const runFixCommand: RunCommand = async (context, { args, options }) => {
  const { words, lang } = context;
  const [name] = args;
  const id = name === undefined ? null : fixIdOf(name);
  if (name !== undefined && id === null)
    throw new UsageProblem(words.fix.cli.unknownFix(name, words.cli.form.listed(...fixIds())));
  if (name !== undefined && options['list'] === true)
    throw new UsageProblem(words.cli.errors.exclusive('ID', '--list'));
  const given = textOption(options, 'for');
  if (given !== undefined) checkUrls([given], words);
  const face = await createFixFace(context, options);
  const host = await context.openHost({});
  try {
    const url = given ?? (await host.defaultUrl());
    const progress = followProgress(context);
    const look = await lookForFixes(
      host,
      { url, lang },
      { signal: context.interruption, onProgress: progress.take },
    ).finally(() => {
      progress.end();
    });
    if (context.interruption.aborted) return EXIT.interrupted;
    if (id === null) return await listFixes(host, look, context);
    const { code, title } = look.document.verdict;
    const planned = look.planned.find(({ fix }) => fix.id === id);
    if (planned === undefined) return refuseFix({ id, url, code, title }, context);
    return await runOne(host, { planned, id, url, before: look.document, options, face }, context);
  } finally {
    await host.assistant.close();
  }
};

async function listFixes(
  host: Host,
  look: Awaited<ReturnType<typeof lookForFixes>>,
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, words, common, paint, interruption } = context;
  const { verdict } = look.document;
  const entries = await Promise.all(
    look.planned.map(async (planned) => ({
      planned,
      preview: planned.flow.ok ? await previewFlow(host, planned.flow.value, interruption) : null,
    })),
  );
  if (common.json) {
    terminal.print(JSON.stringify(listDocument(look.document, entries, context)));
    return verdict.code === 'ok' ? EXIT.good : EXIT.notGood;
  }
  terminal.print(paint.bold(verdict.title));
  const possible = entries.filter(({ planned }) => planned.flow.ok);
  if (possible.length === 0) terminal.print(verdict.code === 'ok' ? words.fix.cli.nothingToFix : words.fix.cli.noFixes);
  for (const { planned, preview } of possible) {
    terminal.print('');
    for (const line of flowLines(planned, preview, context)) terminal.print(line);
  }
  if (possible.length > 0 && !common.quiet) terminal.print(`\n${paint.dim(words.fix.cli.listHint)}`);
  return verdict.code === 'ok' ? EXIT.good : EXIT.notGood;
}

/** Where nothing is wrong any more nothing has to be cured; a fix for another cause is not run. */
function refuseFix(
  { id, url, code, title }: { readonly id: FixId; readonly url: string; readonly code: string; readonly title: string },
  { terminal, words, common }: CommandContext,
): ExitStatus {
  const isFine = code === 'ok';
  const message = isFine ? words.fix.cli.nothingToFix : words.fix.cli.notProposed(id, code);
  if (common.json)
    terminal.print(JSON.stringify({ fix: id, url, code, title, cured: isFine, changed: false, message }));
  else if (isFine) terminal.print(message);
  else terminal.complain(message);
  return isFine ? EXIT.good : EXIT.notGood;
}

async function runOne(
  host: Host,
  work: {
    readonly planned: PlannedFix;
    readonly id: FixId;
    readonly url: string;
    readonly before: DiagnosisDocument;
    readonly options: GivenOptions;
    readonly face: Awaited<ReturnType<typeof createFixFace>>;
  },
  context: CommandContext,
): Promise<ExitStatus> {
  const { planned, id, url, before, options, face } = work;
  const { terminal, words, common, interruption: signal } = context;
  const about: Told = { id, url, code: planned.code, title: before.verdict.title };
  if (!planned.flow.ok) {
    const message = words.fix.noFix[planned.flow.problem.kind];
    if (common.json)
      terminal.print(
        JSON.stringify({ ...fixDocument(about), cured: false, changed: false, problem: planned.flow.problem, message }),
      );
    else terminal.complain(message);
    return EXIT.notGood;
  }
  const flow = planned.flow.value;
  if (options['dryRun'] === true) return await showOnly(host, flow, planned, about, context);
  face.checkAnswers(flow);
  if (!common.json && !common.quiet) terminal.print(context.paint.bold(words.fixes[id]));
  const missing = await missingRight(host, flow, signal);
  if (missing !== null) return await tellOutcome(host, { outcome: refuse(missing), about, flow, before }, context);
  const progress = followProgress(context);
  try {
    const outcome = await carryOut(
      host,
      flow,
      { ...face.tools, onDiagnosis: progress.take },
      { signal, onProgress: face.onProgress },
    );
    return await tellOutcome(host, { outcome, about, flow, before }, context);
  } finally {
    progress.end();
  }
}

/** A right that this program has not is said before the first step, not in the middle. */
async function missingRight(host: Host, flow: FixFlow, signal: AbortSignal): Promise<FixStopped | null> {
  const preview = await previewFlow(host, flow, signal);
  const what = preview.ok ? preview.value.needsAdministrator : [];
  if (what.length === 0) return null;
  return { problem: { kind: 'apply', problem: { kind: 'needs-administrator', what } }, left: [] };
}

async function showOnly(
  host: Host,
  flow: FixFlow,
  planned: PlannedFix,
  about: Told,
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, words, common } = context;
  const preview = await previewFlow(host, flow, context.interruption);
  if (common.json) {
    terminal.print(
      JSON.stringify({
        ...fixDocument(about),
        dryRun: true,
        changed: false,
        cured: false,
        flow: flow.steps.map(({ kind }) => kind),
        ...previewDocument(preview),
      }),
    );
  } else if (preview.ok) {
    for (const line of flowLines(planned, preview, context)) terminal.print(line);
  } else terminal.complain(planProblemText(preview.problem, words));
  return preview.ok ? EXIT.good : EXIT.notGood;
}
