/** `throughway preset show [FILE]`: what a preset would change here; without a file, what policies say. */
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { changeLines, plainText, previewDocument, previewLines, refusePreset } from '../print/preset.ts';
import { presetPath } from './preset-file.ts';

export const runPresetShow: RunCommand = async (context, { args }) => {
  const { terminal, words, common, interruption: signal } = context;
  if (args[0] === undefined) return await showPolicies(context);
  const path = presetPath(args, context);
  const rollout = await (await context.openHost({})).openRollout();
  const preview = await rollout.preview(path, { signal });
  if (!preview.ok) return refusePreset(preview.problem, { path, more: { file: path } }, context);
  if (common.json) {
    terminal.print(JSON.stringify(previewDocument(preview.value)));
    return EXIT.good;
  }
  const steps = preview.value.plan.steps.filter(({ from, to }) => from !== to).map(({ shown }) => shown);
  for (const line of previewLines(preview.value, context)) terminal.print(line);
  for (const line of changeLines(words.rollout.show.wouldChange, steps, context)) terminal.print(line);
  return EXIT.good;
};

/** Each key that a policy or a preset sets on this computer, where it comes from, and whether it is locked. */
async function showPolicies(context: CommandContext): Promise<ExitStatus> {
  const { terminal, words, common, paint } = context;
  const { show, outcome } = words.rollout;
  const { form } = words.cli;
  const host = await context.openHost({});
  const machine = await host.machinePreset();
  const values: Readonly<Record<string, unknown>> = machine?.preset ?? {};
  const keys = Object.entries(machine?.origins ?? {});
  if (common.json) {
    const shown = keys.map(([key, origin]) => ({ key, value: values[key], ...origin }));
    terminal.print(JSON.stringify({ policies: shown }));
    return EXIT.good;
  }
  if (keys.length === 0) terminal.print(outcome.notApplied);
  else terminal.print(paint.bold(form.heading(show.sources)));
  for (const [key, { from, locked }] of keys) {
    const value = plainText(JSON.stringify(values[key]));
    terminal.print(`  ${form.labelled(paint.bold(key), value)}`);
    terminal.print(`    ${paint.dim(form.aside(plainText(from), locked ? show.locked : show.proposed))}`);
  }
  return EXIT.good;
}
