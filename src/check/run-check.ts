/** Checks the URLs of a list: a light visit for each, and a diagnosis where that does not end well. */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../base/clock.ts';
import { redactUrl } from '../base/redact.ts';
import type { RelayRoute } from '../relay/follow-route.ts';
import { parseTarget, type ParsedTarget } from '../route/parse-target.ts';
import type { Target } from '../route/target.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { BlockedWays } from './blocked-ways.ts';
import type { CheckEntry, Finding, ListItem } from './check-entry.ts';
import { Express } from './express.ts';
import { Gate, Gates } from './gate.ts';
import { judgeVisit, type Judged } from './judge-visit.ts';
import { visitLightly, type Visit } from './light-visit.ts';
import { SharedFindings } from './shared-findings.ts';
import { Turns, type Watch } from './turns.ts';
import { VisitEnd } from './visit-end.ts';
import type { VisitTools } from './visit-hop.ts';

/** What a run works with. */
export interface CheckTools extends VisitTools {
  readonly clock: Clock;
  /** Names the cause for a URL; `null` where it was interrupted. */
  readonly diagnose: (url: string, signal: AbortSignal) => Promise<Finding | null>;
}

export interface CheckPlan {
  /** In pieces of any length. */
  readonly items: AsyncIterable<readonly ListItem[]> | Iterable<readonly ListItem[]>;
  /** Visits under way at the most. */
  readonly most: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Gets each outcome as it comes: in the order of completion. */
  readonly onEntry: (entry: CheckEntry) => void;
  /** Waited for now and then, so that a slow reader of the outcomes slows the run down. */
  readonly pace: () => Promise<void>;
}

/** What can be told while it runs. */
export interface CheckState {
  readonly limit: number;
  readonly underWay: number;
}

/** Two browsers’ worth of connections to one proxy (Chromium's net/socket/client_socket_pool_manager.cc: 32); the limit finds its own way from there. */
const START = 64;
/** Connections to one site that no proxy stands before: what browsers open (RFC 9112 section 9.4 asks for moderation). */
const MOST_TO_ONE_SITE = 6;
/** A diagnosis compares and asks around; more at once would disturb each other. */
const MOST_DIAGNOSES = 4;
/** URLs taken from the list and not done yet; many may wait for one slow site, the rest of the list stays where it is. */
const MOST_TAKEN = 1_000;
const PACE_EVERY = 256;

export class CheckRun {
  readonly #tools: CheckTools & { readonly express: Express };
  readonly #plan: CheckPlan;
  readonly #limit: AdaptiveLimit;
  readonly #visits: Gate;
  readonly #sites = new Gates(MOST_TO_ONE_SITE);
  readonly #diagnoses = new Gate(MOST_DIAGNOSES);
  readonly #findings: SharedFindings;
  readonly #blocked = new BlockedWays();
  readonly #visitsOpen = new Set<VisitEnd>();

  constructor(tools: CheckTools, plan: CheckPlan) {
    this.#tools = { ...tools, express: new Express(tools) };
    this.#plan = plan;
    this.#limit = new AdaptiveLimit({ clock: tools.clock, start: START, most: plan.most });
    this.#visits = new Gate(this.#limit.current);
    this.#findings = new SharedFindings(tools.clock);
  }

  get state(): CheckState {
    return { limit: this.#limit.current, underWay: this.#visits.inside };
  }

  /** Goes through the list; ends early, without the URLs under way, when the signal aborts. */
  async run(): Promise<void> {
    const { items, signal, pace } = this.#plan;
    const taken = new Gate(MOST_TAKEN);
    const open = new Set<Promise<void>>();
    let failure: unknown = null;
    let count = 0;
    // Diagnoses listen to it as well, each of them.
    setMaxListeners(0, signal);
    const stop = (): void => {
      for (const end of this.#visitsOpen) end.end();
    };
    signal.addEventListener('abort', stop, { once: true });
    const begin = (item: ListItem): void => {
      const work = this.#check(item)
        .catch((thrown: unknown) => {
          failure ??= thrown;
        })
        .finally(() => {
          open.delete(work);
          taken.leave();
        });
      open.add(work);
    };
    const isOver = (): boolean => signal.aborted || failure !== null;
    for await (const piece of items) {
      for (const item of piece) {
        const room = taken.enter();
        if (room !== null) await room;
        if (isOver()) break;
        begin(item);
        count += 1;
        if (count % PACE_EVERY === 0) await pace();
      }
      if (isOver()) break;
    }
    await Promise.all(open);
    signal.removeEventListener('abort', stop);
    if (failure !== null) throw failure instanceof Error ? failure : new Error('a check failed');
  }

  async #check(item: ListItem): Promise<void> {
    const parsed = parseTarget(item.text);
    // Lists are checked before; a file may have changed since.
    if (!parsed.ok) return;
    const watch: Watch = { beganAtMs: Number.NaN, requestMs: 0 };
    const finding = await this.#find(item.text, parsed.value, watch);
    if (finding === null || this.#plan.signal.aborted) return;
    // Where nothing was sent for it there is nothing to measure.
    const tookMs = Number.isNaN(watch.beganAtMs) ? 0 : this.#tools.clock.nowMs() - watch.beganAtMs;
    this.#plan.onEntry({
      line: item.line,
      url: redactUrl(item.text),
      ...finding,
      tookMs: Math.round(tookMs * 10) / 10,
    });
  }

