/** Reports for tests, made of a run that was stored. */
import { getMessages } from '../../../src/messages/get-messages.ts';
import type { Lang } from '../../../src/messages/format.ts';
import { composeReport, type ReportInput } from '../../../src/report/compose-report.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import type { Wording } from '../../../src/report/report-sections.ts';
import type { SupportReport } from '../../../src/report/support-report.ts';
import { judgeDocument } from '../../../src/assistant/judge-document.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import { readStoredRuns } from '../../replay/stored-runs.ts';

/** The words of one language. */
export function wording(lang: Lang): Wording {
  return { words: getMessages(lang), lang };
}

/** A stored run, worded in one language. */
export function storedDocument(code: string, lang: Lang): DiagnosisDocument {
  const run = readStoredRuns().find((one) => one.code === code);
  if (run === undefined) throw new Error(`no run is stored for ${code}`);
  return judgeDocument(run.run, { target: run.target, ...wording(lang) });
}

/** What a report is made of, all but the checks the same in every test. */
export function reportInput(checks: readonly DiagnosisDocument[], more: Partial<ReportInput> = {}): ReportInput {
  return {
    checks,
    changes: [],
    helped: null,
    contact: null,
    versions: { throughway: '0.1.0', node: '20.20.2', system: 'Linux 6.1.0 (x64)' },
    nowMs: Date.UTC(2026, 10, 22, 8, 5, 0),
    offsetMinutes: 540,
    timeZone: 'Asia/Tokyo',
    lang: 'en',
    ...more,
  };
}

/** A report of one stored run. */
export function reportOf(code: string, lang: Lang, more: Partial<ReportInput> = {}): SupportReport {
  return composeReport(reportInput([storedDocument(code, lang)], { lang, ...more }));
}

/** The target of a URL that is known to be one. */
export function targetOf(url: string): Parameters<typeof judgeDocument>[1]['target'] {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error('not a target');
  return parsed.value.target;
}
