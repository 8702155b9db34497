/** The watch: looks at a few URLs now and then and at once when something changes. Time and effects are handed in. */
import type { ChangeRecord } from '../change/change.ts';
import type { Clock } from '../base/clock.ts';
import type { CheckFacts } from './history-entry.ts';
import { networkChanges, settingsChanges, switchedVpns, type NetworkMark, type SettingsMark } from './marks.ts';
import { NO_NOTICES, noticeRound } from './notices.ts';
import { isRefused } from './refused.ts';
import { LONGEST_SETTLE_MS, nextDelayMs, SETTLE_MS } from './schedule.ts';
import type { WatchEvent, WatchState } from './watch-event.ts';
import { isQuiet, type WatchSettings } from './watch-settings.ts';
import { whoChanged } from './who-changed.ts';

/** What may have changed, as the operating system says it. */
export type Stir = 'network' | 'settings' | 'credentials';

/** The world of a watch. */
export interface WatchEffects {
  readonly clock: Clock;
  /** Calls back after `ms`; the returned function takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Looks at one URL; `null` where it was cut short. */
  readonly check: (
    url: string,
    signal: AbortSignal,
  ) => Promise<{ readonly facts: CheckFacts; readonly settings: readonly SettingsMark[] } | null>;
  readonly network: (signal: AbortSignal) => Promise<NetworkMark>;
  /** What every source of settings says: another text after any of them changed. */
  readonly settings: (signal: AbortSignal) => Promise<string>;
  /** Names the stored sign-ins without their secrets: another text after any of them changed. */
  readonly credentials: () => Promise<string>;
  /** Changes that Throughway itself made, newest first. */
  readonly ownChanges: () => Promise<readonly ChangeRecord[]>;
  /** Begins to listen; the returned function ends it and returns when nothing of it is left. */
  readonly listen: (onStir: (what: Stir) => void) => () => Promise<void>;
  readonly tell: (event: WatchEvent) => void;
  /** Told of an exception inside a round: a bug of ours must not end the watch in silence. */
  readonly onBug: (thrown: unknown) => void;
}

/** A watch that is on. */
export interface Watch {
  readonly state: () => WatchState;
  /** Looks at once, also while paused and after a refused password. */
  checkNow(): void;
  pause(): void;
  resume(): void;
  /** Ends it; returns when no timer, child or request of it is left. */
  stop(): Promise<void>;
}

/** Clients of VPNs write the proxy as they connect, which takes them some seconds. */
const SAME_MOMENT_MS = 30_000;

type Why = 'due' | 'person' | Stir;

