/** `throughway preset validate FILE`: everything that is wrong with it, with line and column. */
import { checkPresetFile } from '../../../src/rollout/preset-file.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { plainText, problemDocument, problemLine, refusePreset } from '../print/preset.ts';
import { presetPath } from './preset-file.ts';

export const runPresetValidate: RunCommand = async (context, { args }) => {
  const { terminal, words, common } = context;
  const { outcome } = words.rollout;
  const path = presetPath(args, context);
  const checked = await checkPresetFile(path, systemClock.wallMs());
  if (!checked.ok) return refusePreset(checked.problem, { path, more: { valid: false, file: path } }, context);
  const { preset, problems, warnings } = checked.value;
  const isGood = preset !== null;
  if (common.json) {
    const listed = { problems, warnings };
    terminal.print(
      JSON.stringify({
        valid: isGood,
        file: path,
        problems: listed.problems.map((one) => problemDocument(one, context)),
        warnings: listed.warnings.map((one) => problemDocument(one, context)),
      }),
    );
    return isGood ? EXIT.good : EXIT.notGood;
  }
  for (const problem of problems) terminal.print(problemLine(problem, context));
  if (!common.quiet) for (const warning of warnings) terminal.print(problemLine(warning, context));
  if (!common.quiet) {
    terminal.print(isGood ? outcome.valid(plainText(path)) : outcome.invalid(plainText(path), problems.length));
  }
  return isGood ? EXIT.good : EXIT.notGood;
};
