/** Changes that tell the history what they did. */
import type { ChangeRecord } from '../change/change.ts';
import type { Changes } from '../change/changes.ts';
import type { ChangeFacts, HistorySink } from './history-entry.ts';

/** Returns the same changes; each one that was made or taken back leaves an entry. */
export function notedChanges(changes: Changes, history: HistorySink): Changes {
  return {
    apply: async (plan, options) => {
      const made = await changes.apply(plan, options);
      if (made.ok) await history.note(factsOf(made.value));
      return made;
    },
    undo: async (id, options) => {
      const undone = await changes.undo(id, options);
      if (undone.ok) await history.note(factsOf(undone.value));
      return undone;
    },
    list: () => changes.list(),
  };
}

function factsOf({ id, reason, state, steps }: ChangeRecord): ChangeFacts {
  const isUndone = state === 'undone';
  return {
    kind: 'change',
    what: reason.kind === 'tools' ? 'tools' : 'settings',
    by: reason.kind === 'preset' ? 'preset' : 'person',
    shown: steps.map(({ what, from, to }) => (isUndone ? { what, from: to, to: from } : { what, from, to })),
    change: id,
    state: isUndone ? 'undone' : 'applied',
  };
}
