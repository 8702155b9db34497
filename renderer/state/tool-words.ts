/** Sentences about tools as a window says them. */
import type { ChangePreviewView, ToolLine, ToolsPreviewView } from '../../src/contract/change-view.ts';
import { legWords } from '../../src/messages/fact-line.ts';
import { formatList, type Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { ToolNote, ToolPlanProblem } from '../../src/tools/plan-tool.ts';

/** Returns what a tool says of proxies. */
export function toolSays({ says }: ToolLine, words: Messages): string {
  if (says.state === 'unreadable') return words.tools.cli.unreadable(says.path);
  if (says.state === 'follows') return words.tools.follows[says.whom];
  const { mode, servers, bypass } = says.settings;
  if (mode !== 'manual') return words.proxyKinds.direct;
  const shown = servers.map(({ scheme, leg, invalid }) => {
    const text = leg === null ? words.addressProblems[invalid?.kind ?? 'empty'] : legWords(leg, words);
    return scheme === 'any' ? text : `${scheme} ${text}`;
  });
  const { form, headings } = words.cli;
  const exceptions = bypass.filter((entry) => entry !== '<-loopback>');
  return form.listed(
    ...shown,
    ...(exceptions.length === 0 ? [] : [form.labelled(headings.bypassList, exceptions.join(' '))]),
  );
}

/** Returns what is good to know about the plan for tools. */
export function toolNotes(
  preview: ChangePreviewView | ToolsPreviewView,
  words: Messages,
  lang: Lang,
): readonly string[] {
  if (!('tools' in preview)) return [];
  return preview.tools.flatMap(({ notes, problem }) => [
    ...(problem === null ? [] : [problemText(problem, words)]),
    ...notes.map((note) => noteText(note, words, lang)),
  ]);
}

function problemText(problem: ToolPlanProblem, words: Messages): string {
  const what =
    problem.kind === 'kind-not-spoken' ? words.proxyKinds[problem.proxy] : 'path' in problem ? problem.path : '';
  return words.tools.problems[problem.kind](what);
}

function noteText(note: ToolNote, words: Messages, lang: Lang): string {
  const { notes, follows } = words.tools;
  if ('entries' in note) return notes[note.kind](formatList(note.entries, lang));
  if (note.kind === 'then-follows') return notes[note.kind](follows[note.whom]);
  return notes[note.kind](note.kind === 'variable-wins' ? note.name : '');
}
