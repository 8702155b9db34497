/** Guided fixes for every face: which there are for an address, what each would change, and carrying one out. */
import { ok, type Result, refuse } from '../../src/base/result.ts';
import { redactUrl } from '../../src/base/redact.ts';
import { DEADLINES } from '../../src/base/deadline.ts';
import type { ChangeStep } from '../../src/change/change.ts';
import type { FixFlow, VerifyAs } from '../../src/fix/fix-flow.ts';
import type { Diagnosed, FixOutcome, FixPreview, FixTools, RunFixOptions } from '../../src/fix/fix-tools.ts';
import { planFixes, type PlannedFix } from '../../src/fix/plan-fixes.ts';
import { FIXES, type FixId, proposeFixes } from '../../src/fix/propose-fixes.ts';
import { type FixStopped, runFix } from '../../src/fix/run-fix.ts';
import type { Lang } from '../../src/messages/format.ts';
import { pauseFor } from '../../src/base/pause-for.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { DiagnoseOptions } from '../../src/assistant/assistant.ts';
import type { PlanProblem } from '../../src/system/settings-writer.ts';
import { startedBefore } from '../../src/system/program-starts.ts';
import type { FixFacts } from '../../src/watch/history-entry.ts';
import { readAllowedFixes } from './allowed-fixes.ts';
import { accessTo } from './access-to.ts';
import type { Host } from './compose.ts';
import { planStrayTools, readSituation } from './fix-situation.ts';
import { credentialKey, trySignIn } from './try-sign-in.ts';
import { watchFor } from './watch-for.ts';

/** A try of a sign-in asks the proxy for one page. */
const SIGN_IN_TRY_MS = 15_000;

/** A list of processes; PowerShell takes its time. */
const PROCESS_LOOK_MS = 8_000;

/** What was found for an address. */
export interface FixLook {
  readonly document: DiagnosisDocument;
  /** Of the verdict first, then of what was found beside it; each id once. */
  readonly planned: readonly PlannedFix[];
}

/** Plans all fixes that fit a diagnosis that was just made. */
export async function planFixesFor(
  host: Host,
  made: { readonly url: string; readonly document: DiagnosisDocument },
  signal: AbortSignal,
): Promise<readonly PlannedFix[]> {
  const { verdict, alsoFound } = made.document;
  const isAnythingToDo = [verdict, ...alsoFound].some((finding) => proposeFixes(finding).length > 0);
  if (verdict.code !== 'ok' && !isAnythingToDo) return [];
  const situation = await readSituation(host, made, signal);
  return planFixes(verdict, { alsoFound, situation, isAllowed: await readAllowedFixes(host) });
}

/** Diagnoses an address and plans the fixes. */
export async function lookForFixes(
  host: Host,
  { url, lang }: { readonly url: string; readonly lang: Lang },
  options: DiagnoseOptions,
): Promise<FixLook> {
  const document = await host.assistant.diagnose({ url, lang }, options);
  return { document, planned: await planFixesFor(host, { url, document }, options.signal) };
}

/** What a flow would change, before anybody agrees to it. */
export interface FlowPreview extends FixPreview {
  /** Places that only an administrator may change; said before anything is begun. */
  readonly needsAdministrator: readonly string[];
  /** Programs that must be closed before. */
  readonly inUse: readonly string[];
}

/** Returns the preview; nothing is written. */
export async function previewFlow(
  host: Host,
  flow: FixFlow,
  signal: AbortSignal,
): Promise<Result<FlowPreview, PlanProblem>> {
  const steps: ChangeStep[] = [];
  const restart: string[] = [];
  const writer = await host.settingsWriter();
  for (const step of flow.steps) {
    if (step.kind === 'set-place') {
      const now = await writer.openStore(step.ref).read(signal);
      const from = now.state === 'read' ? now.value : null;
      steps.push({ ref: step.ref, from, to: step.to, shown: { what: step.what, from, to: step.to } });
    }
    if (step.kind === 'set-places') {
      steps.push(...step.steps);
      restart.push(...step.restart);
    }
    if (step.kind !== 'set-settings') continue;
    const planned = await writer.plan(step.source, step.settings, signal);
    if (!planned.ok) return refuse(planned.problem);
    steps.push(...planned.value);
    if (planned.value.length > 0) restart.push(...(await writer.restart(step.source, signal)));
  }
  const { administrator, inUse } = await accessTo(steps, writer.openStore, signal);
  return ok({ steps: steps.map(({ shown }) => shown), restart, needsAdministrator: administrator, inUse });
}

/** How a face asks, shows and decides. */
export type FixFace = Pick<FixTools<DiagnosisDocument>, 'answer' | 'consent' | 'keeps' | 'show'> & {
  readonly lang: Lang;
  readonly onDiagnosis?: DiagnoseOptions['onProgress'];
  /** How long a guided step is watched, milliseconds; ten minutes unless told. */
  readonly watchLimitMs?: number;
  /** Whether somebody is there who starts programs again while they are watched. */
  readonly followsRestart: boolean;
};

/** Carries a flow out and leaves an entry in the history. */
export async function carryOut(
  host: Host,
  flow: FixFlow,
  face: FixFace,
  options: RunFixOptions,
): Promise<Result<FixOutcome<DiagnosisDocument>, FixStopped>> {
  const outcome = await runFix(flow, fixTools(host, flow, face, options.signal), options);
  await host.history.note(factsOf(flow, outcome));
  return outcome.ok ? ok(await followRestart(host, { flow, outcome: outcome.value }, face, options)) : outcome;
}

