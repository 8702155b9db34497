/** The way that is being judged: the target's, at its last redirect, over the leg that matters. */
import type { ObservationOf } from '../observation/observation.ts';
import { DIRECT, type Leg, type ProxyServer } from '../settings/proxy-server.ts';
import type { Case } from './case.ts';
import { ownRoutes } from './script-trouble.ts';
import { sameLeg, waysOf, type Connect, type WayEnd, type WayView } from './ways.ts';

export interface Path {
  /** All ways of the run. */
  readonly ways: readonly WayView[];
  /** The target's ways in order: redirects and fallback legs. */
  readonly steps: readonly WayView[];
  /** The one judged: of the last redirect, the way that was answered, else the first leg's. */
  readonly main: WayView | undefined;
  readonly end: WayEnd;
  readonly leg: Leg;
  /** The proxy of that leg; `null` on a direct one. */
  readonly proxy: ProxyServer | null;
  /** The URL of the judged step (after redirects). */
  readonly url: string;
  readonly resolved: ObservationOf<'route.resolve'> | undefined;
}

const cache = new WeakMap<Case, Path>();

/** Returns the path of a case; computed once a case. */
export function pathOf(facts: Case): Path {
  const known = cache.get(facts);
  if (known) return known;
  const path = findPath(facts);
  cache.set(facts, path);
  return path;
}

function findPath(facts: Case): Path {
  const ways = waysOf(facts);
  const steps = ways.filter((view) => view.way.purpose === 'target').toSorted((a, b) => begun(a) - begun(b));
  const last = Math.max(0, ...steps.map((view) => view.way.redirects));
  const lastSteps = steps.filter((view) => view.way.redirects === last);
  const focus = facts.focus;
  const main = focus
    ? lastSteps.find((view) => sameLeg(view.way.leg, focus))
    : (lastSteps.find((view) => view.end.at === 'reply') ?? lastSteps.findLast(isTaken) ?? lastSteps[0]);
  const resolutions = ownRoutes(facts);
  const resolved =
    resolutions.findLast((resolution) => main !== undefined && resolution.url === main.way.url) ?? resolutions[0];
  const leg = main?.way.leg ?? resolved?.route[0] ?? DIRECT;
  return {
    ways,
    steps,
    main,
    end: main?.end ?? { at: 'unknown' },
    leg,
    proxy: leg.kind === 'direct' ? null : leg,
    url: main?.way.url ?? facts.target.url,
    resolved,
  };
}

/** A way that ended at its name is put together last, wherever it stood among the others. */
function begun({ way }: WayView): number {
  return Number(way.id.slice(1));
}

/**
 * Whether a browser would have stayed with this leg, whatever came of it: a proxy that took the request, or a site that
 * was reached past all proxies. Where none was reached, the first one is to blame.
 */
function isTaken(view: WayView): boolean {
  const { end } = view;
  const { leg } = view.way;
  switch (end.at) {
    case 'reply':
    case 'site-tls':
    case 'exchange':
      return leg.kind !== 'direct' || !isCutOrMute(view);
    case 'handshake':
      return leg.kind === 'http' || leg.kind === 'https';
    case 'connect':
      return end.to === 'site' && end.connects.some((connect) => connect.failure?.kind === 'connection-refused');
    case 'proxy-tls':
    case 'name':
    case 'unknown':
      return false;
  }
}

/** Returns the ways of one purpose over one leg. */
function waysOver(path: Path, purpose: WayView['way']['purpose'], leg: Leg): readonly WayView[] {
  return path.ways.filter((view) => view.way.purpose === purpose && sameLeg(view.way.leg, leg));
}

/** Returns the way that asked `url` over `leg` as a comparison, if it was run. */
export function variationOf(
  path: Path,
  request: { readonly url: string; readonly leg: Leg; readonly variation?: string },
): WayView | undefined {
  return path.ways.find(
    (view) =>
      view.way.purpose === 'variation' &&
      view.way.url === request.url &&
      view.way.variation === request.variation &&
      sameLeg(view.way.leg, request.leg),
  );
}

