/** One diagnosis as a person reads it on a terminal: the cause first, details only when asked for. */
import type { DiagnosisDocument, FindingDocument } from '../../../src/report/diagnosis-document.ts';
import { causeArgs } from '../../../src/report/cause-args.ts';
import { answererWords, refusalText } from '../../../src/messages/answer-words.ts';
import { formatDuration, formatList, formatPercent } from '../../../src/messages/format.ts';
import type { CommandContext } from '../command-context.ts';
import { hopLines } from './hops.ts';
import { routeText } from './legs.ts';
import { observationLine } from './observation-line.ts';
import { wrap } from './wrap.ts';

/** Returns the text of one document. */
export function diagnosisText(document: DiagnosisDocument, context: CommandContext): string {
  const { words, paint, common } = context;
  if (common.quiet) return headline(document, context);
  const { headings, result, form } = words.cli;
  const { verdict, settings } = document;
  const isFine = verdict.code === 'ok';
  const page = refusalText(verdict.evidence, document.observations);
  const sections = [
    [
      paint.dim(form.labelled(headings.target, document.target)),
      headline(document, context),
      running(verdict.explanation, context),
    ],
    hopLines(document.route, words, paint),
    [
      labelled(
        headings.effectiveRoute,
        form.aside(routeText(settings.route, words), result.settingsFrom(words.sources[settings.source])),
        context,
      ),
      ...(isFine ? [] : [labelled(headings.whoCanFix, fixers(verdict, context), context)]),
      ...(isFine ? [] : [labelled(headings.whatToDo, nextStep(document, verdict, context), context)]),
      ...(page === null ? [] : [running(words.ui.verdict.page(page), context)]),
    ],
    alsoFoundLines(document, context),
    common.verbose ? evidenceLines(document, context) : [],
    common.verbose || isFine ? [] : [paint.dim(`${result.explainHint(verdict.code)}\n${result.verboseHint}`)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function headline({ verdict }: DiagnosisDocument, { paint }: CommandContext): string {
  if (verdict.code === 'ok') return paint.bold(paint.green(`● ${verdict.title}`));
  const mark = verdict.code === 'undetermined' ? '?' : '✕';
  return paint.bold(paint.red(`${mark} ${verdict.title}`));
}

function running(text: string, { terminal, lang }: CommandContext, indent = ''): string {
  return wrap(text, { columns: terminal.columns, lang, indent });
}

function labelled(label: string, text: string, context: CommandContext): string {
  return `${context.paint.bold(context.words.cli.form.labelled(label, ''))}${text}`;
}

function fixers(finding: FindingDocument, { words, lang }: CommandContext): string {
  if (finding.fixer.length === 0) return words.cli.result.nobody;
  return formatList(
    finding.fixer.map((fixer) => words.fixers[fixer]),
    lang,
  );
}

function nextStep(document: DiagnosisDocument, finding: FindingDocument, { words, lang }: CommandContext): string {
  return words.causes[finding.code].nextStep(
    causeArgs(finding, { target: document.target, observations: document.observations, words, lang }),
  );
}

function alsoFoundLines(document: DiagnosisDocument, context: CommandContext): readonly string[] {
  if (document.alsoFound.length === 0) return [];
  return [
    context.paint.bold(context.words.cli.form.heading(context.words.cli.headings.alsoFound)),
    ...document.alsoFound.map((finding) =>
      running(`▲ ${context.words.cli.form.aside(finding.title, finding.code)}`, context, '  '),
    ),
  ];
}

function evidenceLines(document: DiagnosisDocument, context: CommandContext): readonly string[] {
  const { words, lang } = context;
  const { headings, result, form } = words.cli;
  const { verdict } = document;
  const cited = new Set<string>(verdict.evidence);
  const answerer = answererWords(verdict.details, words);
  const line = (one: DiagnosisDocument['observations'][number]): string => `  ${observationLine(one, words, lang)}`;
  return [
    labelled(
      headings.result,
      form.listed(
        verdict.code,
        result.confidence(formatPercent(verdict.confidence, lang)),
        result.took(formatDuration(document.durationMs, lang)),
      ),
      context,
    ),
    ...section(
      headings.why,
      [
        ...(answerer === null ? [] : [`  ${answerer}`]),
        ...document.observations.filter((one) => cited.has(one.id)).map(line),
      ],
      context,
    ),
    ...section(
      headings.ruledOut,
      verdict.ruledOut.map(
        (one) =>
          `  ${form.labelled(one.code, one.because)}${one.evidence.length > 0 ? ` [${one.evidence.join(' ')}]` : ''}`,
      ),
      context,
    ),
    ...section(
      headings.fixes,
      document.fixes.map((fix) => `  ${form.labelled(fix.id, form.aside(fix.title, result[fix.kind]))}`),
      context,
    ),
    ...section(headings.evidence, document.observations.filter((one) => !cited.has(one.id)).map(line), context),
  ];
}

function section(heading: string, lines: readonly string[], { paint, words }: CommandContext): readonly string[] {
  return lines.length === 0 ? [] : ['', paint.bold(words.cli.form.heading(heading)), ...lines];
}
