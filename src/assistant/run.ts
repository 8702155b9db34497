/** What one diagnosis carries through its stages: budget, facts, secrets, and the probes at work. */
import { DEADLINES, startWait } from '../base/deadline.ts';
import { createRedactor, type Redactor } from '../base/redact.ts';
import type { Credentials } from '../auth/credentials.ts';
import type { Fact } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import { BUILT_IN_CONTROL_SITES, controlSitesFrom } from '../probe/control-site.ts';
import type { ProbeContext } from '../probe/probe-context.ts';
import type { ProbeRun } from '../probe/probe-run.ts';
import { createRunState } from '../probe/run-state.ts';
import type { SharedSignIns } from '../probe/shared-sign-ins.ts';
import { runProbe } from '../probe/run-probe.ts';
import { runTargetWays } from '../probe/target-ways.ts';
import { parseTarget } from '../route/parse-target.ts';
import type { Route } from '../route/route.ts';
import type { Target } from '../route/target.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import type { DiagnoseInput, DiagnoseOptions } from './assistant.ts';
import type { AssistantTools } from './assistant-tools.ts';
import { routeUntilAborted } from './route-until-aborted.ts';
import { mayBeSlow } from '../verdict/patience.ts';
import { asIf } from './as-if.ts';
import { effectiveRouteFact } from './effective-route.ts';
import { createProbePool, type ProbePool } from './probe-pool.ts';
import { createRunCredentials, type RunCredentials } from './run-credentials.ts';
import { createSilences, type Silences } from './silences.ts';
import { createRunRecord, type RunRecord } from './run-record.ts';

/** The settings of a run, once they are known. */
interface Settled {
  readonly snapshot: SettingsSnapshot;
  readonly route: Route;
}

/** One diagnosis at work. */
export interface Run {
  readonly input: DiagnoseInput;
  readonly tools: AssistantTools;
  readonly target: Target;
  readonly startedAt: string;
  readonly record: RunRecord;
  readonly redactor: Redactor;
  readonly credentials: RunCredentials;
  /** Aborts when the budget is spent or the person interrupts. */
  readonly signal: AbortSignal;
  readonly isInterrupted: () => boolean;
  /** What is waited for at the moment. */
  readonly silences: Silences;
  elapsedMs(): number;
  /** Adds a fact that began at `sinceMs` of the run. */
  note(fact: Fact, sinceMs: number): void;
  /** Resolves the route of any URL with the settings of this run; the credentials in it are known to the run from then on. */
  routeTo(target: Target, snapshot: SettingsSnapshot): Promise<Route>;
  /** Sets up the probes; those that depend on the route wait until it is known. */
  openPool(settings: Promise<Settled>): Promise<ProbePool>;
  /** Stops whatever still works; returns when put-off notes are written or their deadline has passed. */
  end(): Promise<void>;
}

/** Share of the budget kept back for the last judgement and for writing the document, within bounds: a busy computer needs more. */
const COMPOSE = { share: 0.25, leastMs: 400, mostMs: 700 };

