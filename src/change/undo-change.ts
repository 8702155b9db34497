/** Takes a change back: exactly what was there, unless somebody else changed it since. */
import { startWait } from '../base/deadline.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ChangeRecord, UndoConflict, UndoProblem } from './change.ts';
import type { ChangeDesk } from './change-desk.ts';
import type { ChangeOptions } from './changes.ts';
import { isHalfWritten } from './is-half-written.ts';
import { isCutShort } from './journal.ts';
import { type JournalEntry, type OpenStep, openSteps, recordOf } from './journal-entry.ts';
import { checkAccess, openPlaces, type Place, readPlace, textOf, writePlace } from './place.ts';
import { openSeal } from './seal.ts';
import { showPlace } from './show-place.ts';

/** A place and what stands in it now. */
interface Look {
  readonly place: Place<OpenStep>;
  readonly now: string | null;
}

/**
 * Restores every place that still is as the change left it; `insist`: also the others. What was cut short is gone on
 * with. The caller holds the lock; file-system errors of the journal are thrown.
 */
export async function undoChange(
  desk: ChangeDesk,
  id: string,
  options: ChangeOptions & { readonly insist: boolean },
): Promise<Result<ChangeRecord, UndoProblem>> {
  using wait = startWait('change', options.signal);
  const { signal } = wait;
  const found = await desk.journal.read(id);
  if (found.state === 'absent') return refuse({ kind: 'not-found' });
  if (found.state === 'unreadable') return refuse({ kind: 'journal', code: 'BROKEN' });
  const entry = found.value;
  if (entry.phase === 'undone' || entry.phase === 'failed') return refuse({ kind: 'already-undone' });
  const seal = await openSeal(desk.keyFile, { create: false });
  const steps = seal === null ? null : openSteps(entry, seal);
  if (steps === null) return refuse({ kind: 'journal', code: 'SEALED' });

  const looks = await lookAtPlaces(openPlaces(steps, desk.openStore), signal);
  if (!looks.ok) return looks;
  const conflicts = looks.value
    .filter(({ place: { step }, now }) => !(isCutShort(entry) && isHalfWritten(step.ref, { ...step, now })))
    .flatMap(conflictOf);
  if (conflicts.length > 0 && !options.insist) return refuse({ kind: 'changed-since', conflicts });
  const changed = looks.value.filter(({ place, now }) => now !== place.step.from).map(({ place }) => place);
  const closed = await checkAccess(changed, signal);
  if (closed !== null) return refuse(closed);

  // A process that was killed may have left a half-written neighbour or a command still at work: its places are written
  // once more, also where they seem to be as before.
  const places = isCutShort(entry) ? looks.value.map(({ place }) => place) : changed;
  await desk.journal.write({ ...entry, phase: 'undoing' });
  return await restore(desk, { entry, places, changed }, { ...options, signal });
}

async function restore(
  desk: ChangeDesk,
  work: {
    readonly entry: JournalEntry;
    readonly places: readonly Place<OpenStep>[];
    readonly changed: readonly Place<OpenStep>[];
  },
  { signal, onProgress }: ChangeOptions,
): Promise<Result<ChangeRecord, UndoProblem>> {
  const { entry, places, changed } = work;
  let touched = 0;
  for (const [index, place] of places.toReversed().entries()) {
    const { from, traits, shown } = place.step;
    const outcome = signal.aborted
      ? refuse({ kind: 'cancelled' } as const)
      : await (async () => {
          onProgress?.({ what: shown.what, step: index + 1, of: places.length });
          touched += 1;
          return await writePlace(place, { text: from, traits }, signal);
        })();
    if (outcome.ok || (outcome.problem.kind === 'not-written' && !changed.includes(place))) continue;
    // As long as nothing was written it stands as it stood; otherwise it goes on with the next try.
    if (touched === 0) await desk.journal.write(entry);
    return outcome;
  }
  const undone = { ...entry, phase: 'undone' } as const;
  await desk.journal.write(undone);
  return ok(recordOf(undone));
}

async function lookAtPlaces(
  places: readonly Place<OpenStep>[],
  signal: AbortSignal,
): Promise<Result<readonly Look[], UndoProblem>> {
  const readings = await Promise.all(places.map(async (place) => ({ place, now: await readPlace(place, signal) })));
  if (signal.aborted) return refuse({ kind: 'cancelled' });
  const looks: Look[] = [];
  for (const { place, now } of readings) {
    if (now.state === 'unreadable') return refuse({ kind: 'unreadable', what: place.step.shown.what, why: now.why });
    looks.push({ place, now: textOf(now) });
  }
  return ok(looks);
}

function conflictOf({ place, now }: Look): readonly UndoConflict[] {
  const { ref, from, to, shown } = place.step;
  if (now === from || now === to) return [];
  return [{ what: shown.what, left: shown.to, now: now === null ? null : showPlace(ref, now), before: shown.from }];
}
