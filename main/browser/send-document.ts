/** The page's document, with the answers to its first calls inside: no question has to be asked before it can be used. */
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { firstCalls } from '../../src/contract/first-calls.ts';
import type { AnsweredCall } from '../../src/contract/first-calls.ts';
import type { PageFiles } from './page-files.ts';

/** Whoever has asked for no script by then is no page that compiles one meanwhile. */
const SCRIPT_MS = 100;

/** What a document is made of. */
export interface DocumentParts {
  readonly document: NonNullable<PageFiles['document']>;
  readonly files: PageFiles;
  readonly endpoints: Endpoints;
  readonly acceptLanguage: string | undefined;
  /** Where the window begins; absent: where its address says. */
  readonly place: string | undefined;
  /** Resolves when the page has been sent a script. */
  readonly scriptSent: Promise<void>;
}

/**
 * Sends the document in two pieces. The browser loads and compiles what the first one names; the assistant is loaded in
 * the same time, but not before the script has gone out, because loading holds everything else in this process up.
 */
export async function sendDocument(response: ServerResponse, parts: DocumentParts): Promise<void> {
  const lang = /^ja\b/iu.test(parts.acceptLanguage ?? '') ? 'ja' : 'en';
  const ahead = parts.files.wordsIn(lang).map((name) => `<link rel="modulepreload" crossorigin href="${name}" />`);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.write(`${parts.document.head}${ahead.join('')}`);
  await Promise.race([parts.scriptSent, pause(SCRIPT_MS, undefined, { ref: false })]);
  const known = { place: parts.place ?? null, answers: await answersTo(parts.endpoints, lang) };
  response.end(`<script type="application/json" id="known">${asData(known)}</script>${parts.document.tail}`);
}

async function answersTo(endpoints: Endpoints, systemLang: 'ja' | 'en'): Promise<readonly AnsweredCall[]> {
  const preferences = await endpoints.invoke('preferences.get', {});
  return Promise.all(
    firstCalls(chosenIn(preferences) ?? systemLang).map(async (call) => ({
      ...call,
      answer: call.name === 'preferences.get' ? preferences : await endpoints.invoke(call.name, call.input),
    })),
  );
}

/** The language that the person has chosen, if any. */
function chosenIn(preferences: AnsweredCall['answer']): 'ja' | 'en' | null {
  if (!preferences.ok || typeof preferences.value !== 'object' || preferences.value === null) return null;
  const language: unknown = Reflect.get(preferences.value, 'language');
  return language === 'ja' || language === 'en' ? language : null;
}

/** JSON in which nothing can end the element that it stands in (HTML Standard, "Restrictions for contents of script elements"). */
function asData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
