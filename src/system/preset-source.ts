/** What presets and policies say about proxies, as one source among the others. */
import { ABSENT } from '../base/reading.ts';
import { redactProxyText } from '../settings/redact-proxy-text.ts';
import type { SourceReading } from '../settings/settings-snapshot.ts';
import { type PolicyPlaces, readPolicyLayers } from './policy-places.ts';
import type { SystemTools } from './system-tools.ts';

/** Reads what the presets of a computer and of a person say for the place that this computer is in. */
export async function readPresetSource(
  tools: SystemTools,
  places: PolicyPlaces,
  signal: AbortSignal,
): Promise<SourceReading> {
  const layers = await readPolicyLayers(tools, places, signal);
  const there = layers.filter(({ reading, text }) => reading.state !== 'absent' || text !== undefined);
  const [first] = there;
  if (first === undefined)
    return { source: 'preset', from: places.files[0]?.path ?? places.machineFile, reading: ABSENT };
  const [{ mergeLayers, WAY_KEYS }, { choosePlace, neededFacts }, { presetSettings, waysIn }] = await Promise.all([
    import('../presets/policy-layer.ts'),
    import('../presets/choose-place.ts'),
    import('../presets/preset-settings.ts'),
  ]);
  const { preset, origins } = mergeLayers(layers);
  const origin = WAY_KEYS.map((key) => origins[key]).find((one) => one !== undefined);
  const layer =
    there.find(({ from }) => from === origin?.from) ??
    there.find(({ reading }) => reading.state === 'unreadable') ??
    first;
  const about = {
    source: 'preset',
    from: layer.from,
    ...(layer.text === undefined ? {} : { raw: redactJsonStrings(layer.text) }),
  } as const;
  if (layer.reading.state === 'unreadable') return { ...about, reading: layer.reading };
  const facts = preset.places === undefined ? null : await places.placeFacts(neededFacts(preset), signal);
  const place = facts === null ? null : choosePlace(preset, facts).place;
  const managed = origin?.locked === true ? { managed: true } : {};
  return { ...about, reading: presetSettings(waysIn(preset, place)), ...managed };
}

/** Addresses in a preset should hold no password; where one does, it is not shown. */
function redactJsonStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"/gu, (literal) => {
    const value = literal.slice(1, -1);
    return value.includes('://') || /:[^\s]*[@＠]/u.test(value) ? `"${redactProxyText(value)}"` : literal;
  });
}
