/** Rolls presets out on this computer, with the engine of changes: one preset, one change. */
import type { Clock } from '../base/clock.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ChangeRecord } from '../change/change.ts';
import type { Changes } from '../change/changes.ts';
import { choosePlace, neededFacts, type PlaceChoice } from '../presets/choose-place.ts';
import { mergeLayers } from '../presets/policy-layer.ts';
import type { Preset } from '../presets/preset.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import { type PolicyPlaces } from '../system/policy-places.ts';
import type { PolicyLayer } from '../presets/policy-layer.ts';
import { type AppliedPreset, parseApplied } from './applied-preset.ts';
import { chooseSources, isForEverybody } from './choose-sources.ts';
import { trustedKeys } from './find-keys.ts';
import { type PlanDesk, planRollout, presetNames } from './plan-rollout.ts';
import { checkPresetFile, dateProblem, judgePreset, readPresetFile, signatureProblem } from './preset-file.ts';
import type { PresetFile, Rollout, RolloutOptions, RolloutOutcome, RolloutPreview, RolloutStatus } from './rollout.ts';
import type { RolloutProblem } from './rollout-problem.ts';
import { takeBack } from './take-back.ts';

/** What rolling out works with. */
export interface RolloutTools extends PlanDesk {
  readonly clock: Clock;
  readonly changes: Changes;
  readonly platform: 'linux' | 'macos' | 'windows';
  readonly places: PolicyPlaces;
  readonly layers: (signal: AbortSignal) => Promise<readonly PolicyLayer[]>;
  /** The source of the desktop here, whether or not it says anything; `null` without a desktop. */
  readonly desktop: SettingsSource | null;
}

/** Returns the verbs. Nothing is read before one is called. */
export function createRollout(tools: RolloutTools): Rollout {
  const nowMs = (): number => tools.clock.wallMs();

  const previewFile = async (
    file: PresetFile,
    { signal }: RolloutOptions,
  ): Promise<Result<RolloutPreview, RolloutProblem>> => {
    const refusal = dateProblem(file.preset, nowMs()) ?? (await signatureRefusal(tools, file, signal));
    return refusal === null ? await planFile(tools, file, signal) : refuse(refusal);
  };

  const preview = async (
    path: string,
    options: RolloutOptions,
    cameAs?: string,
  ): Promise<Result<RolloutPreview, RolloutProblem>> => {
    const trusted = await trustedKeys(tools.places, options.signal);
    const file = await readPresetFile(path, { nowMs: nowMs(), trusted });
    if (!file.ok) return file;
    return await previewFile({ ...file.value, ...(cameAs === undefined ? {} : { cameAs }) }, options);
  };

  const apply = async (
    wanted: RolloutPreview,
    options: RolloutOptions,
  ): Promise<Result<RolloutOutcome, RolloutProblem>> => {
    const rescued = await rescue(tools, options);
    if (!rescued.ok) return rescued;
    // What was cut short has been put back: the plan that was made on top of it no longer fits.
    const planned = rescued.value ? await planFile(tools, wanted.file, options.signal) : ok(wanted);
    if (!planned.ok) return planned;
    const made = await tools.changes.apply(planned.value.plan, options);
    if (made.ok) return ok({ preview: planned.value, record: made.value });
    if (made.problem.kind === 'nothing-to-change') return ok({ preview: planned.value, record: null });
    return refuse({ kind: 'change', problem: made.problem });
  };

  return {
    check: async (path) => await checkPresetFile(path, nowMs()),
    preview: (path, options) => preview(path, options),
    previewOf: async (given, options) => {
      const trusted = await trustedKeys(tools.places, options.signal);
      const file = judgePreset(given, { nowMs: nowMs(), trusted, others: [] });
      return file.ok ? await previewFile(file.value, options) : file;
    },
    apply,
    status: (options) => statusOf(tools, options),
    repair: async (options) => {
      const rescued = await rescue(tools, options);
      if (!rescued.ok) return rescued;
      const applied = await readApplied(tools, options.signal);
      if (applied === null) return refuse({ kind: 'not-applied' });
      const planned = await preview(applied.file, options, applied.name);
      return planned.ok ? await apply(planned.value, options) : planned;
    },
    remove: async (options) => {
      const rescued = await rescue(tools, options);
      if (!rescued.ok) return rescued;
      return await takeBack(tools.changes, options);
    },
  };
}

