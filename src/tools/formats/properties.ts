import { endOfText, type LineEntry, scanLines, skipBlanks } from './line-syntax.ts';
import { createTextFormat, type TextFormat } from './text-format.ts';

/**
 * Java properties: `key=value`, `:` or a blank also part them, a backslash at the end goes on in the next line.
 * @see https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export const PROPERTIES: TextFormat = createTextFormat({
  scan: (text) =>
    scanLines(text, {
      entry: (line) => (/^[ \t\f]*(?:[#!]|$)/u.test(line) ? null : propertyIn(line)),
      continues: (_line, { before }) => endsInBackslash(before),
      join: (entry, lines) =>
        decode(
          [
            (lines[0] ?? '').slice(entry.column, -1),
            ...lines.slice(1).map((line, index, all) => {
              const rest = line.slice(skipBlanks(line, 0));
              return index < all.length - 1 || endsInBackslash(line) ? rest.slice(0, -1) : rest;
            }),
          ].join(''),
        ),
    }),
  encode,
  statement: ({ name, value }) => `${name}=${encode(value)}`,
});

function encode(value: string): string {
  return value.replace(/\\/gu, '\\\\').replace(/^ /u, '\\ ');
}

function endsInBackslash(line: string): boolean {
  let count = 0;
  while (line[line.length - 1 - count] === '\\') count += 1;
  return count % 2 === 1;
}

function propertyIn(line: string): LineEntry {
  const from = skipBlanks(line, 0);
  let at = from;
  while (at < line.length && !/[=:\s]/u.test(line[at] ?? '')) at += line[at] === '\\' ? 2 : 1;
  const key = decode(line.slice(from, at));
  let column = skipBlanks(line, Math.min(at, line.length));
  if (line[column] === '=' || line[column] === ':') column = skipBlanks(line, column + 1);
  // Blanks at the end belong to the value; an address has none.
  const endColumn = endOfText(line, column);
  return { key, value: decode(line.slice(column, endColumn)), column, endColumn };
}

const NAMED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function decode(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|(.)|$)/gu, (_all, code?: string, sign?: string) =>
    code === undefined ? (NAMED[sign ?? ''] ?? sign ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
