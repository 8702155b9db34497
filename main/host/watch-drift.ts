/** Looks after an applied preset while the watch is on: tells when it no longer holds, or brings it back. */
import type { WatchNotice } from '../../src/contract/history-view.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { rolloutProblemText } from '../../src/messages/rollout-text.ts';
import type { RolloutStatus } from '../../src/rollout/rollout.ts';
import { driftStep } from '../../src/watch/drift.ts';
import type { Host } from './compose.ts';

/** Reading every place of a preset, and writing those that differ. */
const LOOK_MS = 60_000;

/** Longer lists are for the page. */
const MOST_SHOWN = 3;

/** The look that follows each round of the watch. */
export interface DriftWatch {
  /** Looks once; a second look while one goes on is the same look. */
  look(): Promise<void>;
  /** Ends the look that goes on. */
  close(): Promise<void>;
}

/** Returns the look. `tell` gets a notice in the words of now. */
export function createDriftWatch(
  host: Pick<Host, 'openRollout'>,
  tools: { readonly words: () => Promise<Messages>; readonly tell: (notice: WatchNotice) => void },
): DriftWatch {
  const over = new AbortController();
  let seen: string | null = null;
  let going: Promise<void> | null = null;

  async function lookOnce(): Promise<void> {
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(LOOK_MS)]);
    const rollout = await host.openRollout();
    const status = await rollout.status({ signal });
    if (status.state === 'not-applied') {
      seen = null;
      return;
    }
    const { state, onDrift, hasOnlyMoved = false } = status;
    const next = driftStep(seen, { state, onDrift, hasOnlyMoved, key: keyOf(status) });
    seen = next.seen;
    if (next.step === 'nothing' || signal.aborted) return;
    const words = await tools.words();
    const { drifting } = words.rollout;
    const { name } = status.applied;
    const what = status.drift.slice(0, MOST_SHOWN).map((one) => one.what);
    if (next.step === 'tell') {
      const body = status.problem === undefined ? what.join('\n') : rolloutProblemText(status.problem, name, words);
      const title = state === 'expired' ? drifting.expired(name) : drifting.told(name);
      tools.tell({ notice: 'changed', title, body });
      return;
    }
    const repaired = await rollout.repair({ signal });
    tools.tell(
      repaired.ok
        ? { notice: 'changed', title: titleOf(status, drifting), body: hasOnlyMoved ? '' : what.join('\n') }
        : { notice: 'changed', title: drifting.failed(name), body: rolloutProblemText(repaired.problem, name, words) },
    );
  }

  return {
    look: async () => {
      going ??= lookOnce().finally(() => {
        going = null;
      });
      await going;
    },
    close: async () => {
      over.abort(new Error('the watch is turned off'));
      await going?.catch(() => undefined);
    },
  };
}

type Applied = Exclude<RolloutStatus, { readonly state: 'not-applied' }>;

function keyOf({ drift, problem, place }: Applied): string {
  return JSON.stringify([drift, problem ?? null, place ?? null]);
}

/** What was done: values brought back, or the settings of another place put in. */
function titleOf({ applied, place, hasOnlyMoved }: Applied, drifting: Messages['rollout']['drifting']): string {
  if (hasOnlyMoved !== true) return drifting.repaired(applied.name);
  return typeof place === 'string' ? drifting.switched(applied.name, place) : drifting.switchedOut(applied.name);
}
