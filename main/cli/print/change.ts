/** Changes as a person reads them on a terminal: what was there, what is to be there. */
import type { ChangeRecord, ChangeStep, UndoConflict } from '../../../src/change/change.ts';
import { changeReasonText } from '../../../src/messages/change-text.ts';
import { formatDateTime } from '../../../src/messages/format.ts';
import type { CommandContext } from '../command-context.ts';

/** Returns the lines of one step: the place, then each line that goes and each that comes. */
export function stepLines(
  { what, from, to }: ChangeStep['shown'],
  { words, paint }: CommandContext,
): readonly string[] {
  const before = linesOf(from);
  const after = linesOf(to);
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  const { nothing } = words.changes;
  return [
    `  ${printable(what)}`,
    ...(gone.length === 0 && from === null ? [nothing] : gone).map((line) => paint.red(`    - ${printable(line)}`)),
    ...(come.length === 0 && to === null ? [nothing] : come).map((line) => paint.green(`    + ${printable(line)}`)),
  ];
}

/** Returns the lines of a change in a list. */
export function recordLines(record: ChangeRecord, context: CommandContext): readonly string[] {
  const { words, lang, paint } = context;
  const when = paint.dim(`${formatDateTime(record.at, lang)} · ${record.id}`);
  const what = words.cli.form.aside(changeReasonText(record.reason, words), words.changes.states[record.state]);
  return [when, `  ${printable(what)}`, ...record.steps.map(({ what: place }) => paint.dim(`    ${printable(place)}`))];
}

/** Returns the lines of a place that somebody else changed since. */
export function conflictLines(conflict: UndoConflict, { words, paint }: CommandContext): readonly string[] {
  const { nothing, asBefore, asLeft, asNow } = words.changes;
  const labelled = (label: string, text: string | null): string =>
    `    ${words.cli.form.labelled(label, printable(text?.replaceAll('\n', '; ') ?? nothing))}`;
  return [
    `  ${paint.bold(printable(conflict.what))}`,
    labelled(asBefore, conflict.before),
    labelled(asLeft, conflict.left),
    labelled(asNow, conflict.now),
  ];
}

function linesOf(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : text.split('\n');
}

/** Names and addresses came from outside; what moves a terminal's cursor is shown as a blank. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
