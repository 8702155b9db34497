/** `throughway pac eval PAC URL…`: the route that a script gives for each URL, one line each. */
import { redactUrl } from '../../../src/base/redact.ts';
import type { Result } from '../../../src/base/result.ts';
import type { PacEvaluation, PacFailure } from '../../../src/pac/pac-engine.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { pacAddress } from '../given-options.ts';
import { routeText } from '../print/legs.ts';
import { UsageProblem } from '../usage-problem.ts';
import { printable, problemText, readUrls, scriptOrProblem, urlOf } from './pac-input.ts';

type Outcome = Result<PacEvaluation, PacFailure>;

export const runPacEval: RunCommand = async (context, { args: [address, ...rest] }) => {
  const { terminal, words, common, interruption } = context;
  if (address === undefined) throw new UsageProblem(words.cli.errors.missingArgument('PAC'));
  const urls = await readUrls(context, rest);
  const host = await context.openHost({});
  const script = scriptOrProblem(await host.loadPac(pacAddress(address), interruption));
  let hasFailed = false;
  try {
    for (const url of urls) {
      if (interruption.aborted) break;
      const outcome = await script.evaluate(urlOf(url), { signal: interruption });
      hasFailed ||= !outcome.ok;
      terminal.print(
        common.json ? JSON.stringify(evalDocument(url, outcome, context)) : evalText(url, outcome, context),
      );
    }
  } finally {
    await script.dispose();
  }
  return hasFailed ? EXIT.notGood : EXIT.good;
};

function evalDocument(url: string, outcome: Outcome, { words }: CommandContext): object {
  const tookMs = Math.round((outcome.ok ? outcome.value.tookMs : outcome.problem.tookMs) * 100) / 100;
  if (outcome.ok) {
    const { answer, legs, badEntries } = outcome.value;
    const bad = badEntries.map((entry) => entry.text);
    return { url: redactUrl(url), answer, route: legs, tookMs, ...(bad.length === 0 ? {} : { badEntries: bad }) };
  }
  const { kind, line } = outcome.problem;
  const error = { kind, message: problemText(outcome.problem, words), ...(line === undefined ? {} : { line }) };
  return { url: redactUrl(url), answer: null, route: [], tookMs, error };
}

function evalText(url: string, outcome: Outcome, { words, paint, common }: CommandContext): string {
  const { form, pac } = words.cli;
  const name = paint.bold(redactUrl(url));
  if (!outcome.ok) {
    return form.labelled(name, paint.red(pac.fails(problemText(outcome.problem, words), outcome.problem.line)));
  }
  const route = form.labelled(name, routeText(outcome.value.legs, words));
  return common.verbose ? `${route}\n  ${form.labelled(pac.answer, printable(outcome.value.answer))}` : route;
}