/** Statuses by which a site may answer a comparison that left out what looked like a secret in the URL. */
const WANTS_MORE: readonly number[] = [401, 403, 404, 410];

/** Whether the site itself answered a comparison: well, or as it must without the secrets that stay out of comparisons. */
export function siteAnswers({ end }: WayView): boolean {
  if (end.at !== 'reply') return false;
  return end.status < 400 || (end.exchange.form === 'origin' && WANTS_MORE.includes(end.status));
}

/** What the control sites say of a leg. */
export interface Controls {
  readonly state: 'passes' | 'fails' | 'unknown';
  /** Control sites whose answer was the known one. */
  readonly passed: readonly WayView[];
  readonly failed: readonly WayView[];
  readonly all: readonly WayView[];
}

/** Returns what the control sites said over one leg. A control site that is the target itself does not count. */
export function controlsOver(facts: Case, path: Path, leg: Leg): Controls {
  const all = waysOver(path, 'control', leg).filter((view) => view.way.url !== facts.target.url);
  const passed = all.filter((view) => view.exchanges.some((exchange) => exchange.asExpected === true));
  const failed = all.filter((view) => !passed.includes(view) && view.end.at !== 'unknown');
  return { state: passed.length > 0 ? 'passes' : failed.length > 0 ? 'fails' : 'unknown', passed, failed, all };
}

/**
 * Returns what the control sites of the judged URL's own scheme said over one leg: where TLS is what does not get through,
 * a plain page that does says little.
 */
export function likeControls(facts: Case, path: Path, leg: Leg): Controls {
  const scheme = new URL(path.url).protocol;
  const among = (views: readonly WayView[]): readonly WayView[] =>
    views.filter((view) => view.way.url.startsWith(scheme));
  const every = controlsOver(facts, path, leg);
  const all = among(every.all);
  if (all.length === 0) return every;
  const passed = among(every.passed);
  const failed = among(every.failed);
  return { state: passed.length > 0 ? 'passes' : failed.length > 0 ? 'fails' : 'unknown', passed, failed, all };
}

/** Returns the observations at which the judged way ended. */
export function ends(path: Path): readonly { readonly id: `o${number}` }[] {
  return endsOf(path.end);
}

/** Returns the observations at which a way ended. */
export function endsOf(end: WayEnd): readonly { readonly id: `o${number}` }[] {
  switch (end.at) {
    case 'name':
      return [end.lookup];
    case 'connect':
      return end.connects;
    case 'proxy-tls':
    case 'site-tls':
      return [end.tls];
    case 'handshake':
      return [end.handshake];
    case 'exchange':
    case 'reply':
      return [end.exchange];
    case 'unknown':
      return [];
  }
}

/** Whether every address failed in one of these ways. */
export function everyConnect(
  connects: readonly Connect[],
  kinds: readonly NonNullable<Connect['failure']>['kind'][],
): boolean {
  return connects.length > 0 && connects.every((connect) => connect.failure && kinds.includes(connect.failure.kind));
}

/** Whether a way that had stood got no word any more, or was cut: in the TLS handshake, or before the answer. */
export function isCutOrMute({ end }: Pick<WayView, 'end'>): boolean {
  const failure =
    end.at === 'site-tls'
      ? end.tls.failure
      : end.at === 'exchange' && end.exchange.form === 'origin'
        ? end.exchange.failure
        : null;
  return failure !== null && GONE.some((kind) => kind === failure.kind);
}

const GONE = ['timed-out', 'closed-early', 'connection-reset'] as const;

/** Kinds that mean "no answer at all from there". */
export const SILENT = ['timed-out', 'host-unreachable', 'network-unreachable', 'prohibited'] as const;

/** Whether the facts show a site answer below 400 at the end of the way. */
export function isAnswered(path: Path): boolean {
  return path.end.at === 'reply' && path.end.status < 400;
}
