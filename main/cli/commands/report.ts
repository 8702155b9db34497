/** `throughway report [URL …]`: checks (or reads a saved run) and writes the support report. */
import writeFileAtomic from 'write-file-atomic';
import { version } from '../../../package.json';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import { REPORT_FORMATS, reportFile, type ReportFormat } from '../../../src/report/report-files.ts';
import { removedTexts } from '../../../src/report/report-sections.ts';
import type { SupportReport } from '../../../src/report/support-report.ts';
import type { Host } from '../../host/compose.ts';
import { makeReport } from '../../host/make-report.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { checkUrls, readOverrides, textOption } from '../given-options.ts';
import { followProgress } from '../print/progress.ts';
import { readSavedRuns } from '../saved-runs.ts';
import { UsageProblem } from '../usage-problem.ts';

export const runReport: RunCommand = async (context, { args, options }) => {
  const { terminal, words, lang, common } = context;
  const isPreview = options['preview'] === true;
  const format = readFormat(options, context);
  const helped = readHelped(options, context);
  const from = textOption(options, 'from');
  const out = textOption(options, 'out');
  if (format === 'zip' && out === undefined && !isPreview && terminal.isColorTerminal)
    throw new UsageProblem(words.report.cli.zipNeedsFile);
  if (from !== undefined && args.length > 0) throw new UsageProblem(words.cli.errors.exclusive('--from', 'URL'));
  const overrides = readOverrides(options, words);
  checkUrls(args, words);
  const host = await context.openHost({});
  const checks =
    from === undefined ? await checkNow(context, host, { args, overrides }) : await readSavedRuns(from, context);
  const report = await makeReport(host, { checks, helped, lang, version, typed: args });
  if (isPreview) printPreview(report, context);
  else if (out === undefined) printForm(report, format, context);
  else {
    await save(out, reportFile(report, format, context), context);
    if (!common.quiet) terminal.complain(words.report.cli.saved(out));
  }
  await host.assistant.close();
  return EXIT.good;
};

/** One after the other: what is measured for a report must not be slowed down by itself. */
async function checkNow(
  context: CommandContext,
  host: Host,
  given: { readonly args: readonly string[]; readonly overrides: ReturnType<typeof readOverrides> },
): Promise<readonly DiagnosisDocument[]> {
  const progress = followProgress(context);
  const urls = given.args.length > 0 ? given.args : [await host.defaultUrl()];
  const documents: DiagnosisDocument[] = [];
  for (const url of urls) {
    if (context.interruption.aborted) break;
    documents.push(
      await host.assistant.diagnose(
        { url, lang: context.lang, ...given.overrides },
        { signal: context.interruption, onProgress: progress.take },
      ),
    );
  }
  progress.end();
  return documents;
}

function printPreview(report: SupportReport, context: CommandContext): void {
  const { terminal, words, paint } = context;
  const removed = removedTexts(report.removed, context);
  terminal.print(paint.bold(words.cli.form.heading(words.report.removed)));
  for (const text of removed.length === 0 ? [words.report.nothingRemoved] : removed) terminal.print(`  ${text}`);
  terminal.print('');
  printForm(report, 'md', context);
  terminal.complain(words.report.cli.previewNote);
}

function printForm(report: SupportReport, format: ReportFormat, context: CommandContext): void {
  context.terminal.printBytes(reportFile(report, format, context));
}

async function save(file: string, bytes: Uint8Array, { words }: CommandContext): Promise<void> {
  try {
    await writeFileAtomic(file, Buffer.from(bytes), { mode: 0o600 });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    throw new UsageProblem(words.report.cli.notWritten(file, String(thrown.code)));
  }
}

function readFormat(options: GivenOptions, { words, common }: CommandContext): ReportFormat {
  const text = textOption(options, 'format') ?? (common.json ? 'json' : 'md');
  const format = REPORT_FORMATS.find((one) => one === text);
  if (format === undefined)
    throw new UsageProblem(words.cli.errors.badChoice('--format', text, REPORT_FORMATS.join(', ')));
  return format;
}

function readHelped(options: GivenOptions, { words }: CommandContext): boolean | null {
  const text = textOption(options, 'helped');
  if (text !== undefined && text !== 'yes' && text !== 'no')
    throw new UsageProblem(words.cli.errors.badChoice('--helped', text, 'yes, no'));
  return text === undefined ? null : text === 'yes';
}
