/** Entries of the history as a person reads them on a terminal, and as programs do. */
import { HOPS } from '../../../src/observation/hop.ts';
import { formatDateTime, formatDuration, formatPercent } from '../../../src/messages/format.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import { wordCheck } from '../../../src/report/check-entry.ts';
import { readableEvidence } from '../../../src/report/readable-evidence.ts';
import { headlineOf } from '../../../src/report/word-history.ts';
import type { CheckEntry, CheckTimes, HistoryEntry } from '../../../src/watch/history-entry.ts';
import type { CommandContext } from '../command-context.ts';
import { hopLines } from './hops.ts';
import { routeText } from './legs.ts';
import { observationLine } from './observation-line.ts';
import { wrap } from './wrap.ts';

/** Returns an entry as JSON for programs; a list leaves the evidence out. */
export function entryDocument(
  entry: HistoryEntry,
  { words, lang }: CommandContext,
  { isWhole }: { readonly isWhole: boolean },
): object {
  const titled = { ...entry, title: headlineOf(entry, words, lang).title };
  if (entry.kind !== 'check') return titled;
  if (isWhole) return { ...titled, explanation: wordCheck(entry, words, lang).explanation };
  const { evidence: _left, ...rest } = { ...titled, evidence: null };
  return rest;
}

/** Returns the two lines of an entry in a list: when and which, then what. */
export function entryLines(entry: HistoryEntry, context: CommandContext): string {
  const { words, lang, paint } = context;
  const { mark, title, about } = headlineOf(entry, words, lang);
  const when = paint.dim(`${formatDateTime(entry.at, lang)} · ${words.history.kinds[entry.kind]} · ${entry.id}`);
  const what = about === '' ? title : words.cli.form.labelled(title, printable(about));
  const lost = entry.kind === 'check' ? lossText(entry, words) : null;
  return `${when}\n  ${coloured(mark, context)} ${what}${lost === null ? '' : `\n    ${paint.yellow(lost)}`}`;
}

/** Returns everything that is known of an entry. */
export function entryText(entry: HistoryEntry, context: CommandContext): string {
  const { words, lang } = context;
  const { detail } = headlineOf(entry, words, lang);
  const parts = [entryLines(entry, context)];
  if (entry.kind === 'check') parts.push(...checkParts(entry, context));
  else if (detail.length > 0) parts.push(detail.map((line) => `  ${printable(line)}`).join('\n'));
  return parts.join('\n\n');
}

function checkParts(entry: CheckEntry, context: CommandContext): readonly string[] {
  const { words, lang, paint, terminal } = context;
  const { headings, result, form } = words.cli;
  const { explanation, nextStep } = wordCheck(entry, words, lang);
  const route = HOPS.map((hop, index) => ({ hop, state: entry.hops[index] ?? 'unknown' }));
  const lines = [
    form.labelled(
      headings.result,
      form.listed(
        entry.code,
        result.confidence(formatPercent(entry.confidence, lang)),
        result.took(formatDuration(entry.durationMs, lang)),
        entry.by === 'watch' ? words.history.byWatch : words.history.byPerson,
      ),
    ),
    form.labelled(
      headings.effectiveRoute,
      form.aside(routeText(entry.route, words), result.settingsFrom(words.sources[entry.source])),
    ),
    ...(entry.code === 'ok' ? [] : [form.labelled(headings.whatToDo, nextStep)]),
    ...timesLines(entry.times, context),
  ];
  const evidence = readableEvidence(entry).map((one) => `  ${observationLine(one, words, lang)}`);
  return [
    wrap(explanation, { columns: terminal.columns, lang, indent: '' }),
    hopLines(route, words, paint).join('\n'),
    lines.join('\n'),
    ...(evidence.length === 0 ? [] : [[paint.bold(form.heading(headings.why)), ...evidence].join('\n')]),
  ];
}

/** How many test connections were lost; `null` where none were made, or all came through. */
function lossText({ loss }: CheckEntry, { history }: Messages): string | null {
  const lost = loss === undefined ? 0 : loss.attempts - loss.succeeded;
  return loss === undefined || lost === 0 ? null : history.loss(lost, loss.attempts);
}

const TIMES = ['dns', 'connect', 'proxy', 'tls', 'site'] as const satisfies readonly (keyof CheckTimes)[];

function timesLines(times: CheckTimes, { words, lang }: CommandContext): readonly string[] {
  return TIMES.flatMap((name) => {
    const ms = times[name];
    return ms === undefined ? [] : [words.cli.form.labelled(words.history.times[name], formatDuration(ms, lang))];
  });
}

function coloured(mark: string, { paint }: CommandContext): string {
  if (mark === '●') return paint.green(mark);
  return mark === '✕' ? paint.red(mark) : paint.dim(mark);
}

/** Names and addresses came from outside; what moves a terminal's cursor is shown as a blank. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