/** What nobody trusted has signed may be refused by policy. */
async function signatureRefusal(
  tools: RolloutTools,
  { signature }: PresetFile,
  signal: AbortSignal,
): Promise<RolloutProblem | null> {
  if (signatureProblem(signature) === null) return null;
  const { preset } = mergeLayers(await tools.layers(signal));
  return preset.requireSignature === true ? { kind: 'signature-required' } : null;
}

async function planFile(
  tools: RolloutTools,
  file: PresetFile,
  signal: AbortSignal,
  chosen?: PlaceChoice,
): Promise<Result<RolloutPreview, RolloutProblem>> {
  const sources = chooseSources(file.preset, tools.platform, tools.desktop);
  const choice = chosen ?? (await choiceFor(tools, file.preset, signal));
  return await planRollout(tools, { file, choice, sources, everybody: isForEverybody(sources) }, signal);
}

async function choiceFor(tools: RolloutTools, preset: Preset, signal: AbortSignal): Promise<PlaceChoice> {
  if (preset.places === undefined) return { place: null, considered: [] };
  return choosePlace(preset, await tools.places.placeFacts(neededFacts(preset), signal));
}

/** Puts back what a killed process left half made; `true` where there was something. */
async function rescue(tools: RolloutTools, options: RolloutOptions): Promise<Result<boolean, RolloutProblem>> {
  const cut = (await tools.changes.list()).find(isCutShort);
  if (cut === undefined) return ok(false);
  const undone = await tools.changes.undo(cut.id, { ...options, insist: false });
  return undone.ok ? ok(true) : refuse({ kind: 'undo', problem: undone.problem });
}

function isCutShort({ state, reason }: ChangeRecord): boolean {
  return state === 'interrupted' && reason.kind === 'preset';
}

async function readApplied(tools: RolloutTools, signal: AbortSignal): Promise<AppliedPreset | null> {
  const state = await tools.writer.openStore({ kind: 'file', path: tools.keep.state }).read(signal);
  return state.state === 'read' ? parseApplied(Buffer.from(state.value, 'latin1').toString('utf8')) : null;
}

/** The same planning as for applying: whatever it would change is drift. */
async function statusOf(tools: RolloutTools, options: RolloutOptions): Promise<RolloutStatus> {
  const isInterrupted = (await tools.changes.list()).some(isCutShort);
  const applied = await readApplied(tools, options.signal);
  if (applied === null) return { state: 'not-applied' };
  const trusted = await trustedKeys(tools.places, options.signal);
  const found = await readPresetFile(applied.file, { nowMs: tools.clock.wallMs(), trusted });
  const common = { applied, isInterrupted, onDrift: 'report' } as const;
  if (!found.ok) return { ...common, state: 'drifted', drift: [], problem: found.problem };
  const file = { ...found.value, cameAs: applied.name };
  const onDrift = file.preset.drift ?? 'report';
  const names = presetNames(file);
  const planned = await planFile(tools, file, options.signal);
  if (!planned.ok) return { ...common, names, onDrift, state: 'drifted', drift: [], problem: planned.problem };
  const drift = planned.value.plan.steps.filter(({ from, to }) => from !== to).map(({ shown }) => shown);
  const place = planned.value.choice.place?.name ?? null;
  const date = dateProblem(file.preset, tools.clock.wallMs());
  const holds = drift.length === 0 && !isInterrupted && date === null;
  return {
    ...{ applied, names, isInterrupted, onDrift, drift, place },
    state: holds ? 'compliant' : date?.kind === 'expired' ? 'expired' : 'drifted',
    hasOnlyMoved: place !== applied.place && (await heldThere(tools, { file, applied }, options.signal)),
    ...(date === null ? {} : { problem: date }),
  };
}

/** Whether everything is as the preset says for the place that it was applied for. */
async function heldThere(
  tools: RolloutTools,
  { file, applied }: { readonly file: PresetFile; readonly applied: AppliedPreset },
  signal: AbortSignal,
): Promise<boolean> {
  const place = file.preset.places?.find(({ name }) => name === applied.place) ?? null;
  if (place === null && applied.place !== null) return false;
  const planned = await planFile(tools, file, signal, { place, considered: [] });
  return planned.ok && planned.value.plan.steps.every(({ from, to }) => from === to);
}
