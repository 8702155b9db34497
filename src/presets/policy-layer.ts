/** What the policy places of a computer say together: each key once, from whoever has the last word on it. */
import type { Reading } from '../base/reading.ts';
import type { Preset } from './preset.ts';
import { isPolicyKey, type PolicyKey, policyKeys } from './preset-fields.ts';

/**
 * Kinds of places, the strictest first. Machine places can't be written by the person; `user-policy` is laid down by a
 * management system for one person; `own` is what the person (or a script in their name) applied.
 */
export const LAYER_KINDS = ['machine-policy', 'machine-file', 'vendor-file', 'user-policy', 'own'] as const;

export type LayerKind = (typeof LAYER_KINDS)[number];

/** One place and what it says. */
export interface PolicyLayer {
  readonly kind: LayerKind;
  /** A path or a registry key. */
  readonly from: string;
  readonly reading: Reading<LayerContent>;
  /** The text of a file as it stands there, also where it can't be used; it may hold what must not be shown. */
  readonly text?: string;
}

export interface LayerContent {
  readonly preset: Preset;
  /** Keys that nobody below may change. */
  readonly locked: readonly PolicyKey[];
}

/** Where a key of the merged preset comes from. */
export interface KeyOrigin {
  readonly kind: LayerKind;
  readonly from: string;
  readonly locked: boolean;
}

/** All places together. */
export interface MergedPolicy {
  readonly preset: Preset;
  readonly origins: Readonly<Partial<Record<PolicyKey, KeyOrigin>>>;
}

/** These say one thing together: taken from different places they would mean what nobody wrote. */
export const WAY_KEYS: readonly PolicyKey[] = ['proxies', 'pac', 'autoDetect', 'direct', 'places'];

/** What only IT can say: whom a person's own file would vouch for, be it for itself or for whoever signs for every site. */
export const MACHINE_ONLY: readonly PolicyKey[] = ['requireSignature', 'inspectionCa'];

/** Merges the layers: a lock of a stricter place first; else the place nearest to the person. */
export function mergeLayers(layers: readonly PolicyLayer[]): MergedPolicy {
  const here = LAYER_KINDS.flatMap((kind) =>
    layers.flatMap((layer) =>
      layer.kind === kind && layer.reading.state === 'read' ? [{ layer, content: layer.reading.value }] : [],
    ),
  );
  const preset: Record<string, unknown> = {};
  const origins: Partial<Record<PolicyKey, KeyOrigin>> = {};
  for (const key of policyKeys()) {
    const together = WAY_KEYS.includes(key) ? WAY_KEYS : [key];
    const from = MACHINE_ONLY.includes(key) ? here.filter(({ layer }) => isMachine(layer.kind)) : here;
    const says = ({ content }: (typeof here)[number]): boolean =>
      together.some((one) => content.preset[one] !== undefined);
    const locks = ({ content }: (typeof here)[number]): boolean =>
      together.some((one) => content.locked.includes(one) && content.preset[one] !== undefined);
    const locking = from.find(locks);
    const chosen = locking ?? from.findLast(says);
    const value = chosen?.content.preset[key];
    if (chosen === undefined || value === undefined) continue;
    preset[key] = value;
    origins[key] = { kind: chosen.layer.kind, from: chosen.layer.from, locked: locking !== undefined };
  }
  const named = here.findLast(({ content }) => content.preset.name !== undefined);
  if (named !== undefined) preset['name'] = named.content.preset.name;
  return { preset, origins };
}

/** Whether only an administrator can write to such a place. */
function isMachine(kind: LayerKind): boolean {
  return kind === 'machine-policy' || kind === 'machine-file' || kind === 'vendor-file';
}

/**
 * Returns the keys that a file locks. Files from before the format had a number lock their control sites, which were
 * fixed then.
 */
export function lockedIn(preset: Preset, version: number): readonly PolicyKey[] {
  if (preset.locked !== undefined) return preset.locked.filter(isPolicyKey);
  return version === 0 && preset.controlSites !== undefined ? ['controlSites'] : [];
}
