/** What the watch does about a preset that no longer holds: each state of affairs once. */

/** A preset as the watch finds it. */
export interface DriftFound {
  readonly state: 'compliant' | 'drifted' | 'expired' | 'not-applied';
  readonly onDrift: 'report' | 'repair';
  /** Nobody changed anything: the computer went to another place, and its preset has settings for it. */
  readonly hasOnlyMoved: boolean;
  /** Names the difference; the same difference has the same text. */
  readonly key: string;
}

/** `repair` is tried once for a difference: what fails once must not be tried every few minutes. */
export type DriftStep = 'nothing' | 'tell' | 'repair';

/** Returns what to do, and what was seen, for the next time. */
export function driftStep(
  seen: string | null,
  found: DriftFound,
): { readonly step: DriftStep; readonly seen: string | null } {
  if (found.state === 'compliant' || found.state === 'not-applied') return { step: 'nothing', seen: null };
  if (found.key === seen) return { step: 'nothing', seen };
  const isOurs = found.state === 'drifted' && (found.hasOnlyMoved || found.onDrift === 'repair');
  return { step: isOurs ? 'repair' : 'tell', seen: found.key };
}
