/** Whose change of the settings it was: ours, as the journal of changes says, or somebody else's. */
import type { ChangeReason, ChangeRecord } from '../change/change.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { ChangeFacts } from './history-entry.ts';

/**
 * Returns who changed a source between two looks. No operating system says without administrator rights which program
 * wrote a file or a key, so whoever it was beside us is "another program"
 * (docs/adr/0016).
 */
export function whoChanged(
  source: SettingsSource,
  records: { readonly before: readonly ChangeRecord[]; readonly after: readonly ChangeRecord[] },
): Pick<ChangeFacts, 'by' | 'change' | 'state'> {
  if (source === 'preset' || source === 'policy') return { by: 'preset' };
  const known = new Set(records.before.map(stampOf));
  const ours = records.after.find(
    (one) =>
      (one.state === 'applied' || one.state === 'undone') && !known.has(stampOf(one)) && touches(one.reason, source),
  );
  if (ours === undefined) return { by: 'program' };
  const state = ours.state === 'undone' ? 'undone' : 'applied';
  return { by: ours.reason.kind === 'preset' ? 'preset' : 'person', change: ours.id, state };
}

/** A record that is new or stands differently was worked on since. */
function stampOf({ id, state }: ChangeRecord): string {
  return `${id} ${state}`;
}

function touches(reason: ChangeReason, source: SettingsSource): boolean {
  return reason.kind === 'settings' ? reason.source === source : reason.kind !== 'tools';
}
