/** Puts back what a change wrote before it failed or was cancelled. */
import { startWait } from '../base/deadline.ts';
import type { ChangeProgress } from './changes.ts';
import type { OpenStep } from './journal-entry.ts';
import { type Place, readPlace, textOf, writePlace } from './place.ts';

/**
 * Restores the places in reverse, as they were before; returns the names of those that could not be. The person's cancel
 * doesn't reach it: what was begun must be ended.
 */
export async function putBack(
  places: readonly Place<OpenStep>[],
  onProgress: (progress: ChangeProgress) => void,
): Promise<readonly string[]> {
  using wait = startWait('putBack', new AbortController().signal);
  const left: string[] = [];
  for (const [index, place] of places.toReversed().entries()) {
    const { from, traits, shown } = place.step;
    onProgress({ what: shown.what, step: index + 1, of: places.length });
    const now = await readPlace(place, wait.signal);
    if (now.state !== 'unreadable' && textOf(now) === from) continue;
    const restored = await writePlace(place, { text: from, traits }, wait.signal);
    if (!restored.ok) left.push(shown.what);
  }
  return left.toReversed();
}
