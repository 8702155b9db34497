import type { Clock } from '../base/clock.ts';
import type { Journal } from './journal.ts';
import type { OpenStore } from './store.ts';

/** What making a change and taking it back work with. */
export interface ChangeDesk {
  readonly journal: Journal;
  readonly openStore: OpenStore;
  readonly clock: Clock;
  /** The key of the journal's seal. */
  readonly keyFile: string;
}
