/** Reads lines of the history back. Another program may have written them, half of one may be missing: nothing is believed. */
import { z } from 'zod';
import { HOPS } from '../observation/hop.ts';
import type { Observation } from '../observation/observation.ts';
import { PROXY_KINDS } from '../settings/proxy-server.ts';
import { SETTINGS_SOURCES } from '../settings/settings-source.ts';
import { CAUSE_CODES } from '../verdict/cause-code.ts';
import { MISSING } from '../verdict/missing.ts';
import type { Details } from '../verdict/rule.ts';
import { CHANGED_BY, CHANGED_THINGS, HISTORY_VERSION, type HistoryEntry } from './history-entry.ts';

z.config({ jitless: true });

const text = z.string().max(4_096);
const ms = z.number().min(0).exactOptional();
const count = z.int().min(0);
const code = z.enum(CAUSE_CODES);

const stamp = { v: z.literal(HISTORY_VERSION), id: z.string().min(1).max(64), at: z.iso.datetime() };

const leg = z.union([
  z.object({ kind: z.literal('direct') }),
  z.object({ kind: z.enum(PROXY_KINDS), host: text, port: z.int().min(0).max(65_535) }),
]);

/** Facts are checked where they are shown (`observationSchema`); here only that they are facts. */
const evidence = z.custom<Observation>(
  (value) => typeof value === 'object' && value !== null && 'id' in value && 'probe' in value,
);

const some = text.exactOptional();
const texts = z.array(text).exactOptional();
const number = z.number().exactOptional();

const details = z.object({
  suggestedPort: number,
  suggestedKind: z.enum(['http', 'https', 'socks5', 'socks4']).exactOptional(),
  suggestedUrl: some,
  schemes: texts,
  realm: some,
  status: number,
  answeredBy: z.enum(['proxy', 'site']).exactOptional(),
  answeredByEvidence: some,
  issuer: some,
  notBefore: some,
  notAfter: some,
  names: texts,
  interface: some,
  rule: some,
  source: some,
  line: number,
  helper: some,
  product: some,
  proxyHost: some,
  proxyPort: number,
  missing: z.array(z.enum(MISSING)).exactOptional(),
  unusable: z.record(z.string(), text).exactOptional(),
  problem: some,
}) satisfies z.ZodType<Details>;

const check = z.object({
  ...stamp,
  kind: z.literal('check'),
  by: z.enum(['person', 'watch']),
  url: text,
  durationMs: z.number().min(0),
  source: z.enum(SETTINGS_SOURCES),
  route: z.array(leg),
  hops: z.array(z.enum(['ok', 'failed', 'degraded', 'skipped', 'unknown'])).max(HOPS.length),
  code,
  hop: z.enum(HOPS).nullable(),
  confidence: z.number().min(0).max(1),
  details,
  alsoFound: z.array(code),
  fixes: z.array(text),
  times: z.object({ dns: ms, connect: ms, proxy: ms, tls: ms, site: ms }),
  loss: z.object({ attempts: count, succeeded: count }).exactOptional(),
  evidence: z.array(evidence),
});

const change = z.object({
  ...stamp,
  kind: z.literal('change'),
  what: z.enum(CHANGED_THINGS),
  by: z.enum(CHANGED_BY),
  program: text.exactOptional(),
  alongside: text.exactOptional(),
  source: z.enum(SETTINGS_SOURCES).exactOptional(),
  shown: z.array(z.object({ what: text, from: text.nullable(), to: text.nullable() })),
  change: text.exactOptional(),
  state: z.enum(['applied', 'undone']).exactOptional(),
});

const fix = z.object({
  ...stamp,
  kind: z.literal('fix'),
  fix: text,
  url: text,
  code,
  outcome: z.enum(['cured', 'remaining', 'new', 'failed', 'cancelled']),
  change: text.exactOptional(),
});

const notice = z.object({
  ...stamp,
  kind: z.literal('notice'),
  notice: z.enum(['problem', 'resolved', 'changed']),
  code,
  url: text,
  shown: z.enum(['yes', 'quiet-hours', 'too-many']),
});

const answer = z.object({ ...stamp, kind: z.literal('answer'), url: text, code, helped: z.boolean() });

const entrySchema = z.discriminatedUnion('kind', [
  check,
  change,
  fix,
  notice,
  answer,
]) satisfies z.ZodType<HistoryEntry>;

/** What a piece of the history holds. */
export interface ReadLines {
  /** In the order of the text. */
  readonly entries: readonly HistoryEntry[];
  /** Lines that are torn, broken, or of a version that is not known here. */
  readonly unreadable: number;
}

/** Returns the entries of a text, one a line; what can't be read is counted and left out. */
export function parseLines(lines: string): ReadLines {
  const entries: HistoryEntry[] = [];
  let unreadable = 0;
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const parsed = entrySchema.safeParse(parseJson(line));
    if (parsed.success) entries.push(parsed.data);
    else unreadable += 1;
  }
  return { entries, unreadable };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
