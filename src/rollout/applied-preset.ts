/** What is remembered of an applied preset: a small file among our own data, written and taken back with the change. */
import { z } from 'zod';
import { PRESET_SOURCES } from '../presets/preset.ts';

const SCHEMA = z.object({
  version: z.literal(1),
  name: z.string(),
  /** Where the preset is kept. */
  file: z.string(),
  /** Digest of its bytes, hexadecimal. */
  sha256: z.string(),
  /** The place that it was applied for; `null`: none of its places. */
  place: z.string().nullable(),
  sources: z.array(z.enum(PRESET_SOURCES)),
  tools: z.array(z.string()),
  /** Fingerprint of the key that signed it; `null`: unsigned. */
  signedBy: z.string().nullable(),
});

export type AppliedPreset = Readonly<z.output<typeof SCHEMA>>;

/** Returns the text of the file. It holds no time: applying the same again changes nothing. */
export function formatApplied(applied: AppliedPreset): string {
  return `${JSON.stringify(applied, null, 2)}\n`;
}

/** Returns what the file says; `null` where it was broken by hand. */
export function parseApplied(text: string): AppliedPreset | null {
  try {
    const parsed = SCHEMA.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
