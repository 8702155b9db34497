/** Gathers what a support report is made of from this computer; nothing of it needs a network. */
import { arch, release, type as systemType } from 'node:os';
import { judgeDocument } from '../../src/assistant/judge-document.ts';
import type { ChangeRecord } from '../../src/change/change.ts';
import type { Changes } from '../../src/change/changes.ts';
import { redactUrl } from '../../src/base/redact.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Lang } from '../../src/messages/format.ts';
import { loadArticles } from '../../src/messages/load-articles.ts';
import { loadMessages } from '../../src/messages/load-messages.ts';
import { adminMessage, type AdminMessage, type MessagePart } from '../../src/report/admin-message.ts';
import { wordsIn } from '../../src/presets/words-in.ts';
import { composeReport } from '../../src/report/compose-report.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { ReportContact, SupportReport } from '../../src/report/support-report.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { Host } from './compose.ts';
import type { History } from './history-files.ts';

/** What the report needs of the host; the journal of changes where there is one. */
export type ReportHost = Pick<Host, 'machinePreset'> & {
  readonly changes?: Pick<Changes, 'list'>;
  /** Where the answer to "Did this help?" is kept. */
  readonly history?: Pick<History, 'list' | 'note'>;
};

export interface ReportRequest {
  readonly checks: readonly DiagnosisDocument[];
  /** The answer that is given just now; `null`: the one that was given before counts. */
  readonly helped: boolean | null;
  readonly lang: Lang;
  /** Version of Throughway. */
  readonly version: string;
  /** Addresses as they were typed. */
  readonly typed?: readonly string[];
}

/** Returns the report of these checks. */
export async function makeReport(host: ReportHost, request: ReportRequest): Promise<SupportReport> {
  const nowMs = systemClock.wallMs();
  const changes = (await host.changes?.list()) ?? [];
  return composeReport({
    checks: request.checks,
    changes,
    helped: await helpedBy(host, request, changes, nowMs),
    contact: await contactOf(host, request.lang),
    versions: {
      throughway: request.version,
      node: process.versions.node,
      system: `${systemType()} ${release()} (${arch()})`,
    },
    nowMs,
    offsetMinutes: -new Date(nowMs).getTimezoneOffset(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    lang: request.lang,
    ...(request.typed === undefined ? {} : { typed: request.typed }),
  });
}

/** An answer is about what was tried before it: the next change makes it an old one, and so does a week. */
const ANSWER_COUNTS_MS = 7 * 24 * 60 * 60 * 1_000;

/** Keeps the answer, or finds the one that was given last for this address. */
async function helpedBy(
  { history }: ReportHost,
  { helped, checks }: ReportRequest,
  changes: readonly ChangeRecord[],
  nowMs: number,
): Promise<boolean | null> {
  const check = checks.at(-1);
  if (check === undefined || history === undefined) return helped;
  const url = redactUrl(check.target);
  if (helped !== null) {
    await history.note({ kind: 'answer', url, code: check.verdict.code, helped });
    return helped;
  }
  const changedMs = Math.max(0, ...changes.map(({ at }) => Date.parse(at)));
  const { entries } = await history.list(
    { kind: 'answer', fromMs: Math.max(changedMs, nowMs - ANSWER_COUNTS_MS) },
    100,
  );
  const found = entries.find((entry) => entry.kind === 'answer' && entry.url === url);
  return found?.kind === 'answer' ? found.helped : null;
}

/** Returns the message about the last check of a report, the reader's language first; `null` where it has none. */
export async function makeMessage(report: SupportReport): Promise<AdminMessage | null> {
  const check = report.checks.at(-1);
  const parsed = check === undefined ? null : parseTarget(check.target);
  if (check === undefined || parsed?.ok !== true) return null;
  const { target } = parsed.value;
  const part = async (lang: Lang): Promise<MessagePart> => {
    const words = await loadMessages(lang);
    const article = (await loadArticles(lang)).find(check.verdict.code);
    const isSites = check.verdict.fixer.includes('site') && !check.verdict.fixer.includes('admin');
    const advice = (isSites ? article?.forSiteOwners : article?.forAdministrators) ?? [];
    return { words, lang, advice, check: judgeDocument(check, { target, words, lang }) };
  };
  return adminMessage(report, [await part(report.language), await part(report.language === 'ja' ? 'en' : 'ja')]);
}

async function contactOf(host: ReportHost, lang: Lang): Promise<ReportContact | null> {
  const contact = (await host.machinePreset())?.contact;
  if (contact === undefined) return null;
  const name = wordsIn(contact.name, lang);
  return {
    ...(name === undefined ? {} : { name }),
    ...(contact.email === undefined ? {} : { email: contact.email }),
    ...(contact.phone === undefined ? {} : { phone: contact.phone }),
  };
}
