/** `throughway settings --trust`: who on this computer trusts the authority of the inspection that the preset names. */
import { formatList } from '../../../src/messages/format.ts';
import type { FoundTrust } from '../../../src/system/tools/look-at-trust.ts';
import type { TrustView } from '../../host/trust-host.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';

export const runSettingsTrust: RunCommand = async (context) => {
  const { words, terminal, common, lang, paint, interruption: signal } = context;
  const host = await context.openHost({});
  const { lookForTrust } = await import('../../host/trust-host.ts');
  const view = await lookForTrust(host, signal);
  if (common.json) {
    terminal.print(JSON.stringify(trustDocument(view)));
    return EXIT.good;
  }
  if (view === null) {
    terminal.print(words.trust.noneNamed);
    return EXIT.good;
  }
  terminal.print(paint.bold(words.trust.title));
  for (const line of authorityLines(view, context)) terminal.print(line);
  const here = view.programs.filter(({ isInstalled }) => isInstalled);
  if (view.named.usable.length > 0)
    for (const one of here) for (const line of programLines(one, context)) terminal.print(line);
  if (common.quiet) return EXIT.good;
  const missing = view.programs.filter(({ isInstalled }) => !isInstalled).map(({ name }) => name);
  if (missing.length > 0) terminal.print(paint.dim(words.trust.cli.notInstalled(formatList(missing, lang))));
  if (here.some(({ state }) => state === 'lacks')) terminal.print(paint.dim(words.trust.cli.setHint));
  return EXIT.good;
};

/** What the preset names, and the list of this computer. */
function authorityLines({ named, isInSystem }: TrustView, { words, paint }: CommandContext): readonly string[] {
  const { trust, cli } = words;
  const { yes, no, unknown } = trust.systemStates;
  return [
    ...named.usable.map(({ subject, sha256 }) => `  ${printable(subject)}  SHA-256 ${sha256}`),
    ...named.problems.map(({ problem }) => `  ${paint.red(trust.authorityProblems[problem])}`),
    ...(named.usable.length === 0
      ? []
      : [`  ${cli.form.labelled(trust.system, isInSystem === null ? unknown : isInSystem ? yes : no)}`]),
  ];
}

function programLines(one: FoundTrust, { words, paint, common }: CommandContext): readonly string[] {
  const { trust, cli } = words;
  const { state, reason, from, bundle } = one;
  const colour = state === 'trusts' ? paint.green : state === 'unsure' ? paint.yellow : paint.red;
  return [
    `${colour(state === 'trusts' ? '●' : '○')} ${cli.form.labelled(paint.bold(one.name), trust.states[state])}`,
    ...(state === 'trusts' && !common.verbose ? [] : [`    ${trust.reasons[reason]}`]),
    ...(from === null ? [] : [`    ${cli.form.labelled(trust.from, printable(from))}`]),
    ...(bundle === null ? [] : [`    ${cli.form.labelled(trust.bundle, printable(bundle))}`]),
  ];
}

/** Names came from files; what moves a terminal's cursor is shown as a blank. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function trustDocument(view: TrustView | null): object {
  if (view === null) return { authorities: [], problems: [], system: null, programs: [] };
  return {
    authorities: view.named.usable.map(({ subject, sha256 }) => ({ subject, sha256 })),
    problems: view.named.problems,
    system: view.isInSystem,
    programs: view.programs.map(({ id, name, isInstalled, state, reason, from, bundle }) => ({
      ...{ program: id, name, installed: isInstalled, state, reason, from, bundle },
    })),
  };
}