/** Turns the watch on: the first look is made at once. */
export function startWatch(settings: WatchSettings, effects: WatchEffects): Watch {
  const { clock } = effects;
  const over = new AbortController();
  let mode: 'watching' | 'paused' = 'watching';
  let round: Promise<void> | null = null;
  let again: Why | null = null;
  let nextAtMs: number | null = null;
  let cancelNext = (): void => undefined;
  let failures = 0;
  /** A sign-in was refused. */
  let isHeld = false;
  let last: WatchState['last'] = [];
  let notices = NO_NOTICES;
  let settingsSeen: readonly SettingsMark[] | null = null;
  let networkSeen: NetworkMark | null = null;
  let vpnSwitched: { readonly vpns: string; readonly atMs: number } | null = null;
  let recordsSeen: readonly ChangeRecord[] | null = null;
  let signInsSeen: string | null = null;
  let settingsText: string | null = null;
  /** On the clock that never jumps. */
  let dueMs = 0;

  const now = (): string => new Date(clock.wallMs()).toISOString();
  const state = (): WatchState => ({
    mode: over.signal.aborted ? 'off' : mode,
    isLooking: round !== null,
    last,
    nextAtMs,
    isHeld,
  });
  const tellState = (): void => {
    effects.tell({ kind: 'state', state: state() });
  };

  const plan = (ms: number | null): void => {
    cancelNext();
    if (ms !== null) dueMs = clock.nowMs() + ms;
    nextAtMs = ms === null ? null : clock.wallMs() + ms;
    cancelNext =
      ms === null
        ? () => undefined
        : effects.after(ms, () => {
            begin('due');
          });
  };

  const begin = (why: Why): void => {
    if (over.signal.aborted || (mode === 'paused' && why !== 'person')) return;
    if (round !== null) {
      again = again === 'person' ? again : why;
      return;
    }
    plan(null);
    round = lookOrNot(why).finally(() => {
      round = null;
      const next = again;
      again = null;
      if (over.signal.aborted) return;
      if (next !== null) begin(next);
      else if (mode === 'watching') plan(delayMs());
      tellState();
    });
    tellState();
  };

  /** What only stirred must not put off the look that is due. */
  const delayMs = (): number => {
    const leftMs = dueMs - clock.nowMs();
    return leftMs > 0 ? leftMs : nextDelayMs({ intervalMs: settings.intervalMs, failures, random: effects.random() });
  };

  async function lookOrNot(why: Why): Promise<void> {
    try {
      if (!(await isWorthIt(why))) return;
      dueMs = 0;
      await look();
    } catch (thrown) {
      effects.onBug(thrown);
    }
  }

  /** Whether something is another than it was, and no password would be sent a second time. */
  async function isWorthIt(why: Why): Promise<boolean> {
    const signIns = await effects.credentials();
    const isOther = signInsSeen !== null && signIns !== signInsSeen;
    signInsSeen = signIns;
    if (isOther)
      effects.tell({
        kind: 'happened',
        facts: { kind: 'change', what: 'credentials', by: 'person', shown: [] },
        at: now(),
      });
    if (why === 'network' && !(await noteNetwork())) return false;
    if (why === 'credentials' && !isOther) return false;
    if (why === 'settings' && !(await haveSettingsChanged())) return false;
    return !isHeld || isOther || why === 'person' || why === 'settings';
  }

  /** One round over all URLs. */
  async function look(): Promise<void> {
    networkSeen ??= await effects.network(over.signal);
    recordsSeen ??= await effects.ownChanges();
    settingsText ??= await effects.settings(over.signal);
    isHeld = false;
    const found: CheckFacts[] = [];
    for (const url of settings.urls) {
      const result = await effects.check(url, over.signal);
      if (result === null || over.signal.aborted) return;
      effects.tell({ kind: 'happened', facts: result.facts, at: now() });
      found.push(result.facts);
      await noteSettings(result.settings);
      if (isRefused(result.facts.code)) {
        isHeld = true;
        break;
      }
    }
    last = found.map(({ url, code }) => ({ url, code, at: now() }));
    failures = found.every(({ code }) => code === 'ok') ? 0 : failures + 1;
    const step = noticeRound(notices, found, {
      nowMs: clock.nowMs(),
      isQuiet: isQuiet(settings.quiet, clock.wallMs()),
    });
    notices = step.notices;
    for (const facts of step.tell) effects.tell({ kind: 'happened', facts, at: now() });
  }

  /** A desktop writes its settings into one file, and most of them are not about the network. */
  async function haveSettingsChanged(): Promise<boolean> {
    const before = settingsText;
    settingsText = await effects.settings(over.signal);
    return before !== settingsText;
  }

  /** Returns whether the network is another one than before. */
  async function noteNetwork(): Promise<boolean> {
    const before = networkSeen;
    networkSeen = await effects.network(over.signal);
    if (before === null || over.signal.aborted) return true;
    const vpns = switchedVpns(before, networkSeen);
    if (vpns !== null) vpnSwitched = { vpns, atMs: clock.nowMs() };
    const changes = networkChanges(before, networkSeen);
    for (const facts of changes) effects.tell({ kind: 'happened', facts, at: now() });
    return changes.length > 0;
  }

  async function noteSettings(marks: readonly SettingsMark[]): Promise<void> {
    const changes = settingsSeen === null ? [] : settingsChanges(settingsSeen, marks);
    settingsSeen = marks;
    if (changes.length === 0) return;
    const records = { before: recordsSeen ?? [], after: await effects.ownChanges() };
    recordsSeen = records.after;
    // A VPN may have been switched in this very moment, and its message may still be on its way.
    await noteNetwork();
    const isRecent = vpnSwitched !== null && clock.nowMs() - vpnSwitched.atMs < SAME_MOMENT_MS;
    const vpns = isRecent ? vpnSwitched?.vpns : undefined;
    for (const { source, shown } of changes) {
      const who = whoChanged(source, records);
      const alongside = who.by === 'program' && vpns !== undefined ? { alongside: vpns } : {};
      const facts = { kind: 'change', what: 'settings', source, shown, ...who, ...alongside } as const;
      effects.tell({ kind: 'happened', facts, at: now() });
    }
  }

  const settle = createSettling(effects, begin);
  const endListening = effects.listen(settle.stir);
  begin('due');

  return {
    state,
    checkNow: () => {
      begin('person');
    },
    pause: () => {
      mode = 'paused';
      plan(null);
      tellState();
    },
    resume: () => {
      if (mode === 'watching') return;
      mode = 'watching';
      begin('due');
    },
    stop: async () => {
      over.abort(new Error('the watch is turned off'));
      plan(null);
      settle.end();
      await endListening();
      await round;
      tellState();
    },
  };
}

/** Waits until a row of messages has ended: a change comes in dozens. */
function createSettling(
  { after, clock }: Pick<WatchEffects, 'after' | 'clock'>,
  settled: (what: Stir) => void,
): { readonly stir: (what: Stir) => void; readonly end: () => void } {
  const waiting = new Map<Stir, { readonly sinceMs: number; readonly cancel: () => void }>();
  return {
    stir: (what) => {
      const known = waiting.get(what);
      known?.cancel();
      const sinceMs = known?.sinceMs ?? clock.nowMs();
      const ms = Math.max(0, Math.min(SETTLE_MS, sinceMs + LONGEST_SETTLE_MS - clock.nowMs()));
      const cancel = after(ms, () => {
        waiting.delete(what);
        settled(what);
      });
      waiting.set(what, { sinceMs, cancel });
    },
    end: () => {
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
