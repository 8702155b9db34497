/** The document of a run in another language: the same facts, judged and worded again. */
import { judgeDocument } from '../../src/assistant/judge-document.ts';
import type { Lang } from '../../src/messages/format.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { parseTarget } from '../../src/route/parse-target.ts';

/** Returns it; `url` is the address as it was asked for, which the document names without secrets. */
export function rewordDocument(document: DiagnosisDocument, url: string, language: Lang): DiagnosisDocument {
  const target = parseTarget(url);
  if (!target.ok) return document;
  const words = getMessages(language);
  const reworded = judgeDocument(document, { target: target.value.target, words, lang: language });
  // What the organisation allows, and what only its preset can offer, was found out once.
  const titles: Readonly<Record<string, string>> = words.fixes;
  return { ...reworded, fixes: document.fixes.map((fix) => ({ ...fix, title: titles[fix.id] ?? fix.title })) };
}
