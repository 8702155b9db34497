import { ok, refuse, type Result } from '../../base/result.ts';
import { createTextFormat, type Found, type FormatProblem, type Scan, type TextFormat } from './text-format.ts';

/**
 * TOML with tables and dotted keys. Values are skipped sign by sign, so that a table header inside a string of several
 * lines is none. A table written inline (`http = { … }`) is left alone.
 * @see https://toml.io/en/v1.0.0
 */
export const TOML: TextFormat = createTextFormat({
  scan,
  encode: (value) => JSON.stringify(value),
  statement: ({ name, value }) => `${name} = ${JSON.stringify(value)}`,
  header: (section) => `[${section}]`,
});

const HEADER = /[ \t]*\[([^\][\r\n]+)\][ \t]*(?:#[^\r\n]*)?(?=\r|\n|$)/uy;
const ARRAY_HEADER = /[ \t]*\[\[[^\][\r\n]+\]\][ \t]*(?:#[^\r\n]*)?(?=\r|\n|$)/uy;
const KEY =
  /[ \t]*((?:[A-Za-z0-9_-]+|"[^"\\\r\n]*"|'[^'\r\n]*')(?:[ \t]*\.[ \t]*(?:[A-Za-z0-9_-]+|"[^"\\\r\n]*"|'[^'\r\n]*'))*)[ \t]*=[ \t]*/uy;

function scan(text: string): Result<Scan, FormatProblem> {
  const found: Found[] = [];
  const ends = new Map<string, number>();
  const inline = new Set<string>();
  let section = '';
  let at = 0;
  while (at < text.length) {
    const from = at;
    const array = matchAt(ARRAY_HEADER, text, at);
    const header = array === null ? matchAt(HEADER, text, at) : null;
    if (array !== null || header !== null) {
      section = header === null ? '[]' : pathOf(header[1] ?? '');
      at = lineAfter(text, at);
      ends.set(section, at);
      continue;
    }
    const key = matchAt(KEY, text, at);
    if (key === null) {
      at = lineAfter(text, at);
      continue;
    }
    const valueFrom = from + key[0].length;
    const value = skipValue(text, valueFrom);
    if (value === null) return refuse('broken');
    at = lineAfter(text, value);
    const raw = text.slice(valueFrom, value);
    const path = [section, pathOf(key[1] ?? '')].filter((part) => part !== '').join('/');
    if (raw.startsWith('{')) inline.add(path);
    found.push({
      key: path.includes('/') ? path : `/${path}`,
      value: decode(raw),
      statement: { from, to: at },
      valueSpan: { from: valueFrom, to: value },
    });
    ends.set(section, at);
  }
  if (inline.has('http')) return refuse('shape');
  return ok({ found, insertAt: (name) => ends.get(name) ?? null });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function pathOf(key: string): string {
  const parts = key.match(/[A-Za-z0-9_-]+|"[^"]*"|'[^']*'/gu) ?? [];
  return parts.map((part) => part.replace(/^["']|["']$/gu, '')).join('/');
}

/** Returns the offset behind a value, or `null` where a string or list never ends. */
function skipValue(text: string, from: number): number | null {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (sign === '"' || sign === "'") {
      const end = skipString(text, at);
      if (end === null) return null;
      at = end;
    } else if (sign === '[' || sign === '{') {
      depth += 1;
      at += 1;
    } else if (sign === ']' || sign === '}') {
      depth -= 1;
      at += 1;
    } else if (sign === '#' || sign === '\n' || sign === '\r') {
      if (depth <= 0) break;
      at = sign === '#' ? lineAfter(text, at) : at + 1;
    } else at += 1;
  }
  if (depth > 0) return null;
  while (at > from && /[ \t]/u.test(text[at - 1] ?? '')) at -= 1;
  return at;
}

function skipString(text: string, from: number): number | null {
  const quote = text[from] ?? '';
  const triple = quote.repeat(3);
  const isLong = text.startsWith(triple, from);
  const close = isLong ? triple : quote;
  for (let at = from + close.length; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text.startsWith(close, at)) return at + close.length;
    else if (!isLong && /[\r\n]/u.test(text[at] ?? '')) return null;
  }
  return null;
}

function decode(raw: string): string {
  if (/^'[^']*'$/u.test(raw)) return raw.slice(1, -1);
  if (!raw.startsWith('"') || raw.startsWith('"""')) return raw;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : raw;
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}
