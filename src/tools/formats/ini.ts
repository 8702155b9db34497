/** The ini dialects of Python's configparser (pip), of npm and of WSL. */
import { endOfText, type LineEntry, type LineGrammar, scanLines, skipBlanks } from './line-syntax.ts';
import { createTextFormat, type TextFormat } from './text-format.ts';

/**
 * pip.conf: comments fill a line, a deeper indented line goes on with a value, names count in lower case.
 * @see https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
export const PYTHON_INI: TextFormat = iniFormat({
  header: (line) => /^\[([^\]]+)\]/u.exec(line)?.[1] ?? null,
  entry: (line) => (/^\s*(?:[#;]|$)/u.test(line) ? null : assignment(line, /[=:]/u)),
  continues: (line, { first }) =>
    /\S/u.test(line) && !/^\s*[#;]/u.test(line) && skipBlanks(line, 0) > skipBlanks(first, 0),
  join: (entry, lines) => [entry.value, ...lines.slice(1).map((line) => line.trim())].join('\n').trim(),
});

/**
 * .npmrc and pnpm's rc: `;` and `#` begin a comment anywhere unless a backslash precedes, quoted values are JSON.
 * @see https://docs.npmjs.com/cli/configuring-npm/npmrc and the package `ini`
 */
export const NPM_INI: TextFormat = iniFormat(
  {
    header: (line) => /^\[([^\]]*)\]\s*$/u.exec(line)?.[1] ?? null,
    entry: (line) => {
      const entry = /^\s*[#;]/u.test(line) ? null : assignment(line, /=/u);
      return entry === null ? null : npmValue(line, entry);
    },
  },
  (value) => (/[;#"'=\\]|^\[|^$/u.test(value) ? JSON.stringify(value) : value),
);

/** .wslconfig: comments begin with `#`. @see https://learn.microsoft.com/windows/wsl/wsl-config */
export const WSL_INI: TextFormat = iniFormat({
  header: (line) => /^\s*\[([^\]]*)\]/u.exec(line)?.[1]?.trim().toLowerCase() ?? null,
  entry: (line) => (/^\s*#/u.test(line) ? null : assignment(line, /=/u)),
});

function iniFormat(grammar: LineGrammar, encode: (value: string) => string = (value) => value): TextFormat {
  return createTextFormat({
    scan: (text) => scanLines(text, grammar),
    fold: (key) => key.toLowerCase(),
    encode,
    statement: ({ name, value }) => `${name}=${encode(value)}`,
    header: (section) => `[${section}]`,
  });
}

function assignment(line: string, sign: RegExp): LineEntry | null {
  const at = line.search(sign);
  if (at <= 0) return null;
  const key = line.slice(0, at).trim().toLowerCase();
  if (key === '') return null;
  const column = skipBlanks(line, at + 1);
  const endColumn = endOfText(line, column);
  return { key, value: line.slice(column, endColumn), column, endColumn };
}

function npmValue(line: string, { key, column, endColumn = line.length }: LineEntry): LineEntry {
  const raw = line.slice(column, endColumn);
  const quote = raw[0];
  if ((quote === '"' || quote === "'") && raw.length > 1 && raw.endsWith(quote)) {
    return { key, value: unquoted(raw), column, endColumn };
  }
  let value = '';
  let at = column;
  for (; at < endColumn; at += 1) {
    const sign = line[at] ?? '';
    if (sign === ';' || sign === '#') break;
    const next = line[at + 1] ?? '';
    if (sign === '\\' && /[\\;#]/u.test(next)) {
      value += next;
      at += 1;
    } else value += sign;
  }
  return { key, value: value.trim(), column, endColumn: endOfText(line.slice(0, Math.min(at, endColumn)), column) };
}

/** npm takes the quotes of `'…'` away and reads `"…"` as JSON; what is no JSON stays as it is. */
function unquoted(raw: string): string {
  if (raw.startsWith("'")) return raw.slice(1, -1);
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : raw;
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}
