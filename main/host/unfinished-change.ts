/** A change that was cut short by a kill or a power cut: whoever starts anything of ours is told how to take it back. */
import { systemClock } from '../../src/base/clock.ts';
import { codeOf } from '../../src/base/error-code.ts';
import type { ChangeRecord } from '../../src/change/change.ts';
import { journalPlaces } from '../../src/change/journal-places.ts';
import { mayBeCutShort } from '../../src/change/may-be-cut-short.ts';
import { dataFolderHere } from './data-folder.ts';
import type { Environment } from './environment.ts';

/** Returns it; `null` where there is none, or where the journal can't be read. */
export async function unfinishedChange(env: Environment): Promise<ChangeRecord | null> {
  const folder = dataFolderHere(env);
  if (!mayBeCutShort(journalPlaces(folder).folder)) return null;
  const { listChanges } = await import('../../src/change/list-changes.ts');
  try {
    const records = await listChanges(folder, systemClock);
    return records.find(({ state }) => state === 'interrupted') ?? null;
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return null;
  }
}
