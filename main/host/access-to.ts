/** Who may write to the places of a change, found out before it is begun. */
import type { ChangeStep } from '../../src/change/change.ts';
import type { OpenStore } from '../../src/change/store.ts';
import type { AccessView } from '../../src/contract/change-view.ts';

/**
 * Returns the places that need an administrator, those that the organisation fixes, by what a person calls them, and the
 * running programs that must be closed before.
 */
export async function accessTo(
  steps: readonly Pick<ChangeStep, 'ref' | 'shown'>[],
  openStore: OpenStore,
  signal: AbortSignal,
): Promise<AccessView> {
  const looked = await Promise.all(
    steps.map(async ({ ref, shown }) => ({ what: shown.what, access: await openStore(ref).access(signal) })),
  );
  const namesOf = (state: 'needs-administrator' | 'managed'): readonly string[] => [
    ...new Set(looked.filter(({ access }) => access.state === state).map(({ what }) => what)),
  ];
  const inUse = looked.flatMap(({ access }) => (access.state === 'in-use' ? [access.program] : []));
  return { administrator: namesOf('needs-administrator'), managed: namesOf('managed'), inUse: [...new Set(inUse)] };
}
