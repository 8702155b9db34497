/** Carries a fix out: each step shown, agreed to, done and seen; at the end the same diagnosis runs again. */
import { assertNever } from '../base/assert-never.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ChangePlan, ChangeRecord, UndoProblem } from '../change/change.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { WritableSource } from '../settings/writable-source.ts';
import { withAddress, withServer } from './edit-settings.ts';
import type { FixFlow, FixStep, VerifyAs } from './fix-flow.ts';
import type {
  Diagnosed,
  FixAnswer,
  FixOutcome,
  FixProblem,
  FixTools,
  RunFixOptions,
  Verification,
} from './fix-tools.ts';
import { shellSteps } from './where-to-set.ts';

/** A fix at work. */
interface Doing<Document> {
  readonly flow: FixFlow;
  readonly tools: FixTools<Document>;
  readonly options: RunFixOptions;
  /** What was changed so far and stands; grows, and shrinks when something is put back. */
  readonly made: ChangeRecord[];
  /** What the person was told to set, which only became known on the way, and as what it is tried. */
  told: { readonly step: Extract<FixStep, { readonly kind: 'guide' }>; readonly as: VerifyAs } | null;
  /** What a diagnosis in between has said. */
  compared: Diagnosed<Document> | null;
}

/** A fix that ended early, and what it had changed: taken back, but for what `left` names. */
export interface FixStopped {
  readonly problem: FixProblem;
  readonly left: readonly { readonly id: string; readonly why: UndoProblem }[];
}

/**
 * Runs all steps. Where it ends early, everything that it has changed is put back. Where the diagnosis at the end does
 * not say that it is cured, `tools.keeps` decides whether the change stays.
 */
export async function runFix<Document>(
  flow: FixFlow,
  tools: FixTools<Document>,
  options: RunFixOptions,
): Promise<Result<FixOutcome<Document>, FixStopped>> {
  const doing: Doing<Document> = { flow, tools, options, made: [], told: null, compared: null };
  const { signal, onProgress } = options;
  try {
    for (const [index, step] of flow.steps.entries()) {
      if (signal.aborted) return refuse(await stop({ kind: 'cancelled' }, doing));
      onProgress({ kind: 'step', index, step, state: 'begun' });
      if (step.kind === 'verify') return await verify(step, index, doing);
      const problem = await takeStep(step, doing);
      if (problem !== null) return refuse(await stop(isCancelled(signal) ? { kind: 'cancelled' } : problem, doing));
      onProgress({ kind: 'step', index, step, state: 'done' });
    }
  } catch (thrown) {
    // A bug, or a person who has interrupted: nothing half-done stays behind.
    await putBack(doing);
    throw thrown;
  }
  throw new Error('a flow ends with its verification');
}

