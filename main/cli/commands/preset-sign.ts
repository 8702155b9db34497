/** `throughway preset sign FILE --key KEY.pem`: a detached signature, the same that `openssl pkeyutl -rawin` makes. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { readPrivateKey, signBytes } from '../../../src/presets/signature.ts';
import { checkPresetFile, fileProblem, signaturePath } from '../../../src/rollout/preset-file.ts';
import { readBounded } from '../../../src/rollout/read-bounded.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { plainText, refusePreset } from '../print/preset.ts';
import { UsageProblem } from '../usage-problem.ts';
import { presetPath } from './preset-file.ts';

export const runPresetSign: RunCommand = async (context, { args, options }) => {
  const { terminal, words, common } = context;
  const file = presetPath(args, context);
  const keyPath = textOption(options, 'key');
  if (keyPath === undefined) throw new UsageProblem(words.cli.errors.missingArgument('--key KEY.pem'));
  const out = path.resolve(textOption(options, 'out') ?? signaturePath(file));
  const more = { signed: false, file };
  const refuse = (problem: Parameters<typeof refusePreset>[0]): ReturnType<typeof refusePreset> =>
    refusePreset(problem, { path: file, more }, context);

  // A preset that nobody could apply is not worth a signature.
  const checked = await checkPresetFile(file, systemClock.wallMs());
  if (!checked.ok) return refuse(checked.problem);
  const { preset, problems, bytes } = checked.value;
  if (preset === null) return refuse({ kind: 'invalid-preset', problems });
  const pem = await readBounded(path.resolve(keyPath));
  if (pem.state !== 'read') return refuse(fileProblem(keyPath, pem));
  const key = readPrivateKey(pem.value.toString('latin1'));
  if (!key.ok) return refuse({ kind: 'key', path: keyPath, why: key.problem });

  const publicPath = `${out.replace(/\.sig$/u, '')}.pub`;
  const written = await writeAll([
    { file: out, bytes: signBytes(bytes, key.value.private) },
    { file: publicPath, bytes: Buffer.from(key.value.key.export({ type: 'spki', format: 'pem' })) },
  ]);
  if (written !== null) return refuse({ kind: 'file', ...written });
  const { fingerprint } = key.value;
  if (common.json) {
    terminal.print(JSON.stringify({ signed: true, file, signature: out, publicKey: publicPath, key: fingerprint }));
    return EXIT.good;
  }
  tellSigned({ out, publicPath, fingerprint }, context);
  return EXIT.good;
};

function tellSigned(
  signed: { readonly out: string; readonly publicPath: string; readonly fingerprint: string },
  { terminal, words, common }: CommandContext,
): void {
  const { outcome } = words.rollout;
  terminal.print(outcome.signed(plainText(signed.out), signed.fingerprint));
  if (!common.quiet) terminal.print(outcome.publicKey(plainText(signed.publicPath)));
}

async function writeAll(
  files: readonly { readonly file: string; readonly bytes: Uint8Array }[],
): Promise<{ readonly path: string; readonly why: string } | null> {
  for (const { file, bytes } of files) {
    try {
      await writeFile(file, bytes);
    } catch (error) {
      if (error instanceof Error && 'code' in error) return { path: file, why: String(error.code) };
      throw error;
    }
  }
  return null;
}
