/** Makes a change: access → still as in the preview? → journal → write → read back → compare. */
import { startWait } from '../base/deadline.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ApplyProblem, ChangePlan, ChangeRecord } from './change.ts';
import type { ChangeOptions } from './changes.ts';
import type { ChangeDesk } from './change-desk.ts';
import { isCutShort } from './journal.ts';
import { newEntry, type OpenStep, recordOf } from './journal-entry.ts';
import { checkAccess, openPlaces, type Place, readPlace, textOf, writePlace } from './place.ts';
import { putBack } from './put-back.ts';
import { openSeal } from './seal.ts';

/** Makes all steps or none. The caller holds the lock; file-system errors of the journal are thrown. */
export async function applyChange(
  desk: ChangeDesk,
  plan: ChangePlan,
  options: ChangeOptions,
): Promise<Result<ChangeRecord, ApplyProblem>> {
  using wait = startWait('change', options.signal);
  const { signal } = wait;
  const onProgress = options.onProgress ?? ((): void => undefined);
  const earlier = await desk.journal.list();
  const cutShort = earlier.find(isCutShort);
  if (cutShort !== undefined) return refuse({ kind: 'interrupted', id: cutShort.id });
  await desk.journal.tidy(desk.clock.wallMs());

  const planned = openPlaces(plan.steps, desk.openStore);
  const steps = await compareWithPreview(planned, signal);
  if (!steps.ok) return steps;
  const closed = await checkAccess(planned, signal);
  if (closed !== null) return refuse(closed);

  const seal = await openSeal(desk.keyFile, { create: true });
  if (seal === null) throw new Error('no seal was made');
  const order = Math.max(0, ...earlier.map((entry) => entry.order)) + 1;
  const entry = newEntry(plan, steps.value, { seal, wallMs: desk.clock.wallMs(), order });
  await desk.journal.write(entry);

  const places = openPlaces(steps.value, desk.openStore);
  const written: Place<OpenStep>[] = [];
  const end = async (): Promise<Result<ChangeRecord, ApplyProblem>> => {
    for (const place of places) {
      if (signal.aborted) return refuse({ kind: 'cancelled' });
      onProgress({ what: place.step.shown.what, step: written.length + 1, of: places.length });
      // Also a write that is refused may have happened in part.
      written.push(place);
      const { to, traits } = place.step;
      const outcome = await writePlace(place, { text: to, traits }, signal);
      if (!outcome.ok) return outcome;
    }
    if (signal.aborted) return refuse({ kind: 'cancelled' });
    const done = { ...entry, phase: 'applied' } as const;
    await desk.journal.write(done);
    return ok(recordOf(done));
  };
  const giveUp = async (): Promise<readonly string[]> => {
    const left = await putBack(written, onProgress);
    if (left.length === 0) await desk.journal.write({ ...entry, phase: 'failed' });
    return left;
  };

  let outcome: Result<ChangeRecord, ApplyProblem>;
  try {
    outcome = await end();
  } catch (error) {
    await giveUp();
    throw error;
  }
  if (outcome.ok) return outcome;
  const left = await giveUp();
  return left.length === 0 ? outcome : refuse({ kind: 'half-made', id: entry.id, what: left });
}

/** Returns the steps with what goes with their places, where all of them still stand as the preview showed them. */
async function compareWithPreview(
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Result<readonly OpenStep[], ApplyProblem>> {
  const looks = await Promise.all(
    places.map(async (place) => {
      using wait = startWait('changeStep', signal);
      const traits = (await place.store.traits?.(wait.signal)) ?? null;
      return { step: { ...place.step, traits }, now: await readPlace(place, signal) };
    }),
  );
  if (signal.aborted) return refuse({ kind: 'cancelled' });
  const moved: string[] = [];
  for (const { step, now } of looks) {
    if (now.state === 'unreadable') return refuse({ kind: 'unreadable', what: step.shown.what, why: now.why });
    if (textOf(now) !== step.from) moved.push(step.shown.what);
  }
  return moved.length > 0 ? refuse({ kind: 'changed-meanwhile', what: moved }) : ok(looks.map(({ step }) => step));
}
