/** `throughway preset remove`: takes back what presets changed, so that all is as before. */
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { changeLines, refusePreset } from '../print/preset.ts';

export const runPresetRemove: RunCommand = async (context, { options }) => {
  const { terminal, words, common, interruption: signal } = context;
  const { outcome, show } = words.rollout;
  const rollout = await (await context.openHost({})).openRollout();
  const removed = await rollout.remove({ signal, insist: options['insist'] === true });
  if (!removed.ok) return refusePreset(removed.problem, { path: '', more: { removed: false } }, context);
  const steps = removed.value.flatMap((record) =>
    record.steps.map(({ what, from, to }) => ({ what, from: to, to: from })),
  );
  if (common.json) {
    terminal.print(JSON.stringify({ removed: true, undone: removed.value.map(({ id }) => id), changes: steps }));
    return EXIT.good;
  }
  if (!common.quiet) for (const line of changeLines(show.changed, steps, context)) terminal.print(line);
  terminal.print(outcome.removed);
  return EXIT.good;
};
