/** `throughway relay --set-tools`: tools are told to use the relay, once the person has seen what that changes. */
import { changeProblemText } from '../../../src/messages/change-text.ts';
import { isLoopback } from '../../../src/settings/canonical-host.ts';
import type { Place } from '../../../src/relay/upstream-link.ts';
import type { ToolsPlan } from '../../../src/system/tools/plan-tools.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import type { Host } from '../../host/compose.ts';
import { planToRelay, takeToolsBack, tellTools } from '../../host/relay-tools.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, GivenOptions } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { conflictLines, stepLines } from '../print/change.ts';
import { plannedLines } from '../print/tools.ts';
import { UsageProblem } from '../usage-problem.ts';
import { changeExit } from './change-exit.ts';
import { readToolNames } from './tools-to-set.ts';

/** Returns which tools are to be told (`null`: all that are here); `none` where nobody asked for it. */
export function readSetTools(
  options: GivenOptions,
  { listen, withSecret }: { readonly listen: Place; readonly withSecret: boolean },
  { words }: CommandContext,
): readonly Tool[] | null | 'none' {
  const list = options['setTools'];
  const { cli } = words.relay;
  if (list === undefined) {
    if (options['keepTools'] === true) throw new UsageProblem(cli.keepAlone);
    return 'none';
  }
  if (withSecret) throw new UsageProblem(cli.toolsBesideSecret);
  if (listen.port === 0 || !isLoopback(listen.host)) throw new UsageProblem(cli.toolsNeedPort);
  return readToolNames({ tools: list === true ? 'all' : list }, words);
}

/** Shows what would change and asks; `null` where the person would rather not. Nothing is changed yet. */
export async function agreeOnTools(
  host: Host,
  {
    tools,
    place,
    isAgreed,
  }: { readonly tools: readonly Tool[] | null; readonly place: Place; readonly isAgreed: boolean },
  context: CommandContext,
): Promise<ToolsPlan | null> {
  const { words, terminal, common, interruption: signal } = context;
  // Elsewhere every client has to show the key.
  if (host.system.platform !== 'linux') throw new UsageProblem(words.relay.cli.toolsBesideSecret);
  const planned = await planToRelay(host, { tools, place, signal });
  const shown = planned.steps.map((step) => step.shown);
  if (!common.json && !common.quiet) {
    // On standard output is only the line that programs read.
    if (shown.length > 0) terminal.complain(words.cli.form.heading(words.tools.cli.willChange));
    for (const step of shown) for (const line of stepLines(step, context)) terminal.complain(line);
    for (const one of planned.tools) for (const line of plannedLines(one, context)) terminal.complain(line);
  }
  if (shown.length === 0 || isAgreed) return planned;
  if (!terminal.canPrompt) throw new UsageProblem(words.changes.cli.consent);
  if (await askConsent(words.changes.cli.ask, context)) return planned;
  terminal.complain(words.changes.cli.declined);
  return null;
}

/** What became of the tools: the change that has to be taken back, or the status to end with. */
type Told = { readonly change: string | null } | { readonly status: ExitStatus };

/** Tells them. */
export async function tellAgreed(host: Host, planned: ToolsPlan, context: CommandContext): Promise<Told> {
  const { words, lang, terminal, interruption } = context;
  const told = await tellTools(host, planned, interruption);
  if (told.ok) return { change: told.value };
  terminal.complain(changeProblemText(told.problem, words, lang));
  return { status: changeExit(told.problem) };
}

/** Puts back what they said before, or says how to. */
export async function untellTools(
  host: Host,
  { change, keep }: { readonly change: string; readonly keep: boolean },
  context: CommandContext,
): Promise<ExitStatus> {
  const { words, lang, terminal, common } = context;
  const say = (text: string): void => {
    if (!common.quiet && !common.json) terminal.complain(text);
  };
  if (keep) {
    say(words.relay.cli.toolsKept(change));
    return EXIT.good;
  }
  const undone = await takeToolsBack(host, change);
  if (undone.ok) {
    say(words.relay.cli.toolsBack);
    return EXIT.good;
  }
  const { problem } = undone;
  if (problem.kind === 'changed-since')
    for (const conflict of problem.conflicts)
      for (const line of conflictLines(conflict, context)) terminal.complain(line);
  terminal.complain(changeProblemText(problem, words, lang));
  return changeExit(problem);
}
