/** What is worth telling about a preset that can be used. */
import { authorityOf } from './authority.ts';
import { nearestWord } from './nearest-key.ts';
import type { ParsedPreset } from './parse-preset.ts';
import { PRESET_VERSION } from './preset.ts';
import { fieldAt, presetFields, type PresetField } from './preset-fields.ts';
import type { PresetWarning } from './preset-problem.ts';
import { validityOf } from './validity.ts';

const MOST_WARNINGS = 50;

/** Groups whose keys are names of languages or schemes, not fields of ours. */
const OPEN_GROUPS: readonly PresetField[] = ['name', 'contact.name', 'credentials.name'];

/** Returns the warnings, unknown keys first. */
export function warningsOf(parsed: ParsedPreset, nowMs: number): readonly PresetWarning[] {
  const { preset, text, version } = parsed;
  const warnings: PresetWarning[] = [...unknownKeys(parsed)];
  const validity = validityOf(preset, nowMs);
  if (validity === 'expired') warnings.push({ kind: 'expired', ...text.locate(['notAfter']) });
  if (validity === 'not-yet-valid') warnings.push({ kind: 'not-yet-valid', ...text.locate(['notBefore']) });
  preset.inspectionCa?.forEach((named, index) => {
    if (authorityOf(named, [], nowMs) !== 'expired') return;
    warnings.push({ kind: 'authority-expired', ...text.locate(['inspectionCa', index, 'certificate']) });
  });
  const always = preset.places?.findIndex(({ when }) => when === undefined || Object.keys(when).length === 0) ?? -1;
  if (always >= 0 && always < (preset.places?.length ?? 0) - 1) {
    warnings.push({ kind: 'place-never-chosen', ...text.locate(['places', always + 1]) });
  }
  if (version < PRESET_VERSION) warnings.push({ kind: 'no-version', ...text.locate([]) });
  const says = Object.keys(preset).some((key) => !['throughway', 'name', 'notBefore', 'notAfter'].includes(key));
  if (!says) warnings.push({ kind: 'nothing-set', ...text.locate([]) });
  return warnings.slice(0, MOST_WARNINGS);
}

function unknownKeys({ text }: ParsedPreset): readonly PresetWarning[] {
  const warnings: PresetWarning[] = [];
  for (const { path, isKey } of text.strings) {
    if (warnings.length >= MOST_WARNINGS) break;
    if (!isKey) continue;
    const above = fieldAt(path.slice(0, -1));
    if (above !== null && OPEN_GROUPS.includes(above)) continue;
    // Below an unknown key everything is unknown: said once.
    if (fieldAt(path) !== null || (path.length > 1 && above === null)) continue;
    const prefix = above === null ? '' : `${above}.`;
    const siblings = presetFields()
      .filter((field) => field.startsWith(prefix) && !field.slice(prefix.length).includes('.'))
      .map((field) => field.slice(prefix.length));
    const nearest = nearestWord(String(path.at(-1)), siblings);
    warnings.push({ kind: 'unknown-key', ...text.locate(path), ...(nearest === undefined ? {} : { nearest }) });
  }
  return warnings;
}
