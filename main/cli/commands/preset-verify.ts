/** `throughway preset verify FILE`: whether the signature is good, by a named key or by those that are trusted here. */
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { readPublicKey, type PublicKey } from '../../../src/presets/signature.ts';
import { trustedKeys } from '../../../src/rollout/find-keys.ts';
import { dateProblem, fileProblem, readPresetFile, signatureProblem } from '../../../src/rollout/preset-file.ts';
import { readBounded } from '../../../src/rollout/read-bounded.ts';
import type { RolloutProblem } from '../../../src/rollout/rollout-problem.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { plainText, refusePreset } from '../print/preset.ts';
import { presetPath } from './preset-file.ts';
import { ok, refuse, type Result } from '../../../src/base/result.ts';

export const runPresetVerify: RunCommand = async (context, { args, options }) => {
  const { terminal, words, common } = context;
  const file = presetPath(args, context);
  const refused = (problem: RolloutProblem): ReturnType<typeof refusePreset> =>
    refusePreset(problem, { path: file, more: { valid: false, file } }, context);
  const keys = await keysFor(textOption(options, 'key'), context);
  if (!keys.ok) return refused(keys.problem);
  const nowMs = systemClock.wallMs();
  const read = await readPresetFile(file, { nowMs, trusted: keys.value });
  if (!read.ok) return refused(read.problem);
  const { signature, preset } = read.value;
  const problem = signatureProblem(signature) ?? dateProblem(preset, nowMs);
  if (problem !== null) return refused(problem);
  const key = signature.state === 'trusted' ? signature.fingerprint : '';
  if (common.json) terminal.print(JSON.stringify({ valid: true, file, reason: null, key }));
  else terminal.print(words.rollout.outcome.verified(plainText(file), key));
  return EXIT.good;
};

async function keysFor(
  named: string | undefined,
  context: CommandContext,
): Promise<Result<readonly PublicKey[], RolloutProblem>> {
  if (named === undefined) {
    const { system } = await context.openHost({});
    return ok(system.policy === undefined ? [] : await trustedKeys(system.policy, context.interruption));
  }
  const pem = await readBounded(path.resolve(named));
  if (pem.state !== 'read') return refuse(fileProblem(named, pem));
  const key = readPublicKey(pem.value.toString('latin1'));
  return key.ok ? ok([key.value]) : refuse({ kind: 'key', path: named, why: key.problem });
}
