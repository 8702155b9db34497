/** `throughway pac diff PAC1 PAC2 [URL…]`: the URLs for which two scripts give different routes. */
import { redactUrl } from '../../../src/base/redact.ts';
import { diffPac, type DiffSide, type PacDifference } from '../../../src/pac/diff-pac.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { pacAddress } from '../given-options.ts';
import { routeText } from '../print/legs.ts';
import { UsageProblem } from '../usage-problem.ts';
import { problemText, readUrls, scriptOrProblem, urlOf } from './pac-input.ts';

export const runPacDiff: RunCommand = async (context, { args: [first, second, ...rest] }) => {
  const { terminal, words, common, interruption } = context;
  if (first === undefined) throw new UsageProblem(words.cli.errors.missingArgument('PAC1'));
  if (second === undefined) throw new UsageProblem(words.cli.errors.missingArgument('PAC2'));
  const urls = await readUrls(context, rest);
  const host = await context.openHost({});
  const [before, after] = await Promise.all([
    host.loadPac(pacAddress(first), interruption),
    host.loadPac(pacAddress(second), interruption),
  ]);
  for (const [address, loaded] of [
    [first, before],
    [second, after],
  ] as const) {
    if (!loaded.ok) terminal.complain(words.cli.pac.unreachable(address, problemText(loaded.problem, words)));
  }
  const scripts = { before: scriptOrProblem(before), after: scriptOrProblem(after) };
  let different = 0;
  try {
    for await (const one of diffPac(scripts, urls.map(urlOf), interruption)) {
      if (one.difference !== 'none') different += 1;
      if (common.json) terminal.print(JSON.stringify({ ...one, url: redactUrl(one.url) }));
      else if (one.difference !== 'none' || common.verbose) terminal.print(differenceText(one, context));
      if (interruption.aborted) break;
    }
  } finally {
    await Promise.all([scripts.before.dispose(), scripts.after.dispose()]);
  }
  const { same, differs } = words.cli.pac;
  const isSame = different === 0 && before.ok && after.ok;
  if (!common.json && !common.quiet && (isSame || different > 0)) terminal.print(isSame ? same : differs(different));
  return isSame ? EXIT.good : EXIT.notGood;
};

function differenceText({ url, difference, before, after }: PacDifference, context: CommandContext): string {
  const { words, paint } = context;
  const { form, pac } = words.cli;
  return [
    form.labelled(paint.bold(redactUrl(url)), words.pacDifferences[difference]),
    `  ${form.labelled(pac.before, sideText(before, context))}`,
    `  ${form.labelled(pac.after, sideText(after, context))}`,
  ].join('\n');
}

function sideText(side: DiffSide, { words }: CommandContext): string {
  const { form, pac } = words.cli;
  const text = side.route === null ? words.pacProblems[side.problem] : routeText(side.route, words);
  return side.line === undefined ? text : form.aside(text, pac.inLine(side.line));
}
