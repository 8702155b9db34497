/** Reads a preset file with its signature, and judges both. */
import { createHash } from 'node:crypto';
import { refuse, ok, type Result } from '../base/result.ts';
import { checkPreset, type CheckedPreset } from '../presets/check-preset.ts';
import { decodePreset } from '../presets/decode-preset.ts';
import type { Preset } from '../presets/preset.ts';
import { judgeSignature, type PublicKey, type SignatureState } from '../presets/signature.ts';
import { validityOf } from '../presets/validity.ts';
import { keysBeside } from './find-keys.ts';
import { readBounded } from './read-bounded.ts';
import type { PresetFile } from './rollout.ts';
import type { RolloutProblem } from './rollout-problem.ts';

/** Where the signature of a file lies. */
export function signaturePath(path: string): string {
  return `${path}.sig`;
}

/** Looks a file through; bytes that are no UTF-8 are no preset. */
export async function checkPresetFile(
  path: string,
  nowMs: number,
): Promise<Result<CheckedPreset & { readonly bytes: Buffer }, RolloutProblem>> {
  const file = await readBounded(path);
  if (file.state !== 'read') return refuse(fileProblem(path, file));
  return ok({ ...checkBytes(file.value, nowMs), bytes: file.value });
}

/** Reads a file that is to be applied or verified: everything but its dates and its signer is as it has to be. */
export async function readPresetFile(
  path: string,
  given: { readonly nowMs: number; readonly trusted: readonly PublicKey[] },
): Promise<Result<PresetFile, RolloutProblem>> {
  const [file, signature] = await Promise.all([readBounded(path), readBounded(signaturePath(path))]);
  if (file.state !== 'read') return refuse(fileProblem(path, file));
  if (signature.state === 'unreadable') return refuse(fileProblem(signaturePath(path), signature));
  const signatureBytes = signature.state === 'read' ? signature.value : null;
  const others = signatureBytes === null ? [] : await keysBeside(path);
  return judgePreset({ path, bytes: file.value, signatureBytes }, { ...given, others });
}

/** Judges the bytes of a preset and of its signature, wherever they came from. `path` is what they are called. */
export function judgePreset(
  file: Pick<PresetFile, 'path' | 'bytes' | 'signatureBytes'>,
  given: { readonly nowMs: number; readonly trusted: readonly PublicKey[]; readonly others: readonly PublicKey[] },
): Result<PresetFile, RolloutProblem> {
  const { bytes, signatureBytes } = file;
  const signature = judgeSignature({ bytes, signature: signatureBytes, ...given });
  // First of all, whose file it is: what somebody broke on the way may not even be JSON any more.
  const forged = signatureProblem(signature);
  if (forged !== null && forged.kind !== 'unsigned' && forged.kind !== 'no-trusted-key') return refuse(forged);
  const { preset, problems, warnings } = checkBytes(bytes, given.nowMs);
  if (preset === null) return refuse({ kind: 'invalid-preset', problems });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return ok({ ...file, sha256, preset, warnings, signature });
}

function checkBytes(bytes: Uint8Array, nowMs: number): CheckedPreset {
  const text = decodePreset(bytes);
  return text.ok ? checkPreset(text.value, nowMs) : { preset: null, problems: [text.problem], warnings: [] };
}

/** Returns why a signature is refused; `null` where it is good. */
export function signatureProblem(signature: SignatureState): RolloutProblem | null {
  switch (signature.state) {
    case 'trusted':
      return null;
    case 'wrong-key':
      return { kind: 'wrong-key', fingerprint: signature.fingerprint };
    default:
      return { kind: signature.state };
  }
}

/** Returns why a preset doesn't count at this time; `null` where it does. */
export function dateProblem(preset: Preset, nowMs: number): RolloutProblem | null {
  const { notBefore = '', notAfter = '' } = preset;
  switch (validityOf(preset, nowMs)) {
    case 'expired':
      return { kind: 'expired', date: notAfter };
    case 'not-yet-valid':
      return { kind: 'not-yet-valid', date: notBefore };
    case 'valid':
      return null;
  }
}

/** Returns the problem of a file that could not be read. */
export function fileProblem(
  path: string,
  reading: { readonly state: 'absent' } | { readonly state: 'unreadable'; readonly why: string },
): RolloutProblem {
  return { kind: 'file', path, why: reading.state === 'absent' ? 'ENOENT' : reading.why };
}
