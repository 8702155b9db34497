/**
 * The lines of a `prefs.js` that say where Firefox's requests go, taken out of the file and put back into it. Firefox
 * writes the whole file anew when it ends, a line a preference, by name; all other lines stay as they are.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The preferences that are ours to change, without `network.proxy.` in front. */
export const PROXY_PREFERENCES = [
  'autoconfig_url',
  'http',
  'http_port',
  'no_proxies_on',
  'share_proxy_settings',
  'socks',
  'socks_port',
  'socks_version',
  'ssl',
  'ssl_port',
  'type',
] as const;

export type ProxyPreference = (typeof PROXY_PREFERENCES)[number];

/** Where the lines stood, so that they can go back to the very places as long as nobody has written the file since. */
export type PreferenceTraits =
  | { readonly isNew: true }
  /** SHA-256 of our lines and of all others. `at`: numbers of ours. `isOpen`: the last line has no end. */
  | { readonly ours: string; readonly rest: string; readonly at: readonly number[]; readonly isOpen: boolean };

const traitsSchema = z.union([
  z.object({ isNew: z.literal(true) }),
  z.object({
    ours: z.string(),
    rest: z.string(),
    at: z.array(z.int().min(0)).max(1_000),
    isOpen: z.boolean(),
  }),
]);

/** Returns the traits that the journal kept. */
export function parsePreferenceTraits(text: string | null): PreferenceTraits | null {
  return text === null ? null : traitsSchema.parse(JSON.parse(text));
}

/** Our lines as they stand, and the numbers of them; `null`: there are some that can't be told from others. */
export function proxyLines(file: string): { readonly text: string; readonly traits: PreferenceTraits } | null {
  const lines = linesOf(file);
  const at = lines.flatMap((line, index) => (nameIn(line) === null ? [] : [index]));
  if (lines.some(isUnclear)) return null;
  const text = at.map((index) => lines[index] ?? '').join('');
  const rest = hashOf(lines.filter((line) => nameIn(line) === null));
  const ours = hashOf([text]);
  return { text, traits: { ours, rest, at, isOpen: file !== '' && !file.endsWith('\n') } };
}

/** Returns the file with other lines of ours. */
export function withProxyLines(file: string, text: string, traits: PreferenceTraits | null): string {
  const rest = linesOf(file).filter((line) => nameIn(line) === null);
  const given = linesOf(text);
  const isUntouched =
    traits !== null && 'rest' in traits && traits.ours === hashOf(given) && traits.rest === hashOf(rest);
  if (!isUntouched) return inOrder(rest, given).join('');
  const places = new Map(traits.at.map((index, order) => [index, given[order] ?? '']));
  const others = [...rest];
  const all = Array.from({ length: rest.length + given.length }, (_, index) => places.get(index) ?? others.shift());
  const whole = [...all, ...others].join('');
  return traits.isOpen ? whole.replace(/\r?\n$/u, '') : whole;
}

/** Whether nothing is left that anybody but us has written. */
export function isEmptyFile(file: string): boolean {
  return file.trim() === '';
}

/** Returns a line as Firefox writes it. */
export function preferenceLine(name: ProxyPreference, value: string | number | boolean): string {
  // A store's text is bytes; the file is UTF-8.
  return `user_pref("network.proxy.${name}", ${Buffer.from(JSON.stringify(value)).toString('latin1')});\n`;
}

/** Every line with its end; the last one gets one where it has none. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split(/(?<=\n)/u);
  const end = lines[0]?.endsWith('\r\n') === true ? '\r\n' : '\n';
  return text.endsWith('\n') ? lines : lines.map((line, index) => (index === lines.length - 1 ? line + end : line));
}

const STATEMENT =
  /^\s*user_pref\(\s*"([^"\\]+)"\s*,\s*(?:"(?:[^"\\]|\\.)*"|-?[0-9]+|true|false)\s*\)\s*;\s*(?:\/\/.*\s*)?$/u;

/** The preference of a line, where it is one of ours. */
function nameIn(line: string): string | null {
  const name = STATEMENT.exec(line)?.[1] ?? '';
  const known: readonly string[] = PROXY_PREFERENCES;
  return known.includes(name.replace(/^network\.proxy\./u, '')) && name.startsWith('network.proxy.') ? name : null;
}

/** One of ours is named in a line that is no plain statement: a second one beside it, or a statement of several lines. */
function isUnclear(line: string): boolean {
  if (nameIn(line) !== null || /^\s*(?:\/\/|#|\*)/u.test(line)) return false;
  const named = [...line.matchAll(/"network\.proxy\.([a-z_]+)"/gu)].map(([, name]) => name);
  return !STATEMENT.test(line) && PROXY_PREFERENCES.some((one) => named.includes(one));
}

/** Puts lines among others by the name of the preference, as Firefox would. */
function inOrder(rest: readonly string[], given: readonly string[]): readonly string[] {
  const lines = [...rest];
  for (const line of given) {
    const name = STATEMENT.exec(line)?.[1] ?? '';
    const isBefore = (other: string): boolean => (STATEMENT.exec(other)?.[1] ?? '\u{10ffff}') <= name;
    const before = lines.findLastIndex(isBefore);
    const first = lines.findIndex((other) => STATEMENT.test(other));
    lines.splice(before >= 0 ? before + 1 : first >= 0 ? first : lines.length, 0, line);
  }
  return lines;
}

function hashOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join(''), 'latin1').digest('hex');
}
