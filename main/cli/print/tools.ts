/** Tools and their proxy settings as a person reads them. */
import { formatList } from '../../../src/messages/format.ts';
import { showBypassRule } from '../../../src/settings/match-bypass.ts';
import type { ConfiguredServer, ProxySettings } from '../../../src/settings/proxy-settings.ts';
import type { PlannedTool } from '../../../src/system/tools/plan-tools.ts';
import type { ToolNote, ToolPlanProblem } from '../../../src/tools/plan-tool.ts';
import type { ToolProxy } from '../../../src/tools/read-tool.ts';
import { toolOf } from '../../../src/tools/tools.ts';
import type { ToolView } from '../../host/tool-views.ts';
import type { CommandContext } from '../command-context.ts';
import { legText } from './legs.ts';

/** Returns the lines of one tool. */
export function toolLines(tool: ToolView, context: CommandContext): readonly string[] {
  const { words, paint, common } = context;
  const { form } = words.cli;
  const { cli, states, reasons } = words.tools;
  const { state, reason } = tool.agreement;
  const colour = state === 'agrees' ? paint.green : state === 'differs' ? paint.red : paint.yellow;
  return [
    `${colour(state === 'agrees' ? '●' : '○')} ${form.labelled(paint.bold(tool.name), states[state])}`,
    `    ${form.labelled(cli.says, proxyText(tool.proxy, context))}`,
    ...(tool.from === null ? [] : [`    ${form.labelled(cli.from, printable(tool.from))}`]),
    ...(state === 'agrees' && !common.verbose ? [] : [`    ${reasons[reason]}`]),
    ...(tool.hasCredentials ? [`    ${paint.yellow(cli.credentials)}`] : []),
  ];
}

/** Returns what happens to one tool, apart from its changes themselves. */
export function plannedLines(planned: PlannedTool, context: CommandContext): readonly string[] {
  const { words, paint } = context;
  const { name } = toolOf(planned.tool);
  if (planned.state === 'left-out') {
    return [paint.yellow(`  ${words.tools.cli.leftOut(name, toolProblemText(planned.problem, context))}`)];
  }
  const notes = planned.notes.map((note) => paint.dim(`    ${noteText(note, context)}`));
  const first = planned.state === 'says-it-already' ? words.tools.cli.already(name) : name;
  return notes.length === 0 && planned.state === 'changes' ? [] : [`  ${first}`, ...notes];
}

/** Returns why a tool can't be told. */
export function toolProblemText(problem: ToolPlanProblem, { words }: Pick<CommandContext, 'words'>): string {
  const what =
    problem.kind === 'kind-not-spoken'
      ? words.proxyKinds[problem.proxy]
      : 'path' in problem
        ? printable(problem.path)
        : '';
  return words.tools.problems[problem.kind](what);
}

/** Returns what is good to know about the plan of a tool. */
export function noteText(note: ToolNote, { words, lang }: Pick<CommandContext, 'words' | 'lang'>): string {
  const what =
    'entries' in note
      ? formatList(note.entries.map(printable), lang)
      : note.kind === 'then-follows'
        ? words.tools.follows[note.whom]
        : note.kind === 'variable-wins'
          ? note.name
          : '';
  return words.tools.notes[note.kind](what);
}

function proxyText(proxy: ToolProxy, { words }: CommandContext): string {
  if (proxy.state === 'unreadable') return words.tools.cli.unreadable(printable(proxy.path));
  return proxy.state === 'follows' ? words.tools.follows[proxy.whom] : settingsText(proxy.settings, words);
}

function settingsText(settings: ProxySettings, words: CommandContext['words']): string {
  if (settings.mode !== 'manual') return words.proxyKinds.direct;
  const { form, headings } = words.cli;
  const servers = Object.entries(settings.servers).map(([scheme, server]) =>
    scheme === 'any' ? serverText(server, words) : `${scheme} ${serverText(server, words)}`,
  );
  const rules = settings.bypass.rules.filter(({ kind }) => kind !== 'subtract-implicit').map(showBypassRule);
  const exceptions = rules.length === 0 ? [] : [form.labelled(headings.bypassList, printable(rules.join(' ')))];
  return form.listed(...servers, ...exceptions);
}

function serverText(server: ConfiguredServer, words: CommandContext['words']): string {
  if (server.state === 'direct') return words.proxyKinds.direct;
  return server.state === 'valid' ? legText(server.server, words) : words.addressProblems[server.problem.kind];
}

/** Names came from files; what moves a terminal's cursor is shown as a blank. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
