/** What the watch tells, as a line for a person and as JSON for programs. */
import { formatDuration } from '../../../src/messages/format.ts';
import { wordCause } from '../../../src/report/check-entry.ts';
import { headlineOf } from '../../../src/report/word-history.ts';
import type { ChangeFacts, CheckFacts, NoticeFacts } from '../../../src/watch/history-entry.ts';
import type { WatchNotice } from '../../../src/contract/history-view.ts';
import type { WatchHolder } from '../../../src/watch/watch-event.ts';
import type { CommandContext } from '../command-context.ts';

type Facts = CheckFacts | ChangeFacts | NoticeFacts;

/** Returns one JSON Lines object: `event` is `check`, `change`, `notice` or `resolved`. */
export function happenedDocument(facts: Facts, at: string, { words, lang }: CommandContext): object {
  switch (facts.kind) {
    case 'check': {
      const { url, code, hop, confidence, durationMs, times, loss } = facts;
      const { title } = headlineOf(facts, words, lang);
      return {
        event: 'check',
        at,
        url,
        code,
        hop,
        confidence,
        durationMs,
        times,
        ...(loss === undefined ? {} : { loss }),
        title,
      };
    }
    case 'change': {
      const { kind: _kind, ...rest } = facts;
      return { event: 'change', at, ...rest };
    }
    case 'notice': {
      const { url, code, notice, shown } = facts;
      const title = wordCause(facts, words, lang).title;
      return { event: notice === 'resolved' ? 'resolved' : 'notice', at, url, code, shown, title };
    }
  }
}

/** The same for a preset that no longer holds, or holds again. */
export function driftDocument({ title, body }: WatchNotice, at: string): object {
  return { event: 'drift', at, title, body };
}

/** The same for another Throughway that looks in place of this one. */
export function elsewhereDocument({ face, pid }: WatchHolder): object {
  return { event: 'elsewhere', face, pid };
}

/** Returns a notice of drift for a person. */
export function driftLines({ title, body }: WatchNotice, { paint }: CommandContext): string {
  const details = body === '' ? [] : body.split('\n').map((line) => `  ${line}`);
  return [paint.bold(`▲ ${title}`), ...details].join('\n');
}

/** Returns one line for a person: the time of day, a mark, what happened. */
export function happenedLine(facts: Facts, at: string, context: CommandContext): string {
  const { paint, lang } = context;
  const time = new Date(Date.parse(at)).toLocaleTimeString(lang === 'ja' ? 'ja-JP' : 'en-GB', { hour12: false });
  return `${paint.dim(time)} ${lineOf(facts, context)}`;
}

function lineOf(facts: Facts, { words, lang, paint }: CommandContext): string {
  const { form } = words.cli;
  const { mark, title, about } = headlineOf(facts, words, lang);
  switch (facts.kind) {
    case 'check': {
      const { attempts = 0, succeeded = 0 } = facts.loss ?? {};
      const lost = attempts > succeeded ? [words.history.loss(attempts - succeeded, attempts)] : [];
      const aside = form.listed(formatDuration(facts.durationMs, lang), ...lost);
      const text = form.aside(form.labelled(title, facts.url), aside);
      return `${facts.code === 'ok' ? paint.green(mark) : paint.red(mark)} ${text}`;
    }
    case 'change':
      return `${mark} ${form.aside(title, about)}`;
    case 'notice': {
      const cause = wordCause(facts, words, lang).title;
      const { watch } = words.history;
      const text =
        facts.notice === 'resolved' ? form.aside(watch.resolved, watch.wasThere(cause)) : watch.problem(cause);
      return paint.bold(`${mark} ${facts.shown === 'yes' ? text : form.aside(text, watch.keptBack)}`);
    }
  }
}
