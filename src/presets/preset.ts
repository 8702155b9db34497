/** The preset file of an IT department, format 1: what may stand where. What it means is `check-preset.ts`'s. */
import { z } from 'zod';

// The schema is used under a content security policy that forbids building functions from text.
z.config({ jitless: true });

/** The format that this version writes; older ones are read (see `migrate.ts`), newer ones refused. */
export const PRESET_VERSION = 1;

const line = z.string().max(4096);
const name = z.string().min(1).max(253);
const list = z.array(line).max(5000);
const short = z.array(name).max(200);
const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)
  .max(60);
const date = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const words = z.union([line, z.looseObject({ ja: line.optional(), en: line.optional() })]);

/** A SHA-256 fingerprint as certificates show it, with or without colons. */
const fingerprint = z.string().regex(/^(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/u);
const certificate = z
  .string()
  .max(20_000)
  .regex(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/u);

/** What decides where requests go; at the top of the file, and in each place. */
const ways = {
  proxies: z
    .union([
      line,
      z.looseObject({
        all: line.optional(),
        http: line.optional(),
        https: line.optional(),
        socks: line.optional(),
      }),
    ])
    .optional(),
  pac: line.optional(),
  autoDetect: z.boolean().optional(),
  direct: z.boolean().optional(),
  bypass: z.union([z.string().max(200_000), list]).optional(),
};

const when = z.looseObject({
  gateway: short.optional(),
  dnsSuffix: short.optional(),
  ssid: short.optional(),
  vpn: z.union([z.boolean(), short]).optional(),
  reachable: short.optional(),
});

/** One place: where it holds, and what is used there in place of the file's own. */
const place = z.looseObject({ name: z.string().min(1).max(100), when: when.optional(), ...ways });

/** Sources of settings that a preset may name (the ones that can be written). */
export const PRESET_SOURCES = ['gnome', 'kde', 'etc-environment', 'env', 'windows', 'macos'] as const;

/** The preset file. Unknown keys are kept: a newer version may know them, and `validate` names them. */
export const presetSchema = z.looseObject({
  throughway: z.literal(PRESET_VERSION).optional(),
  name: words.optional(),
  notBefore: date.optional(),
  notAfter: date.optional(),
  ...ways,
  places: z.array(place).max(50).optional(),
  vpn: z.looseObject({ names: short.optional(), requiredFor: z.union([z.boolean(), short]).optional() }).optional(),
  controlSites: z.array(line).max(20).optional(),
  targets: z.array(line).max(1000).optional(),
  contact: z
    .looseObject({ name: words.optional(), email: line.optional(), phone: line.optional(), url: line.optional() })
    .optional(),
  credentials: z
    .array(z.looseObject({ proxy: line, realm: line.optional(), name: words.optional(), user: line.optional() }))
    .max(50)
    .optional(),
  inspectionCa: z
    .array(z.looseObject({ sha256: fingerprint.optional(), certificate: certificate.optional() }))
    .max(5)
    .optional(),
  apply: z.looseObject({ sources: z.array(z.enum(PRESET_SOURCES)).max(6).optional() }).optional(),
  tools: z.array(id).max(60).optional(),
  allowedFixes: z.array(id).max(100).optional(),
  drift: z.enum(['report', 'repair']).optional(),
  watch: z.looseObject({ on: z.boolean().optional(), everyMinutes: z.int().min(1).max(1440).optional() }).optional(),
  relay: z.looseObject({ on: z.boolean().optional() }).optional(),
  updates: z.looseObject({ on: z.boolean().optional(), server: line.optional() }).optional(),
  locked: z.array(name).max(60).optional(),
  requireSignature: z.boolean().optional(),
});

export type Preset = z.infer<typeof presetSchema>;
export type PresetPlace = z.infer<typeof place>;
/** What a preset or one of its places says about the way of requests. */
export type PresetWays = Pick<Preset, 'proxies' | 'pac' | 'autoDetect' | 'direct' | 'bypass'>;
