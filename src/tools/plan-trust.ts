/** What the settings file of a program would have to hold so that it takes its authorities from a bundle. Pure. */
import { ok, refuse, type Result } from '../base/result.ts';
import type { FileChange } from './plan-tool.ts';
import type { TrustFile } from './read-trust.ts';
import type { TrustRow } from './trust-rows.ts';

/** Why a program can't be told; worded in `messages`. */
export type TrustPlanProblem =
  /** It takes what the operating system trusts, and has no file of its own. */
  | 'system-only'
  /** It keeps a database of its own, which takes a program of its own to change. */
  | 'own-store'
  /** Variables can't be set for good on this system by another program. */
  | 'variable-only'
  | 'variable-wins'
  | 'not-understood';

/** Returns the change of one file: of the strongest that names a bundle, else of the strongest that is there. */
export function planTrustFile(
  { file }: TrustRow,
  files: readonly TrustFile[],
  bundle: string,
): Result<FileChange, TrustPlanProblem> {
  if (file === undefined) return refuse('system-only');
  const { format, key } = file;
  const there = files.filter(({ text }) => text.state !== 'absent');
  const names = ({ text }: TrustFile): boolean => {
    const read = text.state === 'read' ? format.read(text.value, [key]) : null;
    return read?.ok === true && read.value.has(key);
  };
  const target = (file.isFirstOnly ? undefined : there.findLast(names)) ?? there.at(-1) ?? files.at(-1);
  if (target === undefined || target.text.state === 'unreadable') return refuse('not-understood');
  const from = target.text.state === 'read' ? target.text.value : null;
  const before = format.read(from ?? '', [key]);
  const to = format.write(from ?? '', new Map([[key, bundle]]));
  if (!before.ok || !to.ok) return refuse('not-understood');
  const name = key.slice(key.lastIndexOf('/') + 1);
  const said = before.value.get(key);
  const shown = { from: said === undefined ? null : `${name}=${said}`, to: `${name}=${bundle}` };
  return ok({ path: target.path, from, to: to.value, shown });
}
