/** The input schema of every call: what may enter from a page, checked at the endpoint. */
import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { SETTINGS_SOURCES } from '../settings/settings-source.ts';

// A strict content security policy forbids building functions from text, which zod would otherwise try.
z.config({ jitless: true });

const NOTHING = z.strictObject({});
const LANGUAGE = z.enum(['ja', 'en']);
const URL_TEXT = z.string().trim().min(1).max(4096);
const HOST = z.string().trim().min(1).max(255);
const PORT = z.int().min(1).max(65535);
const REALM = z.string().max(1024);
const USER = z.string().min(1).max(512);
const ID = z.string().min(1).max(128);

/** A password crosses inwards as text and is a `Secret` from the endpoint on. */
const PASSWORD = z
  .string()
  .max(2048)
  .transform((text) => new Secret(text));

const CREDENTIAL_KEY = { host: HOST, port: PORT, realm: REALM, user: USER } as const;

/** Schemas of all calls, by name; the union of names is derived from here. */
export const INPUTS = {
  'app.info': NOTHING,
  'diagnose.start': z.strictObject({
    url: URL_TEXT,
    language: LANGUAGE,
    source: z.enum(['auto', ...SETTINGS_SOURCES]).exactOptional(),
  }),
  'diagnose.cancel': z.strictObject({ runId: ID }),
  'diagnose.latest': z.strictObject({ language: LANGUAGE }),
  'settings.read': NOTHING,
  'settings.routeFor': z.strictObject({ url: URL_TEXT }),
  'credentials.list': NOTHING,
  'credentials.lint': z.strictObject({ ...CREDENTIAL_KEY, password: PASSWORD }),
  'credentials.save': z.strictObject({
    ...CREDENTIAL_KEY,
    kind: z.enum(['http', 'https', 'socks5', 'socks4']),
    password: PASSWORD,
    /** `false` stores without asking the proxy: only where it can't be reached now. */
    test: z.boolean(),
  }),
  'credentials.test': z.strictObject({ ...CREDENTIAL_KEY, kind: z.enum(['http', 'https', 'socks5', 'socks4']) }),
  'credentials.delete': z.strictObject(CREDENTIAL_KEY),
  'practice.list': NOTHING,
  'practice.start': z.strictObject({ scene: ID }),
  'practice.stop': NOTHING,
  'articles.list': z.strictObject({ language: LANGUAGE }),
  'articles.get': z.strictObject({ id: ID, language: LANGUAGE }),
  'preferences.get': NOTHING,
  'preferences.set': z.strictObject({
    language: z.enum(['ja', 'en', 'system']).exactOptional(),
    theme: z.enum(['light', 'dark', 'system']).exactOptional(),
    controlUrls: z.array(URL_TEXT).max(10).exactOptional(),
    timeoutSeconds: z.int().min(1).max(120).exactOptional(),
    welcomed: z.boolean().exactOptional(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type ApiName = keyof typeof INPUTS;

/** What a caller gives. */
export type ApiInput<N extends ApiName> = z.input<(typeof INPUTS)[N]>;

/** What a handler receives: parsed, with secrets wrapped. */
export type ParsedInput<N extends ApiName> = z.output<(typeof INPUTS)[N]>;
