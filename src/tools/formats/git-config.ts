import { ok, type Result } from '../../base/result.ts';
import { createTextFormat, type Found, type FormatProblem, type Scan, type TextFormat } from './text-format.ts';
import { splitLines } from './line-syntax.ts';

/**
 * git's configuration: sections with optional subsections, an entry may stand behind its header, values may be quoted
 * in parts and go on behind a backslash at the end of a line. Only sections without a subsection are looked at.
 * @see https://git-scm.com/docs/git-config#_syntax
 */
export const GIT_CONFIG: TextFormat = createTextFormat({
  scan,
  // Names of sections and entries count in any case.
  fold: (key) => key.toLowerCase(),
  encode,
  statement: ({ name, value }) => `\t${name} = ${encode(value)}`,
  header: (section) => `[${section}]`,
});

function encode(value: string): string {
  return /[#;"\\]|^$/u.test(value) ? `"${value.replace(/["\\]/gu, '\\$&')}"` : value;
}

function scan(text: string): Result<Scan, FormatProblem> {
  const found: Found[] = [];
  const ends = new Map<string, number>();
  let section = '';
  let skipTo = 0;
  for (const line of splitLines(text)) {
    if (line.from < skipTo) continue;
    const header = /^\s*\[([^\]"\s]*)(\s*"(?:[^"\\]|\\.)*")?\s*\]/u.exec(line.text);
    if (header !== null) {
      section = header[2] === undefined ? (header[1] ?? '').toLowerCase() : `${header[1] ?? ''}${header[2]}`;
      ends.set(section, line.next);
    }
    const start = line.from + (header?.[0].length ?? 0);
    const entry = /^[ \t]*([A-Za-z][A-Za-z0-9-]*)[ \t]*(=[ \t]*)?/u.exec(text.slice(start, line.to));
    if (entry === null) continue;
    const valueFrom = start + entry[0].length;
    const value = entry[2] === undefined ? { text: '', to: valueFrom, next: line.next } : readValue(text, valueFrom);
    skipTo = value.next;
    // `proxy` alone means "true", which is no address; there is no place behind a `=` to write to.
    if (entry[2] === undefined) continue;
    found.push({
      key: `${section}/${(entry[1] ?? '').toLowerCase()}`,
      value: value.text,
      // Behind a header on the same line, only the entry itself goes.
      statement: { from: start, to: header === null ? value.next : value.to },
      valueSpan: { from: valueFrom, to: value.to },
    });
    ends.set(section, value.next);
  }
  return ok({ found, insertAt: (name) => ends.get(name) ?? null });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\' };

function readValue(text: string, from: number): { readonly text: string; readonly to: number; readonly next: number } {
  let value = '';
  let isQuoted = false;
  let isComment = false;
  // Blanks at the end count only inside quotes.
  let kept = 0;
  let to = from;
  let at = from;
  for (; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\n' || sign === '\r') break;
    if (isComment) continue;
    if (sign === '\\') {
      const next = text[at + 1] ?? '';
      at += 1;
      if (next === '\r' && text[at + 1] === '\n') at += 1;
      if (next === '\n' || next === '\r') continue;
      value += ESCAPES[next] ?? '';
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === '#' || sign === ';')) {
      isComment = true;
      continue;
    } else value += sign;
    if (isQuoted || !/\s/u.test(sign)) {
      kept = value.length;
      to = at + 1;
    }
  }
  const next = text.startsWith('\r\n', at) ? at + 2 : Math.min(at + 1, text.length);
  return { text: value.slice(0, kept), to: Math.min(to, text.length), next };
}
