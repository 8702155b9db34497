/** The watch of one face among others of this account: it looks, or shows what another one finds (docs/adr/0016). */
import type { WatchNotice } from '../../src/contract/history-view.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { WatchEvent, WatchHolder, WatchState } from '../../src/watch/watch-event.ts';
import type { Watch } from '../../src/watch/watch.ts';
import type { Host } from './compose.ts';
import { followHistory } from './follow-history.ts';
import { createDriftWatch } from './watch-drift.ts';
import { watchComputer, type WatchTools } from './watch-host.ts';
import { isNobodyWatching, leaseWatch, RENEW_MS, type Leasing, type WatchNote } from './watch-lease.ts';

/** How soon somebody takes over from a program that has ended. */
const TRY_AGAIN_MS = 3_000;

export const WATCH_OFF: WatchState = { mode: 'off', isLooking: false, last: [], nextAtMs: null, isHeld: false };

/** What a face adds. */
export interface SharedWatchTools extends WatchTools {
  readonly face: WatchNote['face'];
  /** Other settings than the computer's own were given: what another one finds says nothing about them. */
  readonly isOwnQuestion: boolean;
  readonly words: () => Promise<Messages>;
  /** A preset that no longer holds; only whoever looks tells of it. */
  readonly tellDrift: (notice: WatchNotice) => void;
}

/** Turns the watch on; returns once it is known who looks. */
export async function startSharedWatch(host: Host, tools: SharedWatchTools): Promise<Watch> {
  const { clock, settings, face, keepsHistory } = tools;
  const drift = createDriftWatch(host, { words: tools.words, tell: tools.tellDrift });
  let lease: Extract<Leasing, { readonly is: 'held' }> | null = null;
  let inner: Watch | null = null;
  let holder: WatchHolder | null = null;
  let endFollowing = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  // Whoever asks a question of its own takes nobody's place, and keeps changes only where nobody else does.
  const isAlone = tools.isOwnQuestion && (await isNobodyWatching(host.dataFolder, clock));
  let turn: Promise<void> = Promise.resolve();

  const state = (): WatchState => {
    if (inner !== null) return inner.state();
    return holder === null ? WATCH_OFF : { ...WATCH_OFF, mode: 'elsewhere', heldBy: holder };
  };
  let wasLooking = false;
  const hear = (event: WatchEvent): void => {
    tools.tell(event);
    if (event.kind !== 'state') return;
    const hasLooked = wasLooking && !event.state.isLooking;
    wasLooking = event.state.isLooking;
    // A preset that can't be read now is looked at again after the next round.
    if (hasLooked && event.state.mode === 'watching' && lease !== null) drift.look().catch(() => undefined);
  };
  const look = (): void => {
    endFollowing();
    holder = null;
    inner = watchComputer(host, { ...tools, tell: hear, keepsChanges: () => lease !== null || isAlone });
  };
  const follow = (other: WatchHolder): void => {
    if (holder?.pid === other.pid) return;
    endFollowing();
    holder = other;
    endFollowing = followHistory(host.history, { wallMs: () => clock.wallMs(), tell: tools.tell });
    tools.tell({ kind: 'state', state: state() });
  };
  const decide = async (): Promise<void> => {
    const found = await leaseWatch(host.dataFolder, clock, { face, urls: [...settings.urls], keepsHistory });
    if (found.is === 'held') lease = found;
    if (found.is === 'other' && inner === null) follow(found.holder);
    else if (inner === null) look();
    plan();
  };
  const renew = async (held: { readonly renew: () => Promise<boolean> }): Promise<void> => {
    if (await held.renew()) {
      plan();
      return;
    }
    // This computer slept, and another program took over meanwhile.
    lease = null;
    await inner?.stop();
    inner = null;
    await decide();
  };
  const plan = (): void => {
    if (isOver) return;
    const next = lease === null ? { ms: TRY_AGAIN_MS, run: decide } : { ms: RENEW_MS, run: renew.bind(null, lease) };
    timer = setTimeout(() => {
      turn = next.run().catch(tools.onBug);
    }, next.ms);
  };
  if (tools.isOwnQuestion) look();
  else await decide();

  return {
    state,
    checkNow: () => inner?.checkNow(),
    pause: () => inner?.pause(),
    resume: () => inner?.resume(),
    stop: async () => {
      isOver = true;
      clearTimeout(timer);
      await turn;
      clearTimeout(timer);
      endFollowing();
      await inner?.stop();
      await drift.close();
      await lease?.release();
    },
  };
}
