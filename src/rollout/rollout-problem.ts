/** Why a preset was not applied, checked or removed: a closed vocabulary with one word for programs. */
import type { ApplyProblem, UndoProblem } from '../change/change.ts';
import type { PresetProblem } from '../presets/preset-problem.ts';
import type { KeyProblem } from '../presets/signature.ts';
import type { PlanProblem } from '../system/settings-writer.ts';

export type RolloutProblem =
  | { readonly kind: 'file'; readonly path: string; readonly why: string }
  | { readonly kind: 'invalid-preset'; readonly problems: readonly PresetProblem[] }
  | { readonly kind: 'key'; readonly path: string; readonly why: KeyProblem }
  /** The signature belongs neither to these bytes and a trusted key, nor to another key at hand. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong-key'; readonly fingerprint: string }
  | { readonly kind: 'no-signature' }
  | { readonly kind: 'no-trusted-key' }
  | { readonly kind: 'unsigned' }
  /** Policy takes signed presets only. */
  | { readonly kind: 'signature-required' }
  | { readonly kind: 'expired'; readonly date: string }
  | { readonly kind: 'not-yet-valid'; readonly date: string }
  | { readonly kind: 'consent' }
  | { readonly kind: 'unknown-tool'; readonly tool: string }
  | { readonly kind: 'cannot-plan'; readonly problem: PlanProblem }
  | { readonly kind: 'cannot-read-place'; readonly what: string; readonly why: string }
  | { readonly kind: 'change'; readonly problem: ApplyProblem }
  | { readonly kind: 'undo'; readonly problem: UndoProblem }
  | { readonly kind: 'not-applied' };

/** Returns the one word that programs go by. */
export function reasonOf(problem: RolloutProblem): string {
  switch (problem.kind) {
    case 'change':
    case 'undo':
      return problem.problem.kind;
    case 'cannot-plan':
      return problem.problem.kind;
    default:
      return problem.kind;
  }
}

/** Whether an administrator could do what was refused here. */
export function needsAdministrator(problem: RolloutProblem): boolean {
  if (problem.kind !== 'change' && problem.kind !== 'undo') return false;
  const { problem: inner } = problem;
  return (
    inner.kind === 'needs-administrator' ||
    (inner.kind === 'not-written' && inner.problem.kind === 'needs-administrator')
  );
}
