/** The run-control files of curl, wget and Yarn 1: one option a line, without sections. */
import { endOfText, type LineEntry, type LineGrammar, scanLines, skipBlanks } from './line-syntax.ts';
import { createTextFormat, type Syntax, type TextFormat } from './text-format.ts';

/**
 * .curlrc: `option = "value"`, the sign may be `=`, `:` or a blank, dashes before a long option are allowed.
 * @see https://curl.se/docs/manpage.html, option --config
 */
export const CURLRC: TextFormat = rcFormat({
  entry: (line) => {
    const hit = /^[ \t]*(?:--)?([A-Za-z0-9][A-Za-z0-9.-]*|-x(?=[\s=:]))[ \t]*(?:[=:][ \t]*|(?<=[ \t]))/u.exec(line);
    if (hit === null) return null;
    const key = hit[1] === '-x' ? 'proxy' : (hit[1] ?? '').toLowerCase();
    return quotable(line, key, hit[0].length);
  },
  statement: ({ name, value }) => `${name} = ${quoted(value)}`,
  encode: quoted,
});

/**
 * .wgetrc: `command = value`; capitals, `_` and `-` in a command don't count.
 * @see https://www.gnu.org/software/wget/manual/html_node/Wgetrc-Syntax.html
 */
export const WGETRC: TextFormat = rcFormat({
  entry: (line) => {
    const hit = /^[ \t]*([A-Za-z][A-Za-z0-9_-]*)[ \t]*=/u.exec(line);
    if (hit === null) return null;
    const column = skipBlanks(line, hit[0].length);
    const endColumn = endOfText(line, column);
    const key = (hit[1] ?? '').toLowerCase().replace(/-/gu, '_');
    return { key, value: line.slice(column, endColumn), column, endColumn };
  },
  statement: ({ name, value }) => `${name} = ${value}`,
  encode: (value) => value,
});

/** .yarnrc of Yarn 1: `key "value"`. @see https://classic.yarnpkg.com/docs/yarnrc */
export const YARNRC: TextFormat = rcFormat({
  entry: (line) => {
    const hit = /^("?)([A-Za-z0-9._@/:-]+)\1[ \t]*(?:[ \t]|:(?=[ \t]))[ \t]*/u.exec(line);
    return hit === null ? null : quotable(line, (hit[2] ?? '').replace(/:$/u, ''), hit[0].length);
  },
  statement: ({ name, value }) => `${name} ${quoted(value)}`,
  encode: quoted,
});

function rcFormat(syntax: {
  readonly entry: LineGrammar['entry'];
  readonly statement: Syntax['statement'];
  readonly encode: (value: string) => string;
}): TextFormat {
  return createTextFormat({
    scan: (text) => scanLines(text, { entry: (line) => (/^\s*#/u.test(line) ? null : syntax.entry(line)) }),
    encode: syntax.encode,
    statement: syntax.statement,
  });
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/gu, '\\$&')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v' };

/** A value in double quotes with backslashes, or the next run of signs without blanks. */
function quotable(line: string, key: string, column: number): LineEntry {
  if (line[column] !== '"') {
    const length = line.slice(column).search(/\s|$/u);
    return { key, value: line.slice(column, column + length), column, endColumn: column + length };
  }
  let value = '';
  let at = column + 1;
  for (; at < line.length && line[at] !== '"'; at += 1) {
    if (line[at] === '\\') at += 1;
    const sign = line[at] ?? '';
    value += line[at - 1] === '\\' ? (ESCAPES[sign] ?? sign) : sign;
  }
  return { key, value, column, endColumn: Math.min(at + 1, line.length) };
}
