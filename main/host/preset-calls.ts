/** The contract's calls on presets: a preview first, and only what was previewed is applied. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { PresetAnswer, PresetPreviewView, PresetsView } from '../../src/contract/presets-view.ts';
import { presetNames } from '../../src/rollout/plan-rollout.ts';
import type { RolloutPreview } from '../../src/rollout/rollout.ts';
import type { RolloutProblem } from '../../src/rollout/rollout-problem.ts';
import type { Host } from './compose.ts';

type PresetHandlers = Pick<
  Handlers,
  'presets.current' | 'presets.preview' | 'presets.apply' | 'presets.repair' | 'presets.remove'
>;

/** A page waits no longer; the engine has its own limits inside. */
const CALL_MS = 60_000;
const LONGEST_VALUE = 300;

/** Returns the handlers. One preview at a time is remembered: the page shows one. */
export function createPresetCalls(host: Pick<Host, 'openRollout' | 'machinePreset'>): PresetHandlers {
  let last: { readonly id: string; readonly preview: RolloutPreview } | null = null;
  const signal = (): AbortSignal => AbortSignal.timeout(CALL_MS);
  return {
    'presets.current': async () => ok(await currentView(host, signal())),
    'presets.preview': async (given) => {
      const rollout = await host.openRollout();
      const preview =
        'path' in given
          ? await rollout.preview(path.resolve(given.path), { signal: signal() })
          : await rollout.previewOf(
              {
                path: given.name,
                bytes: Buffer.from(given.text, 'utf8'),
                signatureBytes: given.signature === undefined ? null : Buffer.from(given.signature, 'base64'),
              },
              { signal: signal() },
            );
      if (!preview.ok) return ok(refused(preview.problem));
      last = { id: randomUUID(), preview: preview.value };
      return ok({ state: 'done', value: previewView(last.id, preview.value) });
    },
    'presets.apply': async ({ id }) => {
      if (last?.id !== id) return refuse({ kind: 'not-found' });
      const { preview } = last;
      last = null;
      return answer(await (await host.openRollout()).apply(preview, { signal: signal() }));
    },
    'presets.repair': async () => answer(await (await host.openRollout()).repair({ signal: signal() })),
    'presets.remove': async ({ insist }) =>
      answer(await (await host.openRollout()).remove({ insist, signal: signal() })),
  };
}

function answer(outcome: Result<unknown, RolloutProblem>): Result<PresetAnswer<{ readonly done: true }>, never> {
  return ok(outcome.ok ? { state: 'done', value: { done: true } } : refused(outcome.problem));
}

function refused(problem: RolloutProblem): { readonly state: 'refused'; readonly problem: RolloutProblem } {
  return { state: 'refused', problem };
}

async function currentView(
  host: Pick<Host, 'openRollout' | 'machinePreset'>,
  signal: AbortSignal,
): Promise<PresetsView> {
  const [status, machine] = await Promise.all([
    host.openRollout().then((rollout) => rollout.status({ signal })),
    host.machinePreset(),
  ]);
  const values: Readonly<Record<string, unknown>> = machine?.preset ?? {};
  const policies = Object.entries(machine?.origins ?? {}).map(([key, { from, locked }]) => ({
    key,
    value: JSON.stringify(values[key]).slice(0, LONGEST_VALUE),
    from,
    locked,
  }));
  if (status.state === 'not-applied') {
    return { state: status.state, name: null, place: null, drift: [], problem: null, isInterrupted: false, policies };
  }
  const { state, applied, names, drift, place, problem, isInterrupted } = status;
  return {
    ...{ state, name: applied.name, drift, isInterrupted, policies },
    ...(names === undefined ? {} : { names }),
    place: place === undefined ? null : { applied: applied.place, now: place },
    problem: problem ?? null,
  };
}

function previewView(id: string, { file, choice, sources, plan }: RolloutPreview): PresetPreviewView {
  return {
    id,
    names: presetNames(file),
    file: file.path,
    signature: file.signature.state,
    place: choice.place?.name ?? null,
    considered: choice.considered,
    sources,
    changes: plan.steps.filter(({ from, to }) => from !== to).map(({ shown }) => shown),
    restart: plan.restart,
    warnings: file.warnings,
  };
}
