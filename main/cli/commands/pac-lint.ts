/** `throughway pac lint PAC`: what is to be said about a script; with `--probe`, also about its proxies. */
import type { LintFinding } from '../../../src/pac/lint-finding.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { pacAddress } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';
import { printable, problemText } from './pac-input.ts';

export const runPacLint: RunCommand = async (context, { args: [address], options }) => {
  const { terminal, words, common, interruption } = context;
  if (address === undefined) throw new UsageProblem(words.cli.errors.missingArgument('PAC'));
  const host = await context.openHost({});
  const found = await host.lintPac(pacAddress(address), { signal: interruption, probe: options['probe'] === true });
  if (!found.ok) {
    const why = problemText(found.problem, words);
    if (common.json) terminal.print(JSON.stringify({ error: { kind: found.problem.kind, message: why } }));
    terminal.complain(words.cli.pac.unreachable(printable(address), why));
    return EXIT.notGood;
  }
  const findings = found.value;
  for (const finding of findings) {
    terminal.print(common.json ? JSON.stringify(findingDocument(finding, context)) : findingText(finding, context));
  }
  if (!common.json && !common.quiet) terminal.print(summary(findings, context));
  return findings.length === 0 ? EXIT.good : EXIT.notGood;
};

function findingDocument({ code, line, text }: LintFinding, { words }: CommandContext): object {
  return { code, line, text, message: words.lintFindings[code] };
}

function findingText({ code, line, text }: LintFinding, { words, paint }: CommandContext): string {
  const { form, pac } = words.cli;
  const place = form.aside(paint.bold(pac.inLine(line)), code);
  const quoted = printable(text).trim();
  return [form.labelled(place, words.lintFindings[code]), ...(quoted === '' ? [] : [`    ${paint.dim(quoted)}`])].join(
    '\n',
  );
}

function summary(findings: readonly LintFinding[], { words }: CommandContext): string {
  const { clean, findings: count } = words.cli.pac;
  return findings.length === 0 ? clean : count(findings.length);
}
