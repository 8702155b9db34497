/** The report as files: one form, or all of them with the diagnoses in one zip. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import { reportHtml } from './report-html.ts';
import { reportMarkdown } from './report-markdown.ts';
import type { Wording } from './report-sections.ts';
import type { SupportReport } from './support-report.ts';

/** The forms of a report. */
export const REPORT_FORMATS = ['md', 'html', 'json', 'zip'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Returns the bytes of one form. */
export function reportFile(report: SupportReport, format: ReportFormat, wording: Wording): Uint8Array {
  switch (format) {
    case 'md':
      return strToU8(reportMarkdown(report, wording));
    case 'html':
      return strToU8(reportHtml(report, wording));
    case 'json':
      return strToU8(`${JSON.stringify(report, null, 2)}\n`);
    case 'zip':
      return zipSync(zipContent(report, wording), { level: 6, mtime: zipTime(report.createdAt) });
  }
}

/** Returns a name for the file, with the local time of the report. */
export function reportFileName({ createdAt }: SupportReport, format: ReportFormat): string {
  return `throughway-report-${createdAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.${format}`;
}

function zipContent(report: SupportReport, wording: Wording): Zippable {
  const forms = (['md', 'html', 'json'] as const).map(
    (format) => [`report.${format}`, reportFile(report, format, wording)] as const,
  );
  // One a file, so that each can be judged again by "throughway judge".
  const checks = report.checks.map(
    (check, index) => [`diagnosis-${String(index + 1)}.json`, strToU8(`${JSON.stringify(check, null, 2)}\n`)] as const,
  );
  return Object.fromEntries([...forms, ...checks]);
}

/** A zip knows local times from 1980 to 2099 only. */
function zipTime(iso: string): Date {
  const time = Date.parse(iso.slice(0, 19));
  return new Date(Math.min(Math.max(time, Date.UTC(1980, 0, 2)), Date.UTC(2099, 11, 30)));
}
