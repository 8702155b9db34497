/** The support report for pages: made of the check that ended last. */
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem, RunView } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { ReportView } from '../../src/contract/report-view.ts';
import type { Lang } from '../../src/messages/format.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { ReportFormat } from '../../src/report/report-files.ts';
import type { SupportReport } from '../../src/report/support-report.ts';
import type { ReportHost } from './make-report.ts';

const TYPES = {
  md: 'text/markdown;charset=utf-8',
  html: 'text/html;charset=utf-8',
  json: 'application/json',
  zip: 'application/zip',
} as const satisfies Record<ReportFormat, string>;

/** Returns the handlers. What makes a report is loaded with the first. */
export function createReportCalls(tools: {
  readonly host: ReportHost;
  readonly latest: (language: Lang) => RunView | null;
  readonly version: string;
}): Pick<Handlers, 'report.get' | 'report.file'> {
  const reportIn = async (
    language: Lang,
    helped: boolean | null = null,
  ): Promise<Result<SupportReport, ApiProblem>> => {
    const run = tools.latest(language);
    if (run === null || run.document === null) return refuse({ kind: 'not-found' });
    const { makeReport } = await import('./make-report.ts');
    const { history: _history, ...withoutHistory } = tools.host;
    // A practice scene is no part of this computer's history.
    const host = run.scene === null ? tools.host : withoutHistory;
    return ok(await makeReport(host, { checks: [run.document], helped, lang: language, version: tools.version }));
  };

  return {
    'report.get': async ({ language, helped }) => {
      const made = await reportIn(language, helped);
      return made.ok ? ok(await viewOf(made.value, language)) : made;
    },
    'report.file': async ({ language, format }) => {
      const made = await reportIn(language);
      if (!made.ok) return made;
      const { reportFile, reportFileName } = await import('../../src/report/report-files.ts');
      const bytes = reportFile(made.value, format, { words: getMessages(language), lang: language });
      return ok({
        name: reportFileName(made.value, format),
        type: TYPES[format],
        base64: Buffer.from(bytes).toString('base64'),
      });
    },
  };
}

async function viewOf(report: SupportReport, lang: Lang): Promise<ReportView> {
  const [{ makeMessage }, { mailtoHref }, { reportMarkdown }, { removedTexts, reportSections }] = await Promise.all([
    import('./make-report.ts'),
    import('../../src/report/mailto.ts'),
    import('../../src/report/report-markdown.ts'),
    import('../../src/report/report-sections.ts'),
  ]);
  const wording = { words: getMessages(lang), lang };
  const message = (await makeMessage(report)) ?? { subject: '', body: '' };
  const { contact } = report;
  const shortened = wording.words.report.message.shortened;
  return {
    text: reportMarkdown(report, wording),
    sections: reportSections(report, wording),
    removed: removedTexts(report.removed, wording),
    message,
    mailto: contact?.email === undefined ? null : mailtoHref({ to: contact.email, ...message, shortened }),
    contact: contact?.name ?? contact?.email ?? null,
    helped: report.helped,
  };
}
