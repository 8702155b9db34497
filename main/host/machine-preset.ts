/** What the company's preset file says beside the proxies: control sites and what to diagnose first. */
import { LINUX_PRESET_PATH } from '../../src/presets/preset-settings.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';

/** The parts of a preset that the host needs; absent ones are empty or `null`. */
export interface MachinePreset {
  readonly controlUrls: readonly string[] | null;
  readonly targets: readonly string[];
}

/** Reads the machine's preset; `null` where there is none that can be read. The schema is loaded only if there is a file. */
export async function readMachinePreset(tools: SystemTools, platform: string): Promise<MachinePreset | null> {
  // The places of presets on Windows and macOS come with the presets themselves.
  if (platform !== 'linux') return null;
  const file = await tools.readFile(LINUX_PRESET_PATH);
  if (file.state !== 'read') return null;
  const { parsePreset } = await import('../../src/presets/parse-preset.ts');
  const parsed = parsePreset(file.value);
  if (!parsed.ok) return null;
  const { controlSites, targets } = parsed.value;
  return {
    controlUrls: controlSites === undefined || controlSites.length === 0 ? null : controlSites,
    targets: targets ?? [],
  };
}
