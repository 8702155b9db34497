/** The route for each URL as the settings say now: read again while the relay runs, so that a change needs no restart. */
import type { Clock } from '../base/clock.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import { parseTarget } from '../route/parse-target.ts';
import { resolveRoute, type EvaluatePac, type RouteOverrides } from '../route/resolve-route.ts';
import type { Route } from '../route/route.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { causeOfPac } from './relay-cause.ts';
import type { AskedOn } from './relay-credentials.ts';

/** Legs in order; none where `cause` says why. */
export interface RelayRoute extends AskedOn {
  readonly cause: CauseCode | null;
}

export interface RouteFollower {
  find(url: string): RelayRoute | Promise<RelayRoute>;
  /** Every leg has failed: the settings may have changed. Returns the route as it is now. */
  findAnew(url: string): Promise<RelayRoute>;
  close(): Promise<void>;
}

/** Scripts that stay loaded for a while. */
export interface OpenScripts {
  readonly evaluate: EvaluatePac;
  dispose(): Promise<void>;
}

export interface RouteFollowerTools {
  readonly clock: Clock;
  readonly readSettings: (signal: AbortSignal) => Promise<SettingsSnapshot>;
  readonly openScripts: (signal: AbortSignal) => OpenScripts;
  /** What was given instead of the settings. */
  readonly overrides: RouteOverrides;
  /** Whether a leg is this relay itself, e.g. because the person has set it for the whole computer. */
  readonly isOurselves: (leg: Leg) => boolean;
}

/** Reading all settings takes some ten milliseconds, commands of the desktop included: not for every request. */
const READ_AGAIN_AFTER_MS = 5_000;
/** After so long without a request what was read is not used any more, not even for one request. */
const TOO_OLD_AFTER_MS = 30_000;
/** A script from the network is small, and one from a file costs nothing. */
const FETCH_AGAIN_AFTER_MS = { file: 5_000, network: 60_000 } as const;
const MOST_KEPT = 2_000;

/** What was read at one time, and the answers that follow from it. */
interface Generation {
  readonly snapshot: SettingsSnapshot;
  readonly text: string;
  readonly scripts: OpenScripts;
  readonly routes: Map<string, RelayRoute>;
  readonly underway: Set<Promise<unknown>>;
  readonly madeAtMs: number;
  /** Where the script that was asked stands; `null` where none was. */
  scriptUrl: string | null;
  hasFailed: boolean;
  /** All its legs failed for somebody: it is made anew at the next reading. */
  isDoubted: boolean;
}

const NO_SETTINGS: SettingsSnapshot = { readings: [], decidedBy: 'none', because: 'nothing-set' };

/** Returns a follower; nothing is read before the first question. */
export function createRouteFollower(tools: RouteFollowerTools): RouteFollower {
  const { clock, overrides } = tools;
  const over = new AbortController();
  const isGiven = overrides.proxy !== undefined || overrides.pac !== undefined || overrides.direct === true;
  let current: Generation | null = null;
  let readAtMs = -Infinity;
  let reading: Promise<Generation> | null = null;
  let lastUrl = '';

  const resolve = async (generation: Generation, url: string): Promise<RelayRoute> => {
    const parsed = parseTarget(url);
    if (!parsed.ok) return { legs: [], cause: 'site.name-not-found' };
    const { target } = parsed.value;
    const work = resolveRoute({ target, snapshot: generation.snapshot, overrides }, generation.scripts.evaluate);
    generation.underway.add(work);
    const route = await work.finally(() => generation.underway.delete(work));
    if (route.pacUrl !== undefined || route.source === 'wpad') generation.scriptUrl = route.pacUrl ?? '';
    if (route.pacProblem !== undefined) generation.hasFailed = true;
    const found = relayRoute(route, tools.isOurselves);
    generation.routes.set(route.because === 'pac-answer' ? url : originOf(url), found);
    const [oldest] = generation.routes.keys();
    if (generation.routes.size > MOST_KEPT && oldest !== undefined) generation.routes.delete(oldest);
    return found;
  };

  const renew = async (): Promise<Generation> => {
    const before = current;
    const snapshot = isGiven ? NO_SETTINGS : await tools.readSettings(over.signal);
    const text = JSON.stringify(snapshot);
    readAtMs = clock.nowMs();
    if (before !== null && before.text === text && !isScriptOld(before, clock.nowMs())) return before;
    const generation: Generation = {
      snapshot,
      text,
      scripts: tools.openScripts(over.signal),
      routes: new Map(),
      underway: new Set(),
      madeAtMs: clock.nowMs(),
      scriptUrl: null,
      hasFailed: false,
      isDoubted: false,
    };
    // The script is fetched before anybody has to wait for it; one that can't be fetched just now does not replace a good one.
    if (lastUrl !== '') await resolve(generation, lastUrl);
    if (before !== null && before.text === text && generation.hasFailed && !before.hasFailed) {
      await discard(generation);
      before.isDoubted = false;
      return before;
    }
    current = generation;
    if (before !== null) void discard(before);
    return generation;
  };
  const renewOnce = (): Promise<Generation> => {
    reading ??= renew().finally(() => {
      reading = null;
    });
    return reading;
  };

  return {
    find(url) {
      lastUrl = url;
      const age = clock.nowMs() - readAtMs;
      if (current === null || age > TOO_OLD_AFTER_MS)
        return renewOnce().then((now) => known(now, url) ?? resolve(now, url));
      // What fails here fails again for a request that waits for it.
      if (age > READ_AGAIN_AFTER_MS) renewOnce().catch(() => undefined);
      return known(current, url) ?? resolve(current, url);
    },
    async findAnew(url) {
      lastUrl = url;
      if (current !== null) current.isDoubted = true;
      const now = await renewOnce();
      return known(now, url) ?? resolve(now, url);
    },
    async close() {
      over.abort(new Error('the relay has ended'));
      if (current !== null) await discard(current);
      current = null;
    },
  };
}

function known(generation: Generation, url: string): RelayRoute | undefined {
  return generation.routes.get(originOf(url)) ?? generation.routes.get(url);
}

function isScriptOld({ scriptUrl, hasFailed, isDoubted, madeAtMs }: Generation, nowMs: number): boolean {
  if (hasFailed || isDoubted) return true;
  if (scriptUrl === null) return false;
  const limit = scriptUrl.startsWith('file:') ? FETCH_AGAIN_AFTER_MS.file : FETCH_AGAIN_AFTER_MS.network;
  return nowMs - madeAtMs > limit;
}

async function discard({ scripts, underway }: Generation): Promise<void> {
  await Promise.allSettled(underway);
  await scripts.dispose();
}

/** Settings tell hosts and ports apart; only a script may tell paths apart. */
function originOf(url: string): string {
  const slash = url.indexOf('/', url.indexOf('//') + 2);
  return slash < 0 ? url : url.slice(0, slash);
}

function relayRoute(route: Route, isOurselves: (leg: Leg) => boolean): RelayRoute {
  const legs = route.legs.filter((leg) => !isOurselves(leg));
  const credentials = route.credentials === undefined ? {} : { credentials: route.credentials };
  if (legs.length > 0) return { legs, cause: null, ...credentials };
  if (route.pacProblem !== undefined) return { legs, cause: causeOfPac(route.pacProblem) };
  return { legs, cause: route.legs.length > 0 ? 'settings.conflict' : 'settings.proxy-address-invalid' };
}
