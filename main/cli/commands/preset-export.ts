/** `throughway preset export [FILE] --format FORMAT`: a preset in the form of a management system. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { ok, type Result } from '../../../src/base/result.ts';
import { loadPolicyWords } from '../../../src/messages/load-policy-words.ts';
import { admxFiles } from '../../../src/rollout/export/admx.ts';
import type { ExportedFile } from '../../../src/rollout/export/exported-file.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../../src/rollout/export/export-formats.ts';
import { exportPreset } from '../../../src/rollout/export/export-preset.ts';
import { readPresetFile } from '../../../src/rollout/preset-file.ts';
import type { RolloutProblem } from '../../../src/rollout/rollout-problem.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { plainText, refusePreset } from '../print/preset.ts';
import { UsageProblem } from '../usage-problem.ts';
import { presetPath } from './preset-file.ts';

export const runPresetExport: RunCommand = async (context, { args, options }) => {
  const { terminal, words, common } = context;
  const format = readFormat(textOption(options, 'format'), context);
  const file = format === 'admx' ? '' : presetPath(args, context);
  const refused = (problem: RolloutProblem): ReturnType<typeof refusePreset> =>
    refusePreset(problem, { path: file, more: { exported: false, format } }, context);
  const made = await makeFiles(format, file);
  if (!made.ok) return refused(made.problem);
  const folder = textOption(options, 'out');
  if (folder === undefined) {
    terminal.print(common.json ? JSON.stringify(document(format, made.value)) : mainText(made.value));
    return EXIT.good;
  }
  const written: string[] = [];
  for (const { name, bytes } of made.value) {
    const target = path.join(path.resolve(folder), ...name.split('/'));
    const problem = await writeTo(target, bytes);
    if (problem !== null) return refused(problem);
    written.push(target);
  }
  if (common.json) terminal.print(JSON.stringify({ exported: true, format, files: written }));
  else for (const target of written) terminal.print(words.rollout.outcome.exported(plainText(target)));
  return EXIT.good;
};

function readFormat(given: string | undefined, { words }: CommandContext): ExportFormat {
  if (given === undefined) throw new UsageProblem(words.cli.errors.missingArgument('--format'));
  const format = EXPORT_FORMATS.find((known) => known === given);
  if (format === undefined) {
    throw new UsageProblem(words.cli.errors.badChoice('--format', given, EXPORT_FORMATS.join(', ')));
  }
  return format;
}

async function makeFiles(format: ExportFormat, file: string): Promise<Result<readonly ExportedFile[], RolloutProblem>> {
  if (format === 'admx') return ok(admxFiles(await loadPolicyWords()));
  const read = await readPresetFile(file, { nowMs: systemClock.wallMs(), trusted: [] });
  return read.ok ? ok(exportPreset(format, read.value)) : read;
}

function mainText(files: readonly ExportedFile[]): string {
  return textOf(files[0]).replace(/\r?\n$/u, '');
}

function document(format: ExportFormat, files: readonly ExportedFile[]): object {
  return { exported: true, format, files: files.map((one) => ({ name: one.name, text: textOf(one) })) };
}

/** Files in UTF-16 say so by their first two bytes. */
function textOf(file: ExportedFile | undefined): string {
  const bytes = Buffer.from(file?.bytes ?? []);
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
}

async function writeTo(target: string, bytes: Uint8Array): Promise<RolloutProblem | null> {
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { kind: 'file', path: target, why: String(error.code) };
    throw error;
  }
}
