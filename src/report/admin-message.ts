/** The short message to whoever can fix it, in both languages: where, when, what, by what evidence, and what is asked for. */
import { formatDateTime } from '../messages/format.ts';
import type { DiagnosisDocument } from './diagnosis-document.ts';
import { evidenceText, reasonText, wayText, type Wording } from './report-sections.ts';
import type { SupportReport } from './support-report.ts';

/** Evidence beyond these lines is in the report. */
const MOST_EVIDENCE = 4;

export interface AdminMessage {
  readonly subject: string;
  readonly body: string;
}

/** One language of the message: its words, and the document worded in it. */
export interface MessagePart extends Wording {
  readonly check: DiagnosisDocument;
  /** What the article on the cause says to whoever can fix it; empty where it says nothing. */
  readonly advice: readonly string[];
}

/** Returns the message about one check; the first of `parts` gives the subject. */
export function adminMessage(report: SupportReport, parts: readonly [MessagePart, ...MessagePart[]]): AdminMessage {
  const [{ check, words }] = parts;
  return {
    subject: words.report.message.subject(check.verdict.title, hostOf(check.target)),
    body: parts.map((part) => partText(report, part)).join('\n\n――――\n\n'),
  };
}

function partText(report: SupportReport, { check, words, lang, advice }: MessagePart): string {
  const { verdict } = check;
  const { message } = words.report;
  const wording = { words, lang };
  const time = formatDateTime(check.startedAt, lang, report.timeZone === '' ? {} : { timeZone: report.timeZone });
  const seen = check.observations.filter((one) => verdict.evidence.includes(one.id)).slice(0, MOST_EVIDENCE);
  const tried = report.tried.map(
    (one) => `- ${words.cli.form.aside(reasonText(one, wording), words.report.changeStates[one.state])}`,
  );
  const labelled = (label: string, text: string): string => words.cli.form.labelled(label, text);
  return [
    message.greeting,
    message.opening(hostOf(check.target)),
    '',
    labelled(words.report.result, verdict.title),
    verdict.explanation,
    labelled(message.request, advice.length === 0 ? message.generalRequest : advice.join(lang === 'ja' ? '' : ' ')),
    '',
    labelled(words.report.address, check.target),
    labelled(words.report.checked, words.cli.form.aside(time, words.cli.form.listed(report.timeZone, check.startedAt))),
    labelled(words.report.way, wayText(check, wording)),
    labelled(words.report.code, verdict.code),
    words.cli.form.heading(message.seen),
    ...seen.map((one) => `- ${evidenceText(one, wording)}`),
    ...(tried.length === 0
      ? [labelled(message.tried, message.nothing)]
      : [words.cli.form.heading(message.tried), ...tried]),
    labelled(words.report.versions, `Throughway ${report.versions.throughway}, ${report.versions.system}`),
    message.footer,
  ].join('\n');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
