/** Where updates come from: only from a server that the organisation names, in a place that people can't write to. */
import type { MachinePreset } from '../host/machine-preset.ts';

/** Returns the address of the update server; `null`: nothing is asked, nothing leaves the computer. */
export function updateFeed(preset: Pick<MachinePreset, 'preset' | 'origins'> | null): string | null {
  const updates = preset?.preset?.updates;
  const origin = preset?.origins?.updates;
  // A program that replaces itself with what a person's file names would be everybody's way in.
  const isOfMachine = origin !== undefined && origin.kind !== 'own' && origin.kind !== 'user-policy';
  if (updates?.server === undefined || updates.on === false || !isOfMachine) return null;
  return URL.canParse(updates.server) && new URL(updates.server).protocol === 'https:' ? updates.server : null;
}
