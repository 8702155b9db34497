/** The input schema of every call: what may enter from a page, checked at the endpoint. */
import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { CAUSE_CODES } from '../verdict/cause-code.ts';
import { EXPORT_FORMATS } from '../rollout/export/export-formats.ts';
import { HISTORY_KINDS } from '../watch/history-entry.ts';
import { FIX_IDS } from '../messages/messages.ts';
import { SETTINGS_SOURCES } from '../settings/settings-source.ts';
import { WRITABLE_SOURCES } from '../settings/writable-source.ts';
import { TOOL_IDS } from '../tools/tool.ts';

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
const PRESET_TEXT = z.string().max(1_000_000);

/** A password crosses inwards as text and is a `Secret` from the endpoint on. */
const PASSWORD = z
  .string()
  .max(2048)
  .transform((text) => new Secret(text));

const CREDENTIAL_KEY = { host: HOST, port: PORT, realm: REALM, user: USER } as const;

const TIME_OF_DAY = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const HISTORY_QUERY = {
  kind: z.enum(HISTORY_KINDS).exactOptional(),
  code: z.enum(CAUSE_CODES).exactOptional(),
  search: z.string().trim().min(1).max(200).exactOptional(),
  fromMs: z.number().exactOptional(),
  toMs: z.number().exactOptional(),
} as const;

/** What a form of settings holds; its texts are parsed, and refused where they make no sense, before anything is planned. */
const EDITED_SETTINGS = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.enum(['direct', 'auto-detect']) }),
  z.strictObject({ mode: z.literal('pac'), pacUrl: z.string().max(4096) }),
  z.strictObject({
    mode: z.literal('manual'),
    servers: z
      .array(
        z.strictObject({ scheme: z.enum(['http', 'https', 'ftp', 'socks', 'any']), address: z.string().max(4096) }),
      )
      .min(1)
      .max(5),
    bypass: z.array(z.string().max(1_024)).max(5_000),
    isReversed: z.boolean(),
  }),
]);

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
  'settings.plan': z.strictObject({ source: z.enum(WRITABLE_SOURCES), settings: EDITED_SETTINGS }),
  'tools.read': z.strictObject({ url: URL_TEXT }),
  /** The tools are to go the way that this computer goes. */
  'tools.plan': z.strictObject({ url: URL_TEXT, tools: z.array(z.enum(TOOL_IDS)).min(1).max(TOOL_IDS.length) }),
  'trust.read': NOTHING,
  /** Makes exactly the change that was previewed under this id. */
  'changes.apply': z.strictObject({ id: ID }),
  /** Looks whether the last address answers after a change of settings that was just made, by its id. */
  'changes.verify': z.strictObject({ id: ID, language: LANGUAGE }),
  'changes.list': NOTHING,
  /** `insist`: also where somebody changed it since. */
  'changes.undo': z.strictObject({ id: ID, insist: z.boolean() }),
  /** Plans one remedy of the check that was made last. */
  'fixes.plan': z.strictObject({ fix: z.enum(FIX_IDS), language: LANGUAGE }),
  /** Begins what was planned under this id; `isAgreed`: its preview was shown and agreed to. */
  'fixes.start': z.strictObject({ id: ID, isAgreed: z.boolean(), language: LANGUAGE }),
  'fixes.answer': z.strictObject({
    question: ID,
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['yes', 'no']) }),
      z.strictObject({ kind: z.literal('credentials'), user: USER, password: PASSWORD }),
      z.strictObject({ kind: z.literal('address'), address: z.string().max(4096) }),
    ]),
  }),
  /** Ends the fix that runs; puts away one that does not. */
  'fixes.cancel': NOTHING,
  'fixes.current': z.strictObject({ language: LANGUAGE }),
  'browsers.list': NOTHING,
  'browsers.open': z.strictObject({ id: z.string().max(40), page: z.enum(['page', 'passwords']) }),
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
  'history.list': z.strictObject({ ...HISTORY_QUERY, language: LANGUAGE, most: z.int().min(1).max(1_000) }),
  'history.get': z.strictObject({ id: ID, language: LANGUAGE }),
  'history.export': z.strictObject({ ...HISTORY_QUERY, format: z.enum(['csv', 'json']) }),
  'watch.get': NOTHING,
  'watch.set': z.strictObject({
    isOn: z.boolean().exactOptional(),
    everyMinutes: z.int().min(1).max(1_440).exactOptional(),
    quiet: z.strictObject({ from: TIME_OF_DAY, to: TIME_OF_DAY }).nullable().exactOptional(),
    urls: z.array(URL_TEXT).max(10).exactOptional(),
    /** Passing: not kept over a restart. */
    act: z.enum(['check-now', 'pause', 'resume']).exactOptional(),
  }),
  'report.get': z.strictObject({ language: LANGUAGE, helped: z.boolean().exactOptional() }),
  'report.file': z.strictObject({ language: LANGUAGE, format: z.enum(['md', 'html', 'json', 'zip']) }),
  'inspect.site': z.strictObject({ url: URL_TEXT, language: LANGUAGE }),
  'inspect.proxy': z.strictObject({
    host: HOST,
    port: PORT,
    kind: z.enum(['http', 'https', 'socks5', 'socks4']),
    user: USER.exactOptional(),
    password: PASSWORD.exactOptional(),
    language: LANGUAGE,
  }),
  'inspect.cancel': NOTHING,
  'presets.current': NOTHING,
  'presets.preview': z.union([
    /** A file that was double-clicked or linked. */
    z.strictObject({
      path: z
        .string()
        .max(4096)
        .regex(/\.throughway(?:\.json)?$/u),
    }),
    /** A file that was picked in a page; the signature is base64. */
    z.strictObject({
      name: z.string().min(1).max(255),
      text: z.string().max(1_000_000),
      signature: z.base64().max(1_000).exactOptional(),
    }),
  ]),
  'presets.apply': z.strictObject({ id: ID }),
  'presets.repair': NOTHING,
  'presets.remove': z.strictObject({ insist: z.boolean() }),
  /** The text of a preset that is being written. */
  'presets.validate': z.strictObject({ text: PRESET_TEXT }),
  'presets.test': z.strictObject({ text: PRESET_TEXT, language: LANGUAGE }),
  'presets.cancelTest': NOTHING,
  'presets.export': z.strictObject({
    text: PRESET_TEXT,
    name: z.string().min(1).max(255),
    format: z.enum(EXPORT_FORMATS),
  }),
  'relay.get': NOTHING,
  'relay.start': z.strictObject({ port: z.int().min(1_024).max(65_535) }),
  'relay.stop': NOTHING,
  'relay.planTools': NOTHING,
  'relay.setTools': z.strictObject({ id: z.string().max(50) }),
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
