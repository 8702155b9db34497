/** The history as pages ask for it. */
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { HistoryDetail, HistoryLine } from '../../src/contract/history-view.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { Lang } from '../../src/messages/format.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import { wordCheck } from '../../src/report/check-entry.ts';
import { headlineOf, type Headline } from '../../src/report/word-history.ts';
import { exportHistory } from '../../src/watch/history-export.ts';
import type { HistoryEntry } from '../../src/watch/history-entry.ts';
import type { History } from './history-files.ts';

/** More than is ever kept. */
const ALL = 100_000;

/** Returns the handlers over one history. */
export function createHistoryCalls(
  history: History,
): Pick<Handlers, 'history.list' | 'history.get' | 'history.export'> {
  return {
    'history.list': ({ language, most, ...query }) =>
      orProblem(async () => {
        const { entries, hasMore, unreadable } = await history.list(query, most);
        const words = getMessages(language);
        return ok({ lines: entries.map((entry) => lineOf(entry, words, language)), hasMore, unreadable });
      }),
    'history.get': ({ id, language }) =>
      orProblem(async () => {
        const entry = await history.get(id);
        return entry === null ? refuse({ kind: 'not-found' }) : ok(detailOf(entry, getMessages(language), language));
      }),
    'history.export': ({ format, ...query }) =>
      orProblem(async () => {
        const { entries } = await history.list(query, ALL);
        return ok({ text: exportHistory(entries, format), name: `throughway-history.${format}` });
      }),
  };
}

/** What the file system refuses is no bug: the folder belongs to somebody else, or the disk has gone. */
async function orProblem<T>(work: () => Promise<Result<T, ApiProblem>>): Promise<Result<T, ApiProblem>> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && 'syscall' in thrown) return refuse({ kind: 'not-available' });
    throw thrown;
  }
}

const MARKS = { '●': 'good', '✕': 'bad', '?': 'unknown', '◆': 'news', '▲': 'news' } as const satisfies Record<
  Headline['mark'],
  HistoryLine['mark']
>;

function lineOf(entry: HistoryEntry, words: Messages, lang: Lang): HistoryLine {
  const { id, at, kind } = entry;
  const { mark, title, about } = headlineOf(entry, words, lang);
  const line = { id, at, kind, mark: MARKS[mark], title, about };
  if (entry.kind === 'check') {
    const { durationMs, code, loss } = entry;
    const lost = loss === undefined ? {} : { loss: { attempts: loss.attempts, lost: loss.attempts - loss.succeeded } };
    return { ...line, durationMs, code, ...lost };
  }
  return 'code' in entry ? { ...line, code: entry.code } : line;
}

function detailOf(entry: HistoryEntry, words: Messages, lang: Lang): HistoryDetail {
  const line = lineOf(entry, words, lang);
  const { detail } = headlineOf(entry, words, lang);
  if (entry.kind !== 'check') return { ...line, paragraphs: [], parts: detail, times: {}, route: '' };
  const { explanation, nextStep } = wordCheck(entry, words, lang);
  const { loss } = entry;
  const route = entry.route.map((leg) =>
    leg.kind === 'direct' ? words.proxyKinds.direct : `${leg.kind}://${leg.host}:${String(leg.port)}`,
  );
  return {
    ...line,
    paragraphs: entry.code === 'ok' ? [explanation] : [explanation, nextStep],
    parts: loss === undefined ? [] : [words.history.loss(loss.attempts - loss.succeeded, loss.attempts)],
    times: entry.times,
    route: route.join(' → '),
  };
}
