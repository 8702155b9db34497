import type { Clock } from '../base/clock.ts';
import type { ChangeRecord } from './change.ts';
import { isCutShort, openJournal } from './journal.ts';
import { recordOf } from './journal-entry.ts';
import { journalPlaces } from './journal-places.ts';
import { holderOf } from './lock.ts';

/** Returns what the journal tells of all changes, newest first, without looking at any place that they touched. */
export async function listChanges(dataFolder: string, clock: Clock): Promise<readonly ChangeRecord[]> {
  const { folder, lockFile } = journalPlaces(dataFolder);
  const entries = await openJournal(folder).list();
  // While a change is under way it is not yet cut short.
  const isBusy = entries.some(isCutShort) && (await holderOf(lockFile, clock)) !== null;
  return entries.filter((entry) => !isBusy || !isCutShort(entry)).map(recordOf);
}