/** Programs that held the old settings are watched until they were really started again; that changes nothing of the cure. */
async function followRestart(
  host: Host,
  { flow, outcome }: { readonly flow: FixFlow; readonly outcome: FixOutcome<DiagnosisDocument> },
  { followsRestart, show, watchLimitMs = DEADLINES.guidedStep.ms }: FixFace,
  { signal, onProgress }: RunFixOptions,
): Promise<FixOutcome<DiagnosisDocument>> {
  const last = outcome.changes.at(-1);
  const programs = [...new Set(outcome.changes.flatMap(({ restart }) => restart))];
  if (last === undefined || programs.length === 0 || outcome.takenBack || outcome.verification.result !== 'cured')
    return outcome;
  const sinceMs = Date.parse(last.at);
  const on = { tools: host.systemTools, platform: host.system.platform };
  const watch = { on: 'restart', programs, sinceMs } as const;
  if (followsRestart && !signal.aborted) {
    await show({ kind: 'guide', guide: 'restart-programs', args: { name: programs.join(', ') }, watch });
    onProgress({ kind: 'watching', watch, limitMs: watchLimitMs });
    await watchFor(host, watch, { url: flow.url, limitMs: watchLimitMs, signal });
  }
  const holding = await startedBefore(on, { names: programs, sinceMs }, AbortSignal.timeout(PROCESS_LOOK_MS));
  return { ...outcome, holding: holding ?? programs };
}

/** Whether somebody named a fix that exists. */
export function fixIdOf(text: string): FixId | null {
  return fixIds().find((id) => id === text) ?? null;
}

/** Every id, in the order of the table. */
export function fixIds(): readonly FixId[] {
  const ids: FixId[] = [];
  let id: FixId;
  for (id in FIXES) ids.push(id);
  return ids;
}

function fixTools(host: Host, flow: FixFlow, face: FixFace, signal: AbortSignal): FixTools<DiagnosisDocument> {
  const { lang, onDiagnosis } = face;
  const watchLimitMs = face.watchLimitMs ?? DEADLINES.guidedStep.ms;
  return {
    changes: host.changes,
    writer: host.settingsWriter,
    consent: face.consent,
    answer: face.answer,
    show: face.show,
    keeps: face.keeps,
    watchLimitMs,
    watch: (condition, within) => watchFor(host, condition, { url: flow.url, limitMs: watchLimitMs, signal: within }),
    wait: async (ms, within) => {
      await pauseFor(ms, within);
    },
    signIn: async ({ proxy }, { user, password }) => {
      const { host: name, port, kind } = proxy;
      const server = { host: name, port, kind };
      if (!(await host.store.check()).ok) return refuse({ kind: 'no-keychain' });
      const tried = await trySignIn(host, {
        proxy: server,
        user,
        password,
        url: flow.url,
        timeoutMs: SIGN_IN_TRY_MS,
        insist: false,
        signal,
      });
      if (tried.outcome === 'rejected' || tried.outcome === 'refused-before')
        return refuse({ kind: 'credentials-refused' });
      if (tried.outcome !== 'accepted') return refuse({ kind: 'credentials-untested' });
      const key = credentialKey(server, tried.realm === '' ? proxy.realm : tried.realm, user);
      const prepared = await host.prepareSignIn(key, password);
      return prepared.ok ? prepared : refuse({ kind: 'no-keychain' });
    },
    diagnose: async (url, how) => {
      const document = await host.assistant.diagnose(
        { url, lang, ...overridesFor(how.as) },
        { signal: how.signal, ...(onDiagnosis === undefined ? {} : { onProgress: onDiagnosis }) },
      );
      const made = diagnosed(document);
      if (flow.id !== 'set-tool-proxy' || made.code !== 'ok') return made;
      // The way is fine, as it was before; what counts is whether the programs go it now.
      const others = await planStrayTools(host, url, how.signal);
      return others === null ? made : { ...made, code: 'settings.conflict' };
    },
  };
}

function overridesFor(as: VerifyAs): Exclude<VerifyAs, null> | Record<string, never> {
  return as ?? {};
}

function diagnosed(document: DiagnosisDocument): Diagnosed<DiagnosisDocument> {
  return { code: document.verdict.code, alsoFound: document.alsoFound.map(({ code }) => code), document };
}

function factsOf(flow: FixFlow, outcome: Result<FixOutcome<DiagnosisDocument>, FixStopped>): FixFacts {
  const change = outcome.ok ? outcome.value.changes.at(-1)?.id : undefined;
  return {
    kind: 'fix',
    fix: flow.id,
    url: redactUrl(flow.url),
    code: flow.code,
    outcome: outcomeOf(outcome),
    ...(change === undefined ? {} : { change }),
  };
}

function outcomeOf(outcome: Result<FixOutcome<DiagnosisDocument>, FixStopped>): FixFacts['outcome'] {
  if (!outcome.ok) {
    const { kind } = outcome.problem.problem;
    return kind === 'cancelled' || kind === 'declined' ? 'cancelled' : 'failed';
  }
  switch (outcome.value.verification.result) {
    case 'cured':
      return 'cured';
    case 'something-new':
      return 'new';
    case 'still':
    case 'by-hand':
      return 'remaining';
  }
}