  async #find(text: string, parsed: ParsedTarget, watch: Watch): Promise<Finding | null> {
    const found = this.#tools.routes.find(parsed.target.url);
    const route = found instanceof Promise ? await found : found;
    const blockedNow = this.#blocked.at(route);
    const known = blockedNow instanceof Promise ? await blockedNow : blockedNow;
    if (known !== null || this.#isOver()) return known;
    const { visit, blocked } = await this.#visit(parsed, route, watch);
    if (blocked !== null || this.#isOver()) return blocked;
    const judged =
      visit === null ? TIMED_OUT : judgeVisit(visit, { isSignedInAtSite: parsed.siteCredentials !== undefined });
    this.#learn(judged, watch);
    return judged.is === 'answered' ? { code: 'ok', status: judged.status } : this.#lookInto(text, route, judged);
  }

  /** Names the cause of a visit that did not end well, together with those that ended alike. */
  async #lookInto(text: string, route: RelayRoute, judged: Unclear): Promise<Finding | null> {
    const look = { isOwn: false };
    const finding = this.#findings.find(judged.likenesses, () => {
      look.isOwn = true;
      return this.#diagnose(text);
    });
    if (judged.isWay) await this.#blocked.watch(route, finding);
    const found = await finding;
    if (found === null) return null;
    return { code: found.code, status: look.isOwn ? (found.status ?? judged.status) : (judged.status ?? found.status) };
  }

  #isOver(): boolean {
    return this.#plan.signal.aborted;
  }

  /** Makes the visit, each of its requests in its turn; `blocked`: its way turned out to be shut meanwhile. */
  async #visit(
    parsed: ParsedTarget,
    route: RelayRoute,
    watch: Watch,
  ): Promise<{ readonly visit: Visit | null; readonly blocked: Finding | null }> {
    const end = new VisitEnd();
    this.#visitsOpen.add(end);
    const turns = new Turns(this.#tools, { sites: this.#sites, visits: this.#visits, watch });
    const found: { blocked: Finding | null } = { blocked: null };
    const enter = async (to: Target): Promise<void> => {
      const isFirst = Number.isNaN(watch.beganAtMs);
      await turns.enter(to);
      if (!isFirst) return;
      const blocked = this.#blocked.at(route);
      found.blocked = blocked instanceof Promise ? await blocked : blocked;
      if (found.blocked === null) {
        watch.beganAtMs = this.#tools.clock.nowMs();
        end.limit(this.#plan.timeoutMs);
      } else end.end();
    };
    const leave = (): void => {
      turns.leave();
    };
    try {
      if (this.#plan.signal.aborted) end.end();
      return {
        visit: await visitLightly(this.#tools, parsed, { end, turns: { enter, leave } }),
        blocked: found.blocked,
      };
    } finally {
      end.dispose();
      this.#visitsOpen.delete(end);
    }
  }

  #learn(judged: Judged, { requestMs }: Watch): void {
    const isRefused = judged.status === 429 || judged.status === 503;
    if (isRefused || (judged.is === 'unclear' && judged.isWay)) this.#limit.trouble();
    else if (judged.status !== null) this.#limit.took(requestMs);
    this.#visits.setLimit(this.#limit.current);
  }

  async #diagnose(text: string): Promise<Finding | null> {
    const room = this.#diagnoses.enter();
    if (room !== null) await room;
    try {
      const { signal } = this.#plan;
      return signal.aborted ? null : await this.#tools.diagnose(text, signal);
    } finally {
      this.#diagnoses.leave();
    }
  }
}

type Unclear = Extract<Judged, { readonly is: 'unclear' }>;

const TIMED_OUT: Unclear = { is: 'unclear', status: null, likenesses: [], isWay: false };
