/** What was read once and may be what a change is about is forgotten after every change. */
import type { Changes } from '../../src/change/changes.ts';

/** Returns the same changes; `after` is called when one was made or taken back, or tried. */
export function withAfterwards(changes: Changes, after: () => void): Changes {
  return {
    ...changes,
    apply: async (plan, options) => {
      try {
        return await changes.apply(plan, options);
      } finally {
        after();
      }
    },
    undo: async (id, options) => {
      try {
        return await changes.undo(id, options);
      } finally {
        after();
      }
    },
  };
}
