/** Makes changes one at a time and takes them back, with a journal in the folder of our own data. */
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { refuse, type Result } from '../base/result.ts';
import { applyChange } from './apply-change.ts';
import type { ChangeDesk } from './change-desk.ts';
import type { Changes } from './changes.ts';
import { createFolder } from './create-folder.ts';
import { openJournal } from './journal.ts';
import { journalPlaces } from './journal-places.ts';
import { listChanges } from './list-changes.ts';
import { takeLock } from './lock.ts';
import type { OpenStore } from './store.ts';
import { undoChange } from './undo-change.ts';
import { systemCodeOf } from '../base/error-code.ts';

/** What the engine needs of its surroundings. */
export interface ChangesTools {
  readonly openStore: OpenStore;
  readonly clock: Clock;
  /** The folder of our own data; the journal is its `changes`, the key of the seal its `changes.key`. */
  readonly dataFolder: string;
}

/** Returns the one way in which anything on this computer is changed. Nothing is touched before the first call. */
export function createChanges(tools: ChangesTools): Changes {
  const { folder, lockFile } = journalPlaces(tools.dataFolder);
  const desk: ChangeDesk = {
    journal: openJournal(folder),
    openStore: tools.openStore,
    clock: tools.clock,
    keyFile: path.join(tools.dataFolder, 'changes.key'),
  };

  const alone = async <T, P>(
    work: () => Promise<Result<T, P>>,
  ): Promise<Result<T, P | { readonly kind: 'busy' } | { readonly kind: 'journal'; readonly code: string }>> => {
    try {
      await createFolder(folder);
      const release = await takeLock(lockFile, tools.clock);
      if (release === null) return refuse({ kind: 'busy' });
      try {
        return await work();
      } finally {
        await release();
      }
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === null) throw error;
      return refuse({ kind: 'journal', code });
    }
  };

  return {
    apply: async (plan, options) => {
      const steps = plan.steps.filter(({ from, to }) => from !== to);
      if (steps.length === 0) return refuse({ kind: 'nothing-to-change' });
      if (options.signal.aborted) return refuse({ kind: 'cancelled' });
      return await alone(() => applyChange(desk, { ...plan, steps }, options));
    },
    undo: (id, options) => alone(() => undoChange(desk, id, options)),
    list: () => listChanges(tools.dataFolder, tools.clock),
  };
}
