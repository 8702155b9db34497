/** Takes back every change that presets made, so that all is as before the first of them. */
import { ok, refuse, type Result } from '../base/result.ts';
import type { ChangeRecord, UndoProblem } from '../change/change.ts';
import type { Changes } from '../change/changes.ts';
import type { RolloutOptions } from './rollout.ts';
import type { RolloutProblem } from './rollout-problem.ts';

/**
 * Newest first. A repair was made because somebody had changed a place in between: taking it back leaves that, and the
 * change below it may then be taken back over it. What nobody of us touched since stays a conflict.
 */
export async function takeBack(
  changes: Changes,
  options: RolloutOptions & { readonly insist: boolean },
): Promise<Result<readonly ChangeRecord[], RolloutProblem>> {
  const ours = (await changes.list()).filter(({ state, reason }) => state === 'applied' && reason.kind === 'preset');
  if (ours.length === 0) return refuse({ kind: 'not-applied' });
  const done: ChangeRecord[] = [];
  for (const { id } of ours) {
    const undone = await changes.undo(id, options);
    if (undone.ok) {
      done.push(undone.value);
      continue;
    }
    if (!isOurOwn(undone.problem, done)) return refuse({ kind: 'undo', problem: undone.problem });
    const again = await changes.undo(id, { ...options, insist: true });
    if (!again.ok) return refuse({ kind: 'undo', problem: again.problem });
    done.push(again.value);
  }
  return ok(done);
}

/** Whether all that stands in the way is what taking back a newer change has just put there. */
function isOurOwn(problem: UndoProblem, done: readonly ChangeRecord[]): boolean {
  if (problem.kind !== 'changed-since') return false;
  const touched = new Set(done.flatMap(({ steps }) => steps.map(({ what }) => what)));
  return problem.conflicts.every(({ what }) => touched.has(what));
}