/** Asked anew each time: it changes while others work. */
function isCancelled(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function verify<Document>(
  step: Extract<FixStep, { readonly kind: 'verify' }>,
  index: number,
  doing: Doing<Document>,
): Promise<Result<FixOutcome<Document>, FixStopped>> {
  const { flow, tools, options } = doing;
  const diagnosed = await tools.diagnose(flow.url, { signal: options.signal, as: doing.told?.as ?? step.as });
  if (options.signal.aborted) return refuse(await stop({ kind: 'cancelled' }, doing));
  options.onProgress({ kind: 'step', index, step, state: 'done' });
  const verification = { ...diagnosed, result: step.isByHand ? 'by-hand' : resultOf(diagnosed, flow) } as const;
  const changes = [...doing.made];
  const isKept = verification.result === 'cured' || changes.length === 0 || (await tools.keeps(verification));
  const left = isKept ? [] : await putBack(doing);
  const told = doing.told?.step ?? null;
  return ok({ verification, changes, takenBack: !isKept && left.length === 0, left, told, compared: doing.compared });
}

/** A finding beside the verdict is cured once it is gone, whatever else is wrong. */
function resultOf<Document>({ code, alsoFound }: Diagnosed<Document>, flow: FixFlow): Verification<Document>['result'] {
  // Nothing was wrong with the way itself.
  if (flow.code === 'ok') return code === 'ok' ? 'cured' : 'still';
  if (code === flow.code || alsoFound.includes(flow.code)) return 'still';
  return code === 'ok' ? 'cured' : 'something-new';
}

async function takeStep<Document>(
  step: Exclude<FixStep, { readonly kind: 'verify' }>,
  doing: Doing<Document>,
): Promise<FixProblem | null> {
  const { flow, tools, options } = doing;
  switch (step.kind) {
    case 'set-settings':
      return await setSettings(step.source, step.settings, doing);
    case 'set-place':
      return await setPlace(step, doing);
    case 'set-places':
      return await apply(step, doing);
    case 'put-back': {
      const [first] = await putBack(doing);
      return first === undefined ? null : { kind: 'not-put-back', id: first.id, why: first.why };
    }
    case 'compare':
      doing.compared = await tools.diagnose(flow.url, { signal: options.signal, as: null });
      options.onProgress({ kind: 'compared', code: doing.compared.code });
      return null;
    case 'ask-address': {
      const answer = await tools.answer(step);
      if (answer?.kind !== 'address') return { kind: 'declined' };
      const settings = addressed(step, answer);
      if (step.shell === null) return await setSettings(step.source, settings, doing);
      const { told, as } = shellSteps(settings, step.shell);
      doing.told = { step: told, as };
      return await guide(told, doing);
    }
    case 'ask-credentials': {
      const answer = await tools.answer(step);
      if (answer?.kind !== 'credentials') return { kind: 'declined' };
      const tried = await tools.signIn(step, answer);
      if (!tried.ok) return tried.problem;
      // Whoever has just typed it has agreed to its being stored.
      const problem = await make({ steps: [tried.value.step], restart: [] }, doing);
      if (problem !== null) await tried.value.forget();
      return problem;
    }
    case 'guide':
      return await guide(step, doing);
    case 'request':
      return { kind: 'with-somebody-else', to: step.to };
    case 'wait':
      return await waitFor(step.waitsMs, doing);
    default:
      return assertNever(step);
  }
}

function addressed(
  { settings, wrong, source }: Extract<FixStep, { readonly kind: 'ask-address' }>,
  { server }: Extract<FixAnswer, { readonly kind: 'address' }>,
): ProxySettings {
  const replaced = wrong === null ? null : withServer(settings, wrong, { to: server, source });
  return replaced ?? withAddress(settings, server, source);
}

async function guide<Document>(
  step: Extract<FixStep, { readonly kind: 'guide' }>,
  { tools, options }: Doing<Document>,
): Promise<FixProblem | null> {
  await tools.show(step);
  if (step.watch === null) return null;
  options.onProgress({ kind: 'watching', watch: step.watch, limitMs: tools.watchLimitMs });
  return (await tools.watch(step.watch, options.signal)) ? null : { kind: 'not-seen', watch: step.watch };
}

async function waitFor<Document>(waitsMs: readonly number[], doing: Doing<Document>): Promise<FixProblem | null> {
  const { flow, tools, options } = doing;
  for (const [index, ms] of waitsMs.entries()) {
    options.onProgress({ kind: 'waiting', ms });
    await tools.wait(ms, options.signal);
    if (options.signal.aborted) return { kind: 'cancelled' };
    // After the last wait the verification looks.
    if (index === waitsMs.length - 1) return null;
    const { code } = await tools.diagnose(flow.url, { signal: options.signal, as: null });
    if (code !== flow.code) return null;
  }
  return null;
}

async function setSettings<Document>(
  source: WritableSource,
  settings: ProxySettings,
  doing: Doing<Document>,
): Promise<FixProblem | null> {
  const { signal } = doing.options;
  const writer = await doing.tools.writer();
  const planned = await writer.plan(source, settings, signal);
  if (!planned.ok) return { kind: 'plan', problem: planned.problem };
  const restart = planned.value.length === 0 ? [] : await writer.restart(source, signal);
  return await apply({ steps: planned.value, restart }, doing);
}

async function setPlace<Document>(
  { ref, to, what }: Extract<FixStep, { readonly kind: 'set-place' }>,
  doing: Doing<Document>,
): Promise<FixProblem | null> {
  const { signal } = doing.options;
  const store = (await doing.tools.writer()).openStore(ref);
  const now = await store.read(signal);
  if (now.state === 'unreadable') {
    // Who may not change a place often may not look at it either; the right that is missing is the thing to say.
    const access = await store.access(signal);
    return access.state === 'needs-administrator'
      ? { kind: 'apply', problem: { kind: 'needs-administrator', what: [what] } }
      : { kind: 'apply', problem: { kind: 'unreadable', what, why: now.why } };
  }
  const from = now.state === 'read' ? now.value : null;
  return await apply({ steps: [{ ref, from, to, shown: { what, from, to } }], restart: [] }, doing);
}

async function apply<Document>(
  planned: Pick<ChangePlan, 'steps' | 'restart'>,
  doing: Doing<Document>,
): Promise<FixProblem | null> {
  const steps = planned.steps.filter(({ from, to }) => from !== to);
  if (steps.length === 0) return { kind: 'apply', problem: { kind: 'nothing-to-change' } };
  const preview = { steps: steps.map(({ shown }) => shown), restart: planned.restart };
  return (await doing.tools.consent(preview)) ? await make({ ...planned, steps }, doing) : { kind: 'declined' };
}

async function make<Document>(
  planned: Pick<ChangePlan, 'steps' | 'restart'>,
  { flow, tools, options, made }: Doing<Document>,
): Promise<FixProblem | null> {
  const { signal, onProgress } = options;
  const reason = { kind: 'fix', fix: flow.id, code: flow.code, url: flow.url } as const;
  const outcome = await tools.changes.apply(
    { ...planned, reason },
    {
      signal,
      onProgress: (progress) => {
        onProgress({ kind: 'changing', ...progress });
      },
    },
  );
  if (!outcome.ok) return { kind: 'apply', problem: outcome.problem };
  made.push(outcome.value);
  return null;
}

async function stop<Document>(problem: FixProblem, doing: Doing<Document>): Promise<FixStopped> {
  return { problem, left: await putBack(doing) };
}

/** Takes back what stands, the last change first. The person's cancel must not cut the way back short. */
async function putBack<Document>({ made, tools }: Doing<Document>): Promise<FixStopped['left']> {
  const { signal } = new AbortController();
  const left: FixStopped['left'][number][] = [];
  for (const { id } of made.splice(0).toReversed()) {
    const undone = await tools.changes.undo(id, { signal, insist: false });
    if (!undone.ok && undone.problem.kind !== 'already-undone') left.push({ id, why: undone.problem });
  }
  return left;
}
