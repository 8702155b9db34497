/** The ready message for whoever can fix it: what happened, where and when, and what was seen. No secret can be in it. */
import { legWords } from '../../src/messages/fact-line.ts';
import { formatDateTime } from '../../src/messages/format.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { factLine } from './fact-words.ts';

/** Returns the text of the message. */
export function messageFor(document: DiagnosisDocument, words: Messages, lang: Lang): string {
  const { message } = words.ui;
  const { verdict } = document;
  const seen = document.observations.filter((one) => verdict.evidence.includes(one.id));
  const way = document.settings.route.map((leg) => legWords(leg, words)).join(' → ');
  return [
    message.subject(verdict.title),
    '',
    `${message.time}: ${formatDateTime(document.startedAt, lang)} (${document.startedAt})`,
    `${message.address}: ${document.target}`,
    `${message.way}: ${way}`,
    `${message.finding}: ${verdict.title}`,
    verdict.explanation,
    `${message.code}: ${verdict.code}`,
    '',
    `${message.evidence}:`,
    ...seen.map((one) => {
      const line = factLine(one, words, lang);
      return `- ${[line.what, line.about, line.outcome].filter((text) => text !== '').join(' · ')}`;
    }),
    '',
    message.request,
    message.footer,
  ].join('\n');
}
