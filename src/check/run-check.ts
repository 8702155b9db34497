/** Checks the URLs of a list: a light visit for each, and a diagnosis where that does not end well. */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../base/clock.ts';
import { redactUrl } from '../base/redact.ts';
import { hostOf, portOf } from '../probe/http-request.ts';
import type { RelayRoute } from '../relay/follow-route.ts';
import { parseTarget, type ParsedTarget } from '../route/parse-target.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { BlockedWays } from './blocked-ways.ts';
import type { CheckEntry, Finding, ListItem } from './check-entry.ts';
import { Gate, Gates } from './gate.ts';
import { judgeVisit, type Judged } from './judge-visit.ts';
import { visitLightly, type Visit } from './light-visit.ts';
import { SharedFindings } from './shared-findings.ts';
import { VisitEnd } from './visit-end.ts';
import type { VisitTools } from './visit-hop.ts';

/** What a run works with. */
export interface CheckTools extends VisitTools {
  readonly clock: Clock;
  /** Names the cause for a URL; `null` where it was interrupted. */
  readonly diagnose: (url: string, signal: AbortSignal) => Promise<Finding | null>;
}

export interface CheckPlan {
  readonly items: AsyncIterable<ListItem> | Iterable<ListItem>;
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

/** As many connections as Chromium opens to one proxy (net/socket/client_socket_pool_manager.cc); the limit finds its own way from there. */
const START = 32;
/** Connections to one site that no proxy stands before: what browsers open (RFC 9112 section 9.4 asks for moderation). */
const MOST_TO_ONE_SITE = 6;
/** A diagnosis compares and asks around; more at once would disturb each other. */
const MOST_DIAGNOSES = 4;
/** URLs taken from the list and not done yet; many may wait for one slow site, the rest of the list stays where it is. */
const MOST_TAKEN = 1_000;
const PACE_EVERY = 256;

export class CheckRun {
  readonly #tools: CheckTools;
  readonly #plan: CheckPlan;
  readonly #limit: AdaptiveLimit;
  readonly #visits: Gate;
  readonly #sites = new Gates(MOST_TO_ONE_SITE);
  readonly #diagnoses = new Gate(MOST_DIAGNOSES);
  readonly #findings: SharedFindings;
  readonly #blocked = new BlockedWays();
  readonly #visitsOpen = new Set<VisitEnd>();

  constructor(tools: CheckTools, plan: CheckPlan) {
    this.#tools = tools;
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
    for await (const item of items) {
      const leave = await taken.enter();
      if (signal.aborted || failure !== null) break;
      const work = this.#check(item)
        .catch((thrown: unknown) => {
          failure ??= thrown;
        })
        .finally(() => {
          open.delete(work);
          leave();
        });
      open.add(work);
      count += 1;
      if (count % PACE_EVERY === 0) await pace();
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
    const route = await this.#tools.routes.find(parsed.target.url);
    const known = await this.#blocked.at(route);
    if (known !== null || this.#isOver()) return known;
    const { visit, blocked } = await this.#visit(parsed, route, watch);
    if (blocked !== null || this.#isOver()) return blocked;
    const judged =
      visit === null ? TIMED_OUT : judgeVisit(visit, { isSignedInAtSite: parsed.siteCredentials !== undefined });
    this.#learn(judged, watch);
    if (judged.is === 'answered') return { code: 'ok', status: judged.status };
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
    const { clock } = this.#tools;
    const end = new VisitEnd();
    this.#visitsOpen.add(end);
    const found: { blocked: Finding | null } = { blocked: null };
    const enter = async (url: URL): Promise<() => void> => {
      const leave = await this.#turnFor(url);
      const beganAtMs = clock.nowMs();
      if (Number.isNaN(watch.beganAtMs)) {
        found.blocked = await this.#blocked.at(route);
        if (found.blocked === null) {
          watch.beganAtMs = beganAtMs;
          end.limit(this.#plan.timeoutMs);
        } else end.end();
      }
      return () => {
        watch.requestMs = clock.nowMs() - beganAtMs;
        leave();
      };
    };
    try {
      if (this.#plan.signal.aborted) end.end();
      return { visit: await visitLightly(this.#tools, parsed, { end, enter }), blocked: found.blocked };
    } finally {
      end.dispose();
      this.#visitsOpen.delete(end);
    }
  }

  /** Waits for room at the site, where no proxy stands before it, and then for room among all visits. */
  async #turnFor(url: URL): Promise<() => void> {
    const { legs } = await this.#tools.routes.find(url.href);
    const isDirect = legs[0]?.kind === 'direct';
    const leaveSite = isDirect ? await this.#sites.enter(`${hostOf(url)}:${String(portOf(url))}`) : null;
    const leave = await this.#visits.enter();
    return () => {
      leave();
      leaveSite?.();
    };
  }

  #learn(judged: Judged, { requestMs }: Watch): void {
    const isRefused = judged.status === 429 || judged.status === 503;
    if (isRefused || (judged.is === 'unclear' && judged.isWay)) this.#limit.trouble();
    else if (judged.status !== null) this.#limit.took(requestMs);
    this.#visits.setLimit(this.#limit.current);
  }

  async #diagnose(text: string): Promise<Finding | null> {
    const leave = await this.#diagnoses.enter();
    try {
      const { signal } = this.#plan;
      return signal.aborted ? null : await this.#tools.diagnose(text, signal);
    } finally {
      leave();
    }
  }
}

/** When the first request of a visit began (`NaN`: none did), and how long the last one took. */
interface Watch {
  beganAtMs: number;
  requestMs: number;
}

const TIMED_OUT: Judged = { is: 'unclear', status: null, likenesses: [], isWay: false };
