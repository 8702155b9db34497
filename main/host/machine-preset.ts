/** What the presets and policies of this computer say beside the proxies. */
import type { KeyOrigin } from '../../src/presets/policy-layer.ts';
import type { Preset } from '../../src/presets/preset.ts';
import type { PolicyKey } from '../../src/presets/preset-fields.ts';
import { type PolicyPlaces, readPolicyLayers } from '../../src/system/policy-places.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';

/** The parts of a preset that the host needs; absent ones are empty or `null`. */
export interface MachinePreset {
  readonly controlUrls: readonly string[] | null;
  readonly targets: readonly string[];
  /** Whom to ask, as the organisation names them. */
  readonly contact?: Preset['contact'];
  /** Everything that the places say together. */
  readonly preset?: Preset;
  /** Where each key comes from, and whether it is locked. */
  readonly origins?: Readonly<Partial<Record<PolicyKey, KeyOrigin>>>;
}

/** Whoever knows what IT has laid down. */
export interface OfMachine {
  readonly machinePreset: () => Promise<MachinePreset | null>;
}

/** How long a look at the places may take: some files, on Windows some commands. */
const LOOK_MS = 5_000;

/** Reads all places; `null` where none says anything. The schema is loaded only if there is something to read. */
export async function readMachinePreset(
  tools: SystemTools,
  places: PolicyPlaces | undefined,
): Promise<MachinePreset | null> {
  if (places === undefined) return null;
  const layers = await readPolicyLayers(tools, places, AbortSignal.timeout(LOOK_MS));
  if (layers.every(({ reading }) => reading.state !== 'read')) return null;
  const { mergeLayers } = await import('../../src/presets/policy-layer.ts');
  const { preset, origins } = mergeLayers(layers);
  const { controlSites, targets, contact } = preset;
  return {
    controlUrls: controlSites === undefined || controlSites.length === 0 ? null : controlSites,
    targets: targets ?? [],
    contact,
    preset,
    origins,
  };
}
