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
    const onDrift = status.state === 'not-applied' ? 'report' : status.onDrift;
    const next = driftStep(seen, { state: status.state, onDrift, key: keyOf(status) });
    seen = next.seen;
    if (status.state === 'not-applied' || next.step === 'nothing' || signal.aborted) return;
    const words = await tools.words();
    const { drifting } = words.rollout;
    const { name } = status.applied;
    const what = status.drift.slice(0, MOST_SHOWN).map((one) => one.what);
    if (next.step === 'tell') {
      const body = status.problem === undefined ? what.join('\n') : rolloutProblemText(status.problem, name, words);
      tools.tell({ notice: 'changed', title: drifting.told(name), body });
      return;
    }
    const repaired = await rollout.repair({ signal });
    tools.tell(
      repaired.ok
        ? { notice: 'changed', title: drifting.repaired(name), body: what.join('\n') }
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

function keyOf(status: RolloutStatus): string {
  return status.state === 'not-applied'
    ? ''
    : JSON.stringify([status.drift, status.problem ?? null, status.place ?? null]);
}
