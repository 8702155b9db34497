/** What stands in one WinINET connection, as the one text that a journal keeps. */
import { z } from 'zod';
import {
  type ConnectionSettings,
  formatConnectionSettings,
  NEW_CONNECTION_SETTINGS,
  parseConnectionSettings,
} from './parse-connection-settings.ts';

/** Longer texts are no settings. */
const MOST_CHARS = 64 * 1024;
const KNOWN_FLAGS = 0xff;
const text = z.string().max(MOST_CHARS);

/** A binary value without its counter, which only ever grows, and without what automatic detection found. */
const connectionSchema = z.object({
  flags: z.number().int().min(0).max(KNOWN_FLAGS),
  servers: text,
  bypass: text,
  pacUrl: text,
});

const stateSchema = z.object({
  /** The values of the local network; `null` where a value is not there. A connection of the phone book has none. */
  values: z
    .object({
      ProxyEnable: z.number().int().min(0).max(0xffff_ffff).nullable(),
      ProxyServer: text.nullable(),
      ProxyOverride: text.nullable(),
      AutoConfigURL: text.nullable(),
    })
    .nullable(),
  /** `DefaultConnectionSettings`, or the value of the connection's own name. */
  connection: connectionSchema.nullable(),
  /** `SavedLegacySettings`: WinINET takes values that differ from it for those of an older program. */
  legacy: connectionSchema.nullable(),
});

export type WininetText = z.infer<typeof stateSchema>;
export type ConnectionText = z.infer<typeof connectionSchema>;

/** Returns the text; the same state always gives the same text. */
export function formatWininet(state: WininetText): string {
  const connection = (one: ConnectionText | null): ConnectionText | null =>
    one === null ? null : { flags: one.flags, servers: one.servers, bypass: one.bypass, pacUrl: one.pacUrl };
  const { values } = state;
  return JSON.stringify({
    values:
      values === null
        ? null
        : {
            ProxyEnable: values.ProxyEnable,
            ProxyServer: values.ProxyServer,
            ProxyOverride: values.ProxyOverride,
            AutoConfigURL: values.AutoConfigURL,
          },
    connection: connection(state.connection),
    legacy: connection(state.legacy),
  } satisfies WininetText);
}

/** Returns the state of a text; `null` where it is none of ours. */
export function parseWininet(json: string): WininetText | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Returns a binary value's part of the text; `null` where there is no value, or one that can't be read. */
export function connectionText(hex: string | undefined): ConnectionText | null {
  const parsed = hex === undefined ? null : parseConnectionSettings(hex);
  if (parsed === null) return null;
  return { flags: parsed.flags & KNOWN_FLAGS, servers: parsed.servers, bypass: parsed.bypass, pacUrl: parsed.pacUrl };
}

/** Returns the binary value that says what the text says, with the counter of the present one moved on and its end kept. */
export function connectionHex(wanted: ConnectionText, present: string | undefined): string {
  const now: ConnectionSettings = parseConnectionSettings(present ?? '') ?? NEW_CONNECTION_SETTINGS;
  // The upper flags aren't documented: they stay as they are.
  const flags = ((now.flags & ~KNOWN_FLAGS) | wanted.flags) >>> 0;
  return formatConnectionSettings({ ...now, ...wanted, flags, counter: (now.counter + 1) >>> 0 });
}
