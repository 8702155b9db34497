/** The places where IT lays down settings for this program; one sibling per operating system names its own. */
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import type { PlaceFacts, PlaceNeeds } from '../presets/choose-place.ts';
import type { LayerContent, LayerKind, PolicyLayer } from '../presets/policy-layer.ts';
import type { PresetProblem } from '../presets/preset-problem.ts';
import type { SystemTools } from './system-tools.ts';

/** The file in each of the folders that IT lays down. */
export const PRESET_FILE = 'preset.throughway.json';

/** The one beside it that `apply` keeps for everybody: what IT laid down stays as it is. */
export const APPLIED_FILE = 'applied.throughway.json';

/** What a sibling knows about policies. Everything only reads. */
export interface PolicyPlaces {
  /** Where files may lie, the strictest place first. */
  readonly files: readonly PresetPlace[];
  /** What the operating system itself holds for programs: registry, managed preferences. */
  readonly managed: (signal: AbortSignal) => Promise<readonly PolicyLayer[]>;
  /** Folders of keys whose signatures count; people who are no administrators can't write there. */
  readonly keyFolders: readonly string[];
  /** Whether only administrators can change a file; keys that others could change don't count. */
  readonly isAdminOnly: (path: string) => Promise<boolean>;
  /** Keys that the operating system itself holds, as PEM. */
  readonly managedKeys: (signal: AbortSignal) => Promise<readonly string[]>;
  /** Where an administrator's `apply` keeps a preset for everybody. */
  readonly machineFile: string;
  readonly placeFacts: (needs: PlaceNeeds, signal: AbortSignal) => Promise<PlaceFacts>;
}

/** A file that may hold a preset. */
export interface PresetPlace {
  readonly kind: LayerKind;
  readonly path: string;
}

/** Reads all places at the same time. */
export async function readPolicyLayers(
  tools: SystemTools,
  places: PolicyPlaces,
  signal: AbortSignal,
): Promise<readonly PolicyLayer[]> {
  const own = tools.ownPresetPath === undefined ? [] : [{ kind: 'own', path: tools.ownPresetPath } as const];
  const [managed, ...files] = await Promise.all([
    places.managed(signal),
    ...[...places.files, ...own].map((place) => readPresetFile(tools, place)),
  ]);
  return [...managed, ...files];
}

async function readPresetFile(tools: SystemTools, { kind, path }: PresetPlace): Promise<PolicyLayer> {
  const file = await tools.readFile(path);
  if (file.state !== 'read') return { kind, from: path, reading: file };
  return { kind, from: path, reading: await contentOf(file.value, tools), text: file.value };
}

/** A preset that has expired, or doesn't count yet, is as good as none. */
async function contentOf(text: string, tools: SystemTools): Promise<Reading<LayerContent>> {
  // The schema is by far the largest thing that a computer without a preset would load for nothing.
  const { parsePresetText } = await import('../presets/parse-preset.ts');
  const { validityOf } = await import('../presets/validity.ts');
  const { lockedIn } = await import('../presets/policy-layer.ts');
  const parsed = parsePresetText(text);
  if (!parsed.ok) return unreadable(describe(parsed.problem[0]));
  const { preset, version } = parsed.value;
  if (tools.wallMs !== undefined && validityOf(preset, tools.wallMs()) !== 'valid') return ABSENT;
  return read({ preset, locked: lockedIn(preset, version) });
}

/** A technical phrase for details; people read the sentences of `messages` where they check a file. */
function describe(problem: PresetProblem): string {
  switch (problem.kind) {
    case 'too-large':
      return 'too large';
    case 'not-json':
      return `line ${String(problem.line)}, column ${String(problem.column)}: not JSON (${problem.fault})`;
    case 'wrong-shape':
      return `${problem.path}: expected ${problem.expected.join(' or ')}`;
    case 'too-new':
      return `format ${String(problem.version)} is newer than this version`;
    default:
      return `line ${String(problem.line)}, column ${String(problem.column)}: ${problem.kind}`;
  }
}
