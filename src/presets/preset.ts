import { z } from 'zod';

const words = z.union([z.string(), z.looseObject({ ja: z.string().optional(), en: z.string().optional() })]);

/** The preset file of a company, format 1. Unknown keys are kept. */
export const presetSchema = z.looseObject({
  /** Proxy addresses: one for all schemes, or one a scheme. */
  proxies: z
    .union([
      z.string(),
      z.looseObject({
        all: z.string().optional(),
        http: z.string().optional(),
        https: z.string().optional(),
        socks: z.string().optional(),
      }),
    ])
    .optional(),
  /** URL of a PAC script. */
  pac: z.string().optional(),
  /** Find the PAC script by WPAD. */
  autoDetect: z.boolean().optional(),
  /** Entries in Chromium's words. */
  bypass: z.union([z.string(), z.array(z.string())]).optional(),
  controlSites: z.array(z.string()).optional(),
  /** What to diagnose where no URL is named. */
  targets: z.array(z.string()).optional(),
  contact: z
    .looseObject({ name: words.optional(), email: z.string().optional(), phone: z.string().optional() })
    .optional(),
});

export type Preset = z.infer<typeof presetSchema>;
