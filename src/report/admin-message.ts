/** The short message to whoever can fix it, in both languages: where, when, what, by what evidence, and what is asked for. */
import { formatDateTime } from '../messages/format.ts';
import type { DiagnosisDocument } from './diagnosis-document.ts';
import { evidenceText, reasonText, wayText, type Wording } from './report-sections.ts';
import type { SupportReport } from './support-report.ts';
import { hostInUrl } from '../settings/canonical-host.ts';
import { hostOfUrl } from '../base/url-host.ts';

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
    subject: words.report.message.subject(check.verdict.title, hostOfUrl(check.target)),
    body: parts.map((part) => partText(report, part)).join('\n\n――――\n\n'),
  };
}

/** More addresses than these don't help to find a line in a log. */
const MOST_ADDRESSES = 4;

/** By which addresses whoever gets the message finds this computer, and the connection, in logs and rules. */
function placesOf(
  { observations }: DiagnosisDocument,
  { words }: Wording,
): readonly (readonly [label: string, text: string])[] {
  const computer = observations.flatMap((one) =>
    one.probe === 'device.network'
      ? one.interfaces
          .filter(({ isUp, kind }) => isUp && kind !== 'loopback')
          .flatMap(({ addresses }) => addresses.map((address) => address.replace(/\/\d+$/u, '')))
      : [],
  );
  const proxy = observations.flatMap((one) =>
    one.probe === 'tcp.connect' && one.to === 'proxy' ? [`${hostInUrl(one.address)}:${String(one.port)}`] : [],
  );
  const rows = [
    [words.report.message.computer, computer.filter((address) => !/^(?:169\.254\.|fe80:)/iu.test(address))],
    [words.report.message.proxyAddress, proxy],
  ] as const;
  return rows
    .filter(([, all]) => all.length > 0)
    .map(([label, all]) => [label, words.cli.form.listed(...[...new Set(all)].slice(0, MOST_ADDRESSES))]);
}

function partText(report: SupportReport, { check, words, lang, advice }: MessagePart): string {
  const { verdict } = check;
  const { message } = words.report;
  const isFine = verdict.code === 'ok';
  const request = advice.length === 0 ? message.generalRequest : advice.join(lang === 'ja' ? '' : ' ');
  const wording = { words, lang };
  const time = formatDateTime(check.startedAt, lang, report.timeZone === '' ? {} : { timeZone: report.timeZone });
  const seen = check.observations.filter((one) => verdict.evidence.includes(one.id)).slice(0, MOST_EVIDENCE);
  const tried = report.tried.map(
    (one) => `- ${words.cli.form.aside(reasonText(one, wording), words.report.changeStates[one.state])}`,
  );
  const labelled = (label: string, text: string): string => words.cli.form.labelled(label, text);
  return [
    message.greeting,
    (isFine ? message.openingFine : message.opening)(hostOfUrl(check.target)),
    '',
    labelled(words.report.result, verdict.title),
    verdict.explanation,
    ...(isFine ? [] : [labelled(message.request, request)]),
    '',
    labelled(words.report.address, check.target),
    labelled(words.report.checked, words.cli.form.aside(time, words.cli.form.listed(report.timeZone, check.startedAt))),
    labelled(words.report.way, wayText(check, wording)),
    ...placesOf(check, wording).map(([label, text]) => labelled(label, text)),
    labelled(words.report.code, verdict.code),
    words.cli.form.heading(message.seen),
    // Their numbers are those of the report, which is not at hand here.
    ...seen.map((one) => `- ${evidenceText(one, wording).replace(`${one.id} · `, '')}`),
    ...(tried.length === 0
      ? [labelled(message.tried, message.nothing)]
      : [words.cli.form.heading(message.tried), ...tried]),
    labelled(words.report.versions, `Throughway ${report.versions.throughway}, ${report.versions.system}`),
    message.footer,
  ].join('\n');
}
