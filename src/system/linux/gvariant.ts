/** Values of GVariant's text format that desktop settings use. */
export type GVariantValue = string | number | boolean | readonly GVariantValue[];

/** Deeper nesting is no setting. */
const MAX_DEPTH = 8;

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Returns the value that a text in GVariant's format holds: strings in either quotes, numbers, booleans, arrays of
 * them, each with or without a type in front; `undefined` for anything else. Never throws.
 * @example parseGVariant("['localhost', '*.corp.example']") // ['localhost', '*.corp.example']
 * @see https://docs.gtk.org/glib/gvariant-text-format.html
 */
export function parseGVariant(text: string): GVariantValue | undefined {
  const at = { text, index: 0 };
  const value = parseValue(at, 0);
  skipBlanks(at);
  return at.index === text.length ? value : undefined;
}

/** Returns a string or an array of strings in GVariant's text format. */
export function formatGVariant(value: GVariantValue): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value.length === 0 ? '@as []' : `[${value.map(formatGVariant).join(', ')}]`;
}

interface Cursor {
  readonly text: string;
  index: number;
}

function parseValue(at: Cursor, depth: number): GVariantValue | undefined {
  skipBlanks(at);
  if (depth > MAX_DEPTH) return undefined;
  const sign = at.text[at.index];
  if (sign === "'" || sign === '"') return parseString(at, sign);
  if (sign === '[') return parseArray(at, depth);
  if (sign === '@') {
    // `@as []`: the type of a value whose own form does not tell it.
    const type = match(at, /@[a-z(){}?*]+ /uy);
    return type === undefined ? undefined : parseValue(at, depth);
  }
  const word = match(at, /[a-z][a-z0-9]*/uy);
  if (word === 'true' || word === 'false') return word === 'true';
  if (word !== undefined && !/^(?:u?int(?:16|32|64)|byte|double|handle)$/u.test(word)) return undefined;
  skipBlanks(at);
  const number = match(at, /[+-]?(?:0x[0-9a-f]+|[0-9]+(?:\.[0-9]+)?)/iuy);
  return number === undefined ? undefined : Number(number);
}

function parseArray(at: Cursor, depth: number): GVariantValue | undefined {
  at.index += 1;
  const values: GVariantValue[] = [];
  for (;;) {
    skipBlanks(at);
    if (at.text[at.index] === ']') {
      at.index += 1;
      return values;
    }
    if (values.length > 0) {
      if (at.text[at.index] !== ',') return undefined;
      at.index += 1;
    }
    const value = parseValue(at, depth + 1);
    if (value === undefined) return undefined;
    values.push(value);
  }
}

function parseString(at: Cursor, mark: string): string | undefined {
  at.index += 1;
  let value = '';
  while (at.index < at.text.length) {
    const sign = at.text[at.index] ?? '';
    at.index += 1;
    if (sign === mark) return value;
    if (sign !== '\\') {
      value += sign;
      continue;
    }
    const hex = match(at, /u[0-9a-f]{4}|U[0-9a-f]{8}/iuy);
    if (hex !== undefined) {
      const code = Number.parseInt(hex.slice(1), 16);
      if (code > 0x10ffff) return undefined;
      value += String.fromCodePoint(code);
      continue;
    }
    const escaped = at.text[at.index] ?? '';
    at.index += 1;
    value += ESCAPES[escaped] ?? escaped;
  }
  return undefined;
}

function quote(text: string): string {
  const mark = text.includes("'") ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replace(/[\p{Cc}\p{Cs}]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${mark}${escaped}${mark}`;
}

function skipBlanks(at: Cursor): void {
  match(at, /[ \t\r\n]+/uy);
}

function match(at: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = at.index;
  const hit = pattern.exec(at.text)?.[0];
  at.index += hit?.length ?? 0;
  return hit;
}
