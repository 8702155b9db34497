import { unreadable } from '../base/reading.ts';
import type { PresetProblem } from '../presets/parse-preset.ts';
import { presetSettings } from '../presets/preset-settings.ts';
import { redactProxyText } from '../settings/redact-proxy-text.ts';
import type { SourceReading } from '../settings/settings-snapshot.ts';
import type { SystemTools } from './system-tools.ts';

/** Reads what a machine's preset file says about proxies. */
export async function readPresetSource(tools: SystemTools, path: string): Promise<SourceReading> {
  const file = await tools.readFile(path);
  const about = { source: 'preset', from: path } as const;
  if (file.state !== 'read') return { ...about, reading: file };
  // Its schema is by far the largest thing a computer without a preset would load for nothing.
  const { parsePreset } = await import('../presets/parse-preset.ts');
  const preset = parsePreset(file.value);
  const raw = redactJsonStrings(file.value);
  if (!preset.ok) return { ...about, reading: unreadable(describe(preset.problem)), raw };
  return { ...about, reading: presetSettings(preset.value), raw };
}

function describe(problem: PresetProblem): string {
  switch (problem.kind) {
    case 'too-large':
      return 'too large';
    case 'not-json':
      return `line ${String(problem.line)}, column ${String(problem.column)}: ${problem.detail}`;
    case 'wrong-shape':
      return `${problem.path}: ${problem.detail}`;
  }
}

/** Addresses in a preset should hold no password; where one does, it is not shown. */
function redactJsonStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"/gu, (literal) => {
    const value = literal.slice(1, -1);
    return value.includes('://') || /:[^\s]*[@＠]/u.test(value) ? `"${redactProxyText(value)}"` : literal;
  });
}
