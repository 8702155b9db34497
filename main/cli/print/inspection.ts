/** An inspection as a person reads it on a terminal: findings first, then what was looked at. */
import type { InspectionDocument, WordedFinding } from '../../../src/report/inspection-document.ts';
import type { CommandContext } from '../command-context.ts';
import { proxyLines } from './inspection-proxy.ts';
import { siteLines } from './inspection-site.ts';
import { wrap } from './wrap.ts';

/** Returns the text of one document. */
export function inspectionText(document: InspectionDocument, context: CommandContext): string {
  const { words, paint, common } = context;
  const { inspect, cli } = words;
  const parts = [
    [
      paint.bold(cli.form.labelled(document.kind === 'site' ? inspect.siteTitle : inspect.proxyTitle, document.target)),
      summary(document, context),
    ],
    ...document.findings.map((finding) => findingLines(finding, context)),
    ...(common.quiet ? [] : [adviceLines(document, context)]),
    ...(common.quiet || document.site === null ? [] : siteLines(document.site, context)),
    ...(common.quiet || document.proxy === null ? [] : proxyLines(document.proxy, context)),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function summary({ findings }: InspectionDocument, { words, paint }: CommandContext): string {
  const count = (severity: WordedFinding['severity']): number =>
    findings.filter((one) => one.severity === severity).length;
  const [problems, warnings, notes] = [count('problem'), count('warning'), count('note')];
  if (problems + warnings === 0) return paint.green(`● ${words.inspect.clean}`);
  return words.inspect.counts(problems, warnings, notes);
}

const MARKS = { problem: '✕', warning: '▲', note: '·' } as const satisfies Record<WordedFinding['severity'], string>;

function findingLines(finding: WordedFinding, { words, paint, lang, terminal }: CommandContext): readonly string[] {
  const { severity, title, code, reference } = finding;
  const text = `${MARKS[severity]} ${words.cli.form.aside(title, words.inspect.severities[severity])}`;
  const head = severity === 'problem' ? paint.red(text) : severity === 'warning' ? paint.yellow(text) : text;
  const about = [code, ...(reference === null ? [] : [reference]), finding.evidence.join(' ')].filter(
    (part) => part !== '',
  );
  return [
    paint.bold(head),
    wrap(finding.explanation, { columns: terminal.columns, lang, indent: '  ' }),
    paint.dim(`  ${about.join(' · ')}`),
  ];
}

function adviceLines(
  { advice }: InspectionDocument,
  { words, paint, lang, terminal }: CommandContext,
): readonly string[] {
  if (advice.length === 0) return [];
  return [
    paint.bold(words.cli.form.heading(words.inspect.adviceTitle)),
    ...advice.map(({ text }, index) =>
      wrap(`${String(index + 1)}. ${text}`, { columns: terminal.columns, lang, indent: '  ' }),
    ),
  ];
}
