/** Everything that applying a preset changes, as one plan: settings, tools, and where the preset is kept. */
import path from 'node:path';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ChangeStep } from '../change/change.ts';
import type { PlaceChoice } from '../presets/choose-place.ts';
import { presetSettings, waysIn } from '../presets/preset-settings.ts';
import { wordsIn } from '../presets/words-in.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { SettingsWriter } from '../system/settings-writer.ts';
import type { PresetSource } from '../settings/writable-source.ts';
import type { ToolsAccess } from '../system/tools/read-tools.ts';
import { planTools, type ToolsPlan } from '../system/tools/plan-tools.ts';
import type { Tool } from '../tools/tool.ts';
import { TOOLS } from '../tools/tools.ts';
import { formatApplied } from './applied-preset.ts';
import { type FittedSource, fitSettings } from './fit-settings.ts';
import type { PresetFile, PresetNames, RolloutPreview } from './rollout.ts';
import { signaturePath } from './preset-file.ts';
import type { RolloutProblem } from './rollout-problem.ts';

/** What planning works with. */
export interface PlanDesk {
  readonly writer: SettingsWriter;
  readonly toolsAccess: ToolsAccess;
  /** Where the preset is kept, for this person or for everybody, and what is remembered of it. */
  readonly keep: {
    readonly own: string;
    readonly machine: string;
    readonly state: string;
    /** Files that IT lays down: a preset that is one of them needs no second copy. */
    readonly laidDown: readonly string[];
  };
}

export interface PlanInput {
  readonly file: PresetFile;
  readonly choice: PlaceChoice;
  readonly sources: readonly PresetSource[];
  /** Kept for everybody. */
  readonly everybody: boolean;
}

/** Plans it. Nothing is written. */
export async function planRollout(
  desk: PlanDesk,
  input: PlanInput,
  signal: AbortSignal,
): Promise<Result<RolloutPreview, RolloutProblem>> {
  const { file, choice } = input;
  const settings = presetSettings(waysIn(file.preset, choice.place));
  const wanted = settings.state === 'read' ? settings.value : null;
  const set = await planSources(desk.writer, { sources: input.sources, settings: wanted }, signal);
  if (!set.ok) return set;
  const sources = set.value.fitted.map(({ source }) => source);
  const tools = await planNamedTools(desk, { names: file.preset.tools ?? [], settings: wanted }, signal);
  if (!tools.ok) return tools;
  const kept = await planKept(desk, { ...input, sources }, signal);
  if (!kept.ok) return kept;
  const plan = {
    reason: { kind: 'preset', name: presetName(file) },
    steps: [...set.value.steps, ...tools.value.steps, ...kept.value],
    restart: [...new Set([...set.value.restart, ...tools.value.restart])],
  } as const;
  return ok({ file, choice, sources, fitted: set.value.fitted, tools: tools.value.tools, plan });
}

async function planSources(
  writer: SettingsWriter,
  { sources, settings }: { readonly sources: readonly PresetSource[]; readonly settings: ProxySettings | null },
  signal: AbortSignal,
): Promise<Result<PlannedSources, RolloutProblem>> {
  const steps: ChangeStep[] = [];
  const restart: string[] = [];
  const fitted: FittedSource[] = [];
  if (settings === null) return ok({ steps, restart, fitted });
  for (const source of sources) {
    const fit = fitSettings(settings, source);
    const planned = await writer.plan(source, fit.settings, signal);
    // One preset names the settings of all desktops; each computer has some of them.
    if (!planned.ok && planned.problem.kind === 'not-here' && sources.length > 1) continue;
    if (!planned.ok) return refuse({ kind: 'cannot-plan', problem: planned.problem });
    steps.push(...planned.value);
    fitted.push(fit.fitted);
    if (planned.value.length > 0) restart.push(...(await writer.restart(source, signal)));
  }
  const [first] = sources;
  if (fitted.length === 0 && first !== undefined) {
    return refuse({ kind: 'cannot-plan', problem: { kind: 'not-here', source: first } });
  }
  return ok({ steps, restart, fitted });
}

interface PlannedSources {
  readonly steps: readonly ChangeStep[];
  readonly restart: readonly string[];
  readonly fitted: readonly FittedSource[];
}

/** Tools that can't be told (no scripts, no such proxy) are named in the preview and left alone. */
async function planNamedTools(
  { toolsAccess }: PlanDesk,
  { names, settings }: { readonly names: readonly string[]; readonly settings: ProxySettings | null },
  signal: AbortSignal,
): Promise<Result<ToolsPlan, RolloutProblem>> {
  if (names.length === 0 || settings === null) return ok({ steps: [], tools: [], restart: [] });
  const tools: Tool[] = [];
  for (const name of new Set(names)) {
    const tool = TOOLS.find(({ id }) => id === name);
    if (tool === undefined) return refuse({ kind: 'unknown-tool', tool: name });
    tools.push(tool);
  }
  return ok(await planTools(tools, { settings, access: toolsAccess, signal }));
}

/** Returns what a preset is called: its own name, else that of its file. What is kept has the same in every language. */
export function presetName(file: Pick<PresetFile, 'path' | 'preset' | 'cameAs'>, lang: 'en' | 'ja' = 'en'): string {
  const given = wordsIn(file.preset.name, lang);
  return (given ?? file.cameAs ?? path.basename(file.path).replace(/\.throughway(?:\.json)?$/u, '')).slice(0, 100);
}

/** Returns what a preset is called in each language. */
export function presetNames(file: Pick<PresetFile, 'path' | 'preset' | 'cameAs'>): PresetNames {
  return { en: presetName(file, 'en'), ja: presetName(file, 'ja') };
}

/** The preset, its signature, and what is remembered: as bytes, so that a signature stays good. */
async function planKept(
  desk: PlanDesk,
  { file, choice, sources, everybody }: PlanInput,
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], RolloutProblem>> {
  const { keep } = desk;
  const place = !everybody ? keep.own : keep.laidDown.includes(file.path) ? file.path : keep.machine;
  const name = presetName(file);
  const state = formatApplied({
    version: 1,
    name,
    file: place,
    sha256: file.sha256,
    place: choice.place?.name ?? null,
    sources: [...sources],
    tools: [...(file.preset.tools ?? [])],
    signedBy: file.signature.state === 'trusted' ? file.signature.fingerprint : null,
  });
  const digest = `${name} (SHA-256 ${file.sha256.slice(0, 12)}…)`;
  const wanted = [
    { path: place, to: latin1(file.bytes), shown: digest },
    { path: signaturePath(place), to: file.signatureBytes === null ? null : latin1(file.signatureBytes), shown: '…' },
    { path: keep.state, to: latin1(Buffer.from(state)), shown: digest },
  ];
  const steps: ChangeStep[] = [];
  for (const { path: target, to, shown } of wanted) {
    const ref = { kind: 'file', path: target } as const;
    const now = await desk.writer.openStore(ref).read(signal);
    if (now.state === 'unreadable') return refuse({ kind: 'cannot-read-place', what: target, why: now.why });
    const from = now.state === 'read' ? now.value : null;
    if (from === to) continue;
    const view = { what: target, from: from === null ? null : '…', to: to === null ? null : shown };
    steps.push({ ref, from, to, shown: view });
  }
  return ok(steps);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
