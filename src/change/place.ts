/** A place that takes part in a change: its store with a deadline around every call. */
import { startWait } from '../base/deadline.ts';
import type { Reading } from '../base/reading.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ApplyProblem, ChangeStep } from './change.ts';
import type { OpenStore, Store, StoreAccess, StoreProblem } from './store.ts';

/** What can go wrong with the places of a change, both when it is made and when it is taken back. */
export type PlaceProblem = Extract<
  ApplyProblem,
  {
    readonly kind:
      'needs-administrator' | 'managed' | 'in-use' | 'not-written' | 'not-saved' | 'unreadable' | 'cancelled';
  }
>;

/** A step with its store. */
export interface Place<Step extends ChangeStep = ChangeStep> {
  readonly step: Step;
  readonly store: Store;
}

/** Opens the places of steps, in the same order. A plan that names a place twice is a bug. */
export function openPlaces<Step extends ChangeStep>(steps: readonly Step[], open: OpenStore): readonly Place<Step>[] {
  if (new Set(steps.map(({ ref }) => JSON.stringify(ref))).size < steps.length)
    throw new Error('a change names one place twice');
  return steps.map((step) => ({ step, store: open(step.ref) }));
}

/** Reads what stands in a place now. */
export async function readPlace({ store }: Place, within: AbortSignal): Promise<Reading<string>> {
  using wait = startWait('changeStep', within);
  return await store.read(wait.signal);
}

/** Returns why some of the places can't be written; `null` where all can. Nothing is written. */
export async function checkAccess(places: readonly Place[], within: AbortSignal): Promise<PlaceProblem | null> {
  const accesses = await Promise.all(
    places.map(async ({ step, store }) => {
      using wait = startWait('changeStep', within);
      return { what: step.shown.what, access: await store.access(wait.signal) };
    }),
  );
  if (within.aborted) return { kind: 'cancelled' };
  const named = (state: StoreAccess['state']): readonly string[] => [
    ...new Set(accesses.filter(({ access }) => access.state === state).map(({ what }) => what)),
  ];
  for (const { what, access } of accesses) {
    if (access.state === 'impossible')
      return { kind: 'not-written', what, problem: { kind: 'refused', detail: access.why } };
  }
  const managed = named('managed');
  if (managed.length > 0) return { kind: 'managed', what: managed };
  const open = accesses.flatMap(({ access }) => (access.state === 'in-use' ? [access.program] : []));
  const [program] = open;
  if (program !== undefined) return { kind: 'in-use', what: named('in-use'), program };
  const closed = named('needs-administrator');
  return closed.length > 0 ? { kind: 'needs-administrator', what: closed } : null;
}

/** Writes a text, or takes away what is there, and reads back whether it happened. */
export async function writePlace(
  place: Place,
  given: { readonly text: string | null; readonly traits: string | null },
  within: AbortSignal,
): Promise<Result<void, PlaceProblem>> {
  const { what } = place.step.shown;
  const written = await writeInTime(place, given, within);
  if (within.aborted) return refuse({ kind: 'cancelled' });
  return written.ok
    ? await checkWritten(place, given.text, within)
    : refuse({ kind: 'not-written', what, problem: written.problem });
}

async function writeInTime(
  { store }: Place,
  given: { readonly text: string | null; readonly traits: string | null },
  within: AbortSignal,
): Promise<Result<void, StoreProblem>> {
  using wait = startWait('changeStep', within);
  return await store.write(given.text, wait.signal, given.traits);
}

async function checkWritten(
  place: Place,
  text: string | null,
  within: AbortSignal,
): Promise<Result<void, PlaceProblem>> {
  const { what } = place.step.shown;
  const now = await readPlace(place, within);
  if (within.aborted) return refuse({ kind: 'cancelled' });
  if (now.state === 'unreadable') return refuse({ kind: 'unreadable', what, why: now.why });
  return textOf(now) === text ? ok(undefined) : refuse({ kind: 'not-saved', what });
}

/** What a reading that succeeded says: the text, or `null` where nothing is there. */
export function textOf(reading: Exclude<Reading<string>, { readonly state: 'unreadable' }>): string | null {
  return reading.state === 'read' ? reading.value : null;
}
