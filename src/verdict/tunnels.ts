/** Tunnels that stand and carry nothing. */
import { ask } from './ask.ts';
import type { Case } from './case.ts';
import { isCutOrMute, likeControls, type Path } from './path.ts';
import type { Answer } from './rule.ts';
import type { WayView } from './ways.ts';

/** Returns the secure control sites' tunnels where all of them end as the judged one does; `null` where they do not. */
export function deadTunnels(facts: Case, path: Path): Answer | readonly WayView[] | null {
  if (!path.proxy || !isCutOrMute(path)) return null;
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const alike = likeControls(facts, path, path.leg);
  return alike.state === 'fails' && alike.failed.every((view) => isCutOrMute(view)) ? alike.failed : null;
}
