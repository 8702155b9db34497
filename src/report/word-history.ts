/** One entry of the history in words: a mark, a title, what it is about, and the lines of its details. */
import type { Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import { FIX_IDS } from '../messages/messages.ts';
import { CHANGED_THINGS, type ChangeFacts, type HistoryFacts, type NoticeFacts } from '../watch/history-entry.ts';
import { wordCause, wordCheck } from './check-entry.ts';

/** An entry in one language. Marks differ in shape, so that they read without colour. */
export interface Headline {
  readonly mark: '●' | '✕' | '?' | '◆' | '▲';
  readonly title: string;
  /** The URL or the thing; may be empty. */
  readonly about: string;
  readonly detail: readonly string[];
}

/** Returns the words of an entry. */
export function headlineOf(entry: HistoryFacts, words: Messages, lang: Lang): Headline {
  const { history } = words;
  switch (entry.kind) {
    case 'check': {
      const mark = entry.code === 'ok' ? '●' : entry.code === 'undetermined' ? '?' : '✕';
      return { mark, title: wordCheck(entry, words, lang).title, about: entry.url, detail: [] };
    }
    case 'change':
      return {
        mark: '◆',
        title: history.happened[entry.what],
        about: changedBy(entry, words),
        detail: changeLines(entry, words),
      };
    case 'fix': {
      const fix = FIX_IDS.find((one) => one === entry.fix);
      const title = fix === undefined ? entry.fix : words.fixes[fix];
      return { mark: '▲', title, about: history.fixOutcomes[entry.outcome], detail: [entry.url, entry.code] };
    }
    case 'notice':
      return {
        mark: '▲',
        title: history.notices[entry.notice],
        about: entry.url,
        detail: [history.noticeShown[entry.shown], entry.code],
      };
    case 'answer':
      return { mark: '▲', title: history.answers[entry.helped ? 'yes' : 'no'], about: entry.url, detail: [entry.code] };
  }
}

/** Returns a notification: a title, and a sentence or two. */
export function wordNotice(
  facts: NoticeFacts,
  words: Messages,
  lang: Lang,
): { readonly notice: NoticeFacts['notice']; readonly title: string; readonly body: string } {
  const { notice, url } = facts;
  const { title, nextStep } = wordCause(facts, words, lang);
  const { watch } = words.history;
  if (notice === 'resolved') return { notice, title: watch.resolved, body: `${url}\n${watch.wasThere(title)}` };
  return { notice, title, body: `${url}\n${nextStep}` };
}

function changedBy(entry: ChangeFacts, { history, sources }: Messages): string {
  const known = entry.program === undefined ? history.changedBy[entry.by] : history.changedByProgram(entry.program);
  const who = entry.alongside === undefined ? known : history.changedAlongside(known, entry.alongside);
  return entry.source === undefined ? who : `${sources[entry.source]}, ${who}`;
}

function changeLines(entry: ChangeFacts, { history }: Messages): readonly string[] {
  const lines = entry.shown.map(({ what, from, to }) => {
    const thing = CHANGED_THINGS.find((one) => one === what);
    const name = thing === undefined ? what : history.things[thing];
    return history.fromTo(name, from ?? history.nothing, to ?? history.nothing);
  });
  return entry.state === undefined ? lines : [...lines, history.changeStates[entry.state]];
}