/** Starts a run. Throws where the URL is no target: faces check it before. */
export function startRun(
  input: DiagnoseInput,
  options: DiagnoseOptions,
  tools: AssistantTools & { readonly signInsOfAll?: SharedSignIns },
): Run {
  const parsed = parseTarget(input.url);
  if (!parsed.ok) throw new Error('the URL was not checked before the diagnosis');
  const { target, siteCredentials: siteUserinfo } = parsed.value;
  const startedAtMs = tools.clock.nowMs();
  const budgetMs = input.timeoutMs ?? DEADLINES.run.ms;
  const composeMs = Math.min(COMPOSE.mostMs, Math.max(COMPOSE.leastMs, budgetMs * COMPOSE.share));
  const wait = startWait('run', options.signal, { ms: Math.max(100, budgetMs - composeMs) });
  const over = new AbortController();
  const signal = AbortSignal.any([wait.signal, over.signal]);
  const redactor = createRedactor();
  const record = createRunRecord((observation) => options.onProgress?.({ kind: 'observation', observation }));
  const credentials = createRunCredentials({ option: input.credentials, store: tools.store, redactor });
  const state = createRunState(tools.signInsOfAll);
  const siteCredentials: Credentials | null = siteUserinfo === undefined ? null : { ...siteUserinfo, from: 'uri' };
  if (siteCredentials !== null) redactor.add(siteCredentials.password, siteCredentials.user);
  const elapsedMs = (): number => tools.clock.nowMs() - startedAtMs;

  const pac = tools.openPac({
    signal,
    observe: (fact, tookMs) => {
      record.add({ ...fact, atMs: tenth(elapsedMs() - tookMs), tookMs: tenth(tookMs) });
    },
  });

  const silences = createSilences(tools.clock);
  const routeTo = async (to: Target, snapshot: SettingsSnapshot): Promise<Route> => {
    const route = await routeUntilAborted({ target: to, snapshot, overrides: input }, pac.evaluate, signal);
    credentials.useRoute(route);
    return route;
  };

  const note = (fact: Fact, sinceMs: number): void => {
    record.add({ ...fact, atMs: tenth(sinceMs), tookMs: tenth(elapsedMs() - sinceMs) });
  };

  const openPool = async (settings: Promise<Settled>): Promise<ProbePool> => {
    let goesByProxy = false;
    void settings.then(
      ({ route: { legs } }) => (goesByProxy = legs.length > 0 && legs.every((leg) => leg.kind !== 'direct')),
      // Whoever waits for the settings sees the bug.
      () => undefined,
    );
    const controlUrls = input.controlUrls ?? (await tools.controlUrls());
    const controlSites = controlUrls === null ? BUILT_IN_CONTROL_SITES : controlSitesFrom(controlUrls);
    record.add({
      probe: 'run.start',
      controlUrls: controlSites.map((site) => redactor.redact(site.url)),
      budgetMs,
      atMs: 0,
      tookMs: 0,
    });
    const context: ProbeContext = {
      state,
      clock: tools.clock,
      startedAtMs,
      system: tools.system,
      controlSites,
      credentialsFor: credentials.credentialsFor,
      keychainProblem: credentials.keychainProblem,
      store: tools.store,
      insists: input.insist === true,
      signIns: tools.signIns,
      trustAnchors: tools.trustAnchors,
      get goesByProxy() {
        return goesByProxy;
      },
      resolveRoute: async (url, purpose) => {
        const { snapshot, route } = await settings;
        const elsewhere = parseTarget(url);
        if (!elsewhere.ok) return { ...route, url, legs: [] };
        const sinceMs = elapsedMs();
        const to = elsewhere.value.target;
        const found = await routeTo(to, snapshot);
        const fact = await effectiveRouteFact(found, { target: to, snapshot, overrides: input });
        note(purpose === undefined ? fact : { ...fact, purpose }, sinceMs);
        return found;
      },
      siteCredentials,
      redact: redactor.redact,
      onWait: (fact) => silences.begin(fact),
      patience: () => (mayBeSlow(asIf({ target, record, elapsedMs, silences }, pool)) ? DEADLINES.lateReply.ms : 0),
      onStep: (step) => options.onProgress?.({ kind: 'step', ...step }),
    };
    const probes: ProbeRun = { context, signal, emit: record.add };
    const pool = createProbePool(async (request: ProbeRequest) =>
      request.probe === 'way' && request.purpose === 'target'
        ? runTargetWays(probes, { url: target.url, legs: (await settings).route.legs })
        : runProbe(request, context, { signal, emit: record.add }),
    );
    return pool;
  };

  return {
    input,
    tools,
    target,
    startedAt: new Date(tools.clock.wallMs()).toISOString(),
    record,
    redactor,
    credentials,
    signal,
    isInterrupted: () => options.signal.aborted,
    silences,
    elapsedMs,
    note,
    routeTo,
    openPool,
    end: () => {
      record.seal();
      over.abort(new Error('the verdict is known'));
      wait[Symbol.dispose]();
      state.later(pac.dispose());
      return state.endRun();
    },
  };
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
