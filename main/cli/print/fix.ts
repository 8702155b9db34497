/** Fixes as a person reads them on a terminal, and as programs do. */
import type { Result } from '../../../src/base/result.ts';
import type { FixFlow, FixStep } from '../../../src/fix/fix-flow.ts';
import { planProblemText } from '../../../src/messages/change-text.ts';
import { formatDuration, formatList } from '../../../src/messages/format.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import type { PlanProblem } from '../../../src/system/settings-writer.ts';
import type { PlannedFix } from '../../../src/fix/plan-fixes.ts';
import type { FlowPreview } from '../../host/fix-host.ts';
import type { CommandContext } from '../command-context.ts';
import { stepLines } from './change.ts';

type Preview = Result<FlowPreview, PlanProblem> | null;

/** Returns the lines of one fix in a list: what it is, its steps, and what would change from and to. */
export function flowLines({ fix, flow }: PlannedFix, preview: Preview, context: CommandContext): readonly string[] {
  const { words, paint, lang } = context;
  const { form, result } = words.cli;
  const lines = [`${paint.bold(fix.id)}  ${form.aside(words.fixes[fix.id], result[fix.kind])}`];
  if (!flow.ok) return [...lines, `  ${words.fix.noFix[flow.problem.kind]}`];
  for (const step of flow.value.steps) {
    const text = stepText(step, context);
    if (text !== null) lines.push(...text.split('\n').map((line) => `  ${line}`));
  }
  if (preview === null) return lines;
  if (!preview.ok) return [...lines, `  ${planProblemText(preview.problem, words)}`];
  const { steps, needsAdministrator, inUse } = preview.value;
  if (steps.length > 0) lines.push(`  ${form.heading(words.fix.cli.willChange)}`);
  for (const step of steps) lines.push(...stepLines(step, context).map((line) => `  ${line}`));
  if (needsAdministrator.length > 0)
    lines.push(`  ${form.labelled(words.fix.cli.needsAdministrator, formatList(needsAdministrator, lang))}`);
  if (inUse.length > 0) lines.push(`  ${words.changing.inUse(formatList(inUse, lang))}`);
  return lines;
}

/** Returns what a step does, in words; `null` for what the changes below it say better. */
export function stepText(step: FixStep, { words, lang }: CommandContext): string | null {
  const { cli, guides } = words.fix;
  switch (step.kind) {
    case 'set-settings':
    case 'set-places':
    case 'verify':
      return null;
    case 'set-place':
      return step.ref.kind === 'vpn' ? cli.vpn(step.ref.name, step.to ?? '') : null;
    case 'put-back':
      return cli.putBack;
    case 'compare':
      return cli.compare;
    case 'ask-credentials':
      return cli.signIn;
    case 'ask-address':
      return cli.address(step.current);
    case 'guide':
      return printable(guides[step.guide](sourceWorded(step.args, words)));
    case 'request':
      return cli.request;
    case 'wait':
      return cli.wait(
        formatList(
          step.waitsMs.map((ms) => formatDuration(ms, lang)),
          lang,
        ),
      );
  }
}

/** The source in a guide's words is one of the closed vocabulary. */
function sourceWorded(
  args: Extract<FixStep, { readonly kind: 'guide' }>['args'],
  { sources }: CommandContext['words'],
): Extract<FixStep, { readonly kind: 'guide' }>['args'] {
  const named: Readonly<Record<string, string>> = sources;
  return args.source === undefined ? args : { ...args, source: named[args.source] ?? args.source };
}

/** The fields that every document about one fix begins with. */
export function fixDocument(about: {
  readonly id: string;
  readonly url: string;
  readonly code: string;
  readonly title: string;
}): object {
  return { fix: about.id, url: withoutUserinfo(about.url), code: about.code, title: about.title };
}

/** Returns what a preview says, for programs. */
export function previewDocument(preview: Preview): object {
  if (preview === null) return {};
  if (!preview.ok) return { problem: preview.problem };
  const { steps, restart, needsAdministrator, inUse } = preview.value;
  return { changes: steps, restart, needsAdministrator, inUse };
}

/** Returns the list of fixes for programs. */
export function listDocument(
  document: DiagnosisDocument,
  entries: readonly { readonly planned: PlannedFix; readonly preview: Preview }[],
  { words }: CommandContext,
): object {
  const { verdict } = document;
  return {
    url: document.target,
    code: verdict.code,
    title: verdict.title,
    fixes: entries.map(({ planned: { fix, code, flow }, preview }) => ({
      ...fix,
      title: words.fixes[fix.id],
      code,
      possible: flow.ok,
      ...(flow.ok ? { flow: stepKinds(flow.value) } : { why: flow.problem.kind }),
      ...previewDocument(preview),
    })),
  };
}

function stepKinds(flow: FixFlow): readonly string[] {
  return flow.steps.map(({ kind }) => kind);
}

/** Names and rules came from outside; of what moves a terminal's cursor only our own line breaks stay. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, ' ');
}

function withoutUserinfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/iu, '$1');
}
