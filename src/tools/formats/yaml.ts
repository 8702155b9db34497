import { ok, refuse, type Result } from '../../base/result.ts';
import { type Line, splitLines } from './line-syntax.ts';
import { createTextFormat, type Found, type FormatProblem, type Scan, type TextFormat } from './text-format.ts';

/**
 * The part of YAML that settings files are written in: a block mapping with plain or quoted values and one level of
 * mappings below. Everything else is passed over; where a key of `keys` stands in another form (flow mapping, anchor,
 * block scalar), the file is left alone. `sections` are the keys with a mapping below.
 * @see https://yaml.org/spec/1.2.2/#82-block-collection-styles
 */
export function yamlFormat(about: {
  readonly keys: readonly string[];
  readonly sections: readonly string[];
}): TextFormat {
  return createTextFormat({
    scan: (text) => scan(text, about),
    // A JSON string is a double-quoted scalar.
    encode: (value) => JSON.stringify(value),
    statement: ({ section, name, value, indent = '  ' }) =>
      `${section === '' ? '' : indent}${name}: ${JSON.stringify(value)}`,
    header: (section) => `${section}:`,
  });
}

function scan(
  text: string,
  { keys, sections }: { readonly keys: readonly string[]; readonly sections: readonly string[] },
): Result<Scan, FormatProblem> {
  const found: Found[] = [];
  const ends = new Map<string, number>();
  const indents = new Map<string, string>();
  let top = '';
  for (const line of splitLines(text)) {
    if (/^\s*(?:#|$)/u.test(line.text)) continue;
    const indent = /^[ \t]*/u.exec(line.text)?.[0] ?? '';
    if (indent === '') {
      if (top === '' && /^(?:---\s*(?:#|$)|%)/u.test(line.text)) continue;
      // The items of a list may stand below their key without indentation.
      if (/^-(?: |$)/u.test(line.text) && top !== '' && !keys.includes(top) && !sections.includes(top)) continue;
      const entry = readEntry(line, 0);
      // A second document, a sequence, a flow mapping or a scalar: no file of settings as we know it.
      if (entry === null) return refuse('shape');
      top = entry.key;
      if (sections.includes(top)) {
        if (entry.value === undefined || entry.value.text !== null) return refuse('shape');
        ends.set(top, line.next);
      } else if (keys.includes(top)) {
        if (entry.value === undefined) return refuse('shape');
        found.push(foundAt(line, `/${top}`, entry.value));
      }
      continue;
    }
    // A value that we look for goes on in further lines.
    if (keys.includes(top)) return refuse('shape');
    if (!sections.includes(top)) continue;
    const known = indents.get(top) ?? indent;
    indents.set(top, known);
    const entry = indent === known ? readEntry(line, indent.length) : null;
    if (entry?.value === undefined || indent.includes('\t')) return refuse('shape');
    found.push(foundAt(line, `${top}/${entry.key}`, entry.value));
    ends.set(top, line.next);
  }
  return ok({
    found,
    insertAt: (name) => (name === '' ? text.length : (ends.get(name) ?? null)),
    indentOf: (name) => indents.get(name) ?? '  ',
  });
}

interface Scalar {
  /** `null` where nothing stands behind the colon. */
  readonly text: string | null;
  readonly from: number;
  readonly to: number;
}

function foundAt(line: Line, key: string, value: Scalar): Found {
  return {
    key,
    value: value.text ?? '',
    statement: { from: line.from, to: line.next },
    valueSpan: { from: line.from + value.from, to: line.from + value.to },
    ...(value.text === null ? { gap: ' ' } : {}),
  };
}

/** `key:` and what follows in the line; no `value` where that is no simple scalar; `null` where it is no such line. */
function readEntry(line: Line, column: number): { readonly key: string; readonly value?: Scalar } | null {
  const rest = line.text.slice(column);
  const hit = /^(?:"([^"\\]*)"|'([^']*)'|([^\s#"'[\]{}&*!|>%@`,?:-][^\s:#]*))[ \t]*:(?=[ \t]|$)/u.exec(rest);
  if (hit === null) return null;
  const key = hit[1] ?? hit[2] ?? hit[3] ?? '';
  const value = readScalar(line.text, column + hit[0].length);
  return value === null ? { key } : { key, value };
}

function readScalar(line: string, behind: number): Scalar | null {
  const blank = line.slice(behind).search(/\S/u);
  const from = behind + blank;
  if (blank < 0 || line[from] === '#') return { text: null, from: behind, to: behind };
  const rest = line.slice(from);
  const quote = rest[0];
  if (quote === '"' || quote === "'") {
    const hit = (quote === '"' ? /^"(?:[^"\\]|\\.)*"/u : /^'(?:[^']|'')*'/u).exec(rest);
    if (hit === null || !/^\s*(?:\s#|$)/u.test(rest.slice(hit[0].length))) return null;
    const text = quote === '"' ? decodeDouble(hit[0]) : hit[0].slice(1, -1).replace(/''/gu, "'");
    return text === null ? null : { text, from, to: from + hit[0].length };
  }
  if (/^[&*!|>{[@`%,]/u.test(rest)) return null;
  const comment = rest.search(/\s#/u);
  const text = (comment < 0 ? rest : rest.slice(0, comment)).trim();
  return { text: /^(?:null|~)$/iu.test(text) ? '' : text, from, to: from + text.length };
}

function decodeDouble(quoted: string): string | null {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
