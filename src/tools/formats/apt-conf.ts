import { ok, refuse, type Result } from '../../base/result.ts';
import { createTextFormat, type Found, type FormatProblem, type ListingFormat, type Scan } from './text-format.ts';

/**
 * apt.conf: `Name::Of::Thing "value";` or the same nested in braces; comments as in C++ and, at the beginning of a
 * line, with `#`. Names count in any case. `#clear` takes away what stood before it.
 * @see apt.conf(5)
 */
export const APT_CONF: ListingFormat = createTextFormat({
  scan,
  encode: (value) => `"${value}"`,
  fold: (key) => key.toLowerCase(),
  statement: ({ name, value }) => `${name} "${value}";`,
});

const MAX_DEPTH = 64;
const SKIPPED = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#(?!clear|include)[^\n]*)+/uy;
const DIRECTIVE = /#(clear|include)[ \t]+([^;]*);/uy;
const WORD = /[A-Za-z0-9_./:+@*?<>=~-]+/uy;
const STRING = /"(?:[^"\\]|\\.)*"/uy;

function scan(text: string): Result<Scan, FormatProblem> {
  let found: Found[] = [];
  const scopes: string[] = [];
  // A statement collects a name and a value until its `;` or `{`.
  let start = -1;
  let words: { readonly text: string; readonly from: number; readonly to: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = matchAt(SKIPPED, text, at);
    if (skipped !== null) {
      at += skipped.length;
      continue;
    }
    const directive = matchAt(DIRECTIVE, text, at);
    if (directive !== null) {
      const cleared = /^#clear\s+([^;]*);/u.exec(directive)?.[1]?.trim().toLowerCase();
      if (cleared !== undefined)
        found = found.filter(({ key }) => key !== `/${cleared}` && !key.startsWith(`/${cleared}::`));
      at += directive.length;
      continue;
    }
    const piece = matchAt(STRING, text, at) ?? matchAt(WORD, text, at);
    if (piece !== null) {
      if (words.length === 0) start = at;
      words.push({ text: piece, from: at, to: at + piece.length });
      at += piece.length;
      continue;
    }
    const sign = text[at] ?? '';
    at += 1;
    if (sign === '{') {
      scopes.push((words[0]?.text ?? '').toLowerCase());
      if (scopes.length > MAX_DEPTH) return refuse('broken');
    } else if (sign === '}') scopes.pop();
    else if (sign === ';') {
      const [name, value] = words;
      if (name !== undefined && value !== undefined && words.length === 2) {
        found.push({
          key: `/${[...scopes, name.text.toLowerCase()].filter((part) => part !== '').join('::')}`,
          value: value.text.startsWith('"') ? value.text.slice(1, -1).replace(/\\(.)/gu, '$1') : value.text,
          statement: { from: start, to: endOfStatement(text, at) },
          valueSpan: { from: value.from, to: value.to },
        });
      }
    } else return refuse('broken');
    words = [];
  }
  return words.length > 0 || scopes.length > 0 ? refuse('broken') : ok({ found, insertAt: () => text.length });
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** A statement that fills its line takes the line end with it. */
function endOfStatement(text: string, at: number): number {
  const rest = /[ \t]*(?:\r\n|\n)/uy;
  rest.lastIndex = at;
  const hit = rest.exec(text);
  return hit === null ? at : at + hit[0].length;
}
