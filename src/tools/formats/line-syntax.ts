/** Files of sections and lines: the scanner that ini dialects, rc files and TOML-like files share. */
import { ok, type Result } from '../../base/result.ts';
import type { Found, FormatProblem, Scan } from './text-format.ts';

/** One line, and where its line end begins and stops. */
export interface Line {
  readonly text: string;
  readonly from: number;
  /** Behind the last sign, before the line end. */
  readonly to: number;
  /** Behind the line end. */
  readonly next: number;
}

/** What a line says; `value` is decoded, the columns count from the beginning of the line. */
export interface LineEntry {
  readonly key: string;
  readonly value: string;
  readonly column: number;
  /** Where the value ends; the end of the line where absent. */
  readonly endColumn?: number;
}

export interface LineGrammar {
  /** The section that a line opens. */
  readonly header?: (line: string) => string | null;
  readonly entry: (line: string) => LineEntry | null;
  /** Whether a line goes on with the entry that began above it. */
  readonly continues?: (line: string, context: { readonly first: string; readonly before: string }) => boolean;
  /** Decodes an entry of several lines, given without their line ends. */
  readonly join?: (entry: LineEntry, lines: readonly string[]) => string;
}

/** Parts a text into lines at any line end; nothing is lost. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  const ends = /\r\n|\n|\r/gu;
  let from = 0;
  for (let hit = ends.exec(text); hit !== null; hit = ends.exec(text)) {
    lines.push({ text: text.slice(from, hit.index), from, to: hit.index, next: ends.lastIndex });
    from = ends.lastIndex;
  }
  if (from < text.length) lines.push({ text: text.slice(from), from, to: text.length, next: text.length });
  return lines;
}

/** Finds every entry; keys are `section/name`. New entries go behind the last entry of their section. */
export function scanLines(text: string, grammar: LineGrammar): Result<Scan, FormatProblem> {
  const found: Found[] = [];
  const ends = new Map<string, number>();
  let section = '';
  let hasHeader = false;
  const lines = splitLines(text);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    const opened = grammar.header?.(line.text) ?? null;
    if (opened !== null) {
      if (!hasHeader && !ends.has('')) ends.set('', 0);
      hasHeader = true;
      section = opened;
      ends.set(section, line.next);
      continue;
    }
    const entry = grammar.entry(line.text);
    if (entry === null) continue;
    const block = [line];
    for (let next = lines[index + 1]; next !== undefined; next = lines[index + 1]) {
      const before = block.at(-1)?.text ?? '';
      if (grammar.continues?.(next.text, { first: line.text, before }) !== true) break;
      block.push(next);
      index += 1;
    }
    const last = block.at(-1) ?? line;
    const isSingle = block.length === 1;
    const value = isSingle
      ? entry.value
      : (grammar.join?.(
          entry,
          block.map((one) => one.text),
        ) ?? entry.value);
    found.push({
      key: `${section}/${entry.key}`,
      value,
      statement: { from: line.from, to: last.next },
      valueSpan: {
        from: line.from + entry.column,
        to: isSingle && entry.endColumn !== undefined ? line.from + entry.endColumn : last.to,
      },
    });
    ends.set(section, last.next);
  }
  if (!hasHeader) ends.set('', text.length);
  return ok({ found, insertAt: (name) => ends.get(name) ?? null });
}

/** The column at which the text after `from` begins, behind blanks. */
export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at += 1;
  return at;
}

/** The column behind the last sign that isn't a blank, at least `from`. */
export function endOfText(line: string, from: number): number {
  let at = line.length;
  while (at > from && /\s/u.test(line[at - 1] ?? '')) at -= 1;
  return at;
}
