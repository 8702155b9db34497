/** `throughway settings set --tools …`: tells tools which proxy to use, in their own files, with a way back. */
import type { ChangePlan } from '../../../src/change/change.ts';
import { changeProblemText } from '../../../src/messages/change-text.ts';
import { formatList } from '../../../src/messages/format.ts';
import { planTools, type ToolsPlan } from '../../../src/system/tools/plan-tools.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import { accessTo } from '../../host/access-to.ts';
import type { Host } from '../../host/compose.ts';
import { toolsAccessOf, toolsHere } from '../../host/tools-access.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { accessLines } from '../print/access.ts';
import { stepLines } from '../print/change.ts';
import { noteText, plannedLines, toolProblemText } from '../print/tools.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';
import { readToolNames, readToolSettings } from './tools-to-set.ts';

export const runToolsSet: RunCommand = async (context, { options }) => {
  const { words, terminal, common, interruption: signal } = context;
  const named = readToolNames(options, words);
  const read = readToolSettings(options, words);
  const isDry = options['dryRun'] === true;
  const host = await context.openHost({});
  const settings = await read(host, signal);
  if (settings === null) {
    terminal.complain(words.tools.cli.routeUnknown);
    return EXIT.notGood;
  }
  const access = await toolsAccessOf(host);
  const tools = named ?? (await toolsHere(access, signal));
  const planned = await planTools(tools, { settings, access, signal });
  const shown = planned.steps.map((step) => step.shown);
  if (!common.json && !common.quiet) {
    if (shown.length > 0) terminal.print(words.cli.form.heading(words.tools.cli.willChange));
    for (const step of shown) for (const line of stepLines(step, context)) terminal.print(line);
    const inTheWay = await accessTo(planned.steps, (await host.settingsWriter()).openStore, signal);
    for (const line of accessLines(inTheWay, context)) terminal.print(line);
    for (const one of planned.tools) for (const line of plannedLines(one, context)) terminal.print(line);
  }
  if (isDry || shown.length === 0) {
    if (common.json) terminal.print(JSON.stringify(documentOf(planned, { change: null, isDry }, context)));
    else if (shown.length === 0) terminal.print(words.tools.cli.nothing);
    return planned.tools.some(({ state }) => state !== 'left-out') ? EXIT.good : EXIT.notGood;
  }
  if (options['yes'] !== true) {
    if (!terminal.canPrompt) throw new UsageProblem(words.changes.cli.consent);
    if (!(await askConsent(words.changes.cli.ask, context))) {
      terminal.complain(words.changes.cli.declined);
      return EXIT.notGood;
    }
  }
  return await applyTools(host, { tools, planned }, context);
};

async function applyTools(
  host: Host,
  { tools, planned }: { readonly tools: readonly Tool[]; readonly planned: ToolsPlan },
  context: CommandContext,
): Promise<ExitStatus> {
  const { words, lang, terminal, common, interruption: signal } = context;
  const changed = planned.tools.filter(({ state }) => state === 'changes').map(({ tool }) => tool);
  const names = tools.filter(({ id }) => changed.includes(id)).map(({ name }) => name);
  const plan: ChangePlan = {
    reason: { kind: 'tools', tools: names },
    steps: planned.steps,
    restart: planned.restart,
  };
  const outcome = await host.changes.apply(plan, {
    signal,
    onProgress: ({ what, step, of }) => {
      terminal.showProgress(`${String(step)}/${String(of)} ${what}`);
    },
  });
  if (!outcome.ok) {
    const message = changeProblemText(outcome.problem, words, lang);
    if (common.json) terminal.print(JSON.stringify({ changed: false, problem: outcome.problem, message }));
    else terminal.complain(message);
    return changeExit(outcome.problem);
  }
  const { id, restart } = outcome.value;
  if (common.json) {
    terminal.print(JSON.stringify(documentOf(planned, { change: id, isDry: false }, context)));
    return EXIT.good;
  }
  terminal.print(words.changes.cli.changed(id));
  if (!common.quiet && restart.length > 0) terminal.print(words.changes.cli.restart(formatList(restart, lang)));
  return EXIT.good;
}

function documentOf(
  planned: ToolsPlan,
  { change, isDry }: { readonly change: string | null; readonly isDry: boolean },
  context: CommandContext,
): object {
  return {
    changed: change !== null,
    change,
    dryRun: isDry,
    tools: planned.tools.map((one) =>
      one.state === 'left-out'
        ? { ...one, message: toolProblemText(one.problem, context) }
        : { ...one, notes: one.notes.map((note) => ({ ...note, message: noteText(note, context) })) },
    ),
    steps: planned.steps.map(({ shown }) => shown),
    restart: planned.restart,
  };
}
