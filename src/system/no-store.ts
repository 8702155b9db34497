import { unreadable } from '../base/reading.ts';
import { refuse } from '../base/result.ts';
import type { Store } from '../change/store.ts';

/** Returns the store of a kind of place that this system doesn't have. */
export function noStore(kind: string): Store {
  const why = `no ${kind} on this system`;
  return {
    read: () => Promise.resolve(unreadable(why)),
    write: () => Promise.resolve(refuse({ kind: 'refused', detail: why })),
    access: () => Promise.resolve({ state: 'impossible', why }),
  };
}
