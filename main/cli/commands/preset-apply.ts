/** `throughway preset apply FILE`: shows what changes, asks where somebody has to agree, and does all of it or nothing. */
import { presetName } from '../../../src/rollout/plan-rollout.ts';
import type { RolloutOutcome, RolloutPreview } from '../../../src/rollout/rollout.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { changeLines, plainText, previewDocument, previewLines, refusePreset } from '../print/preset.ts';
import { promptLine } from '../read-password.ts';
import { presetPath } from './preset-file.ts';

export const runPresetApply: RunCommand = async (context, { args, options }) => {
  const { terminal, words, common, interruption: signal } = context;
  const path = presetPath(args, context);
  const more = { applied: false, changed: false, file: path };
  const rollout = await (await context.openHost({})).openRollout();
  const preview = await rollout.preview(path, { signal });
  if (!preview.ok) return refusePreset(preview.problem, { path, more }, context);
  const steps = preview.value.plan.steps.filter(({ from, to }) => from !== to).map(({ shown }) => shown);
  // What nobody trusted has signed is never applied without being shown.
  const isTrusted = preview.value.file.signature.state === 'trusted';
  if (!common.json && (!common.quiet || !isTrusted)) {
    for (const line of previewLines(preview.value, context)) terminal.print(line);
    for (const line of changeLines(words.rollout.show.wouldChange, steps, context)) terminal.print(line);
  }
  if (options['dry-run'] === true || options['dryRun'] === true) {
    if (common.json) terminal.print(JSON.stringify({ ...more, ...previewDocument(preview.value) }));
    return EXIT.good;
  }
  if (options['yes'] !== true && !(await agrees(preview.value, context))) {
    return refusePreset({ kind: 'consent' }, { path, more: { ...more, ...previewDocument(preview.value) } }, context);
  }
  const applied = await rollout.apply(preview.value, {
    signal,
    onProgress: ({ what, step, of }) => {
      terminal.showProgress(`${String(step)}/${String(of)} ${plainText(what)}`);
    },
  });
  if (!applied.ok) return refusePreset(applied.problem, { path, more }, context);
  if (!isTrusted && options['yes'] === true && applied.value.record !== null) {
    terminal.complain(words.rollout.outcome.unsignedApplied);
  }
  return tellApplied(applied.value, context);
};

/** Says how applying went. */
export function tellApplied({ preview, record }: RolloutOutcome, context: CommandContext): ExitStatus {
  const { terminal, words, common, lang } = context;
  const { outcome } = words.rollout;
  if (common.json) {
    const { changes: _planned, ...about } = { changes: null, ...previewDocument(preview) };
    const changed = record !== null;
    terminal.print(
      JSON.stringify({ applied: true, changed, change: record?.id ?? null, ...about, changes: record?.steps ?? [] }),
    );
    return EXIT.good;
  }
  const name = plainText(presetName(preview.file, lang));
  terminal.print(record === null ? outcome.unchanged(name) : outcome.applied(name));
  return EXIT.good;
}

/** A preset from a trusted signer may be applied where nobody can be asked; any other one needs a word of consent. */
async function agrees(
  preview: RolloutPreview,
  { terminal, words, lang, interruption }: CommandContext,
): Promise<boolean> {
  const { outcome } = words.rollout;
  const isTrusted = preview.file.signature.state === 'trusted';
  if (!terminal.canPrompt) return isTrusted;
  if (!isTrusted) terminal.complain(outcome.unsignedAsk);
  const name = plainText(presetName(preview.file, lang));
  const answer = await promptLine(terminal, outcome.ask(name), interruption);
  return answer !== null && /^\s*(?:y|yes|はい)\s*$/iu.test(answer);
}
