import { ok, type Result } from '../../base/result.ts';
import { splitLines } from './line-syntax.ts';
import { createTextFormat, type Found, type FormatProblem, type Scan, type TextFormat } from './text-format.ts';

/**
 * The variables of a systemd unit: `Environment="NAME=value" NAME=value` below `[Service]`; an empty assignment takes
 * away all before it, `%%` stands for a percent sign. A variable of the first line goes with its whole assignment.
 * @see systemd.exec(5), Environment=
 */
export const SYSTEMD_ENVIRONMENT: TextFormat = createTextFormat({
  scan,
  encode: (value) => escape(value),
  statement: ({ name, value }) => `Environment="${name}=${escape(value)}"`,
  header: (section) => `[${section}]`,
});

/** One assignment of a line: in double quotes, in single quotes, or bare. */
const ASSIGNMENT = /[ \t]*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"']+)/uy;

function scan(text: string): Result<Scan, FormatProblem> {
  let found: Found[] = [];
  const ends = new Map<string, number>();
  let section = '';
  for (const line of splitLines(text)) {
    const header = /^\[([^\]]+)\]\s*$/u.exec(line.text);
    if (header !== null) {
      section = header[1] ?? '';
      ends.set(section, line.next);
      continue;
    }
    const prefix = section === 'Service' ? /^[ \t]*Environment[ \t]*=/u.exec(line.text) : null;
    if (prefix !== null) {
      const assignments = readAssignments(line.text, prefix[0].length);
      if (assignments.length === 0) found = [];
      for (const one of assignments) {
        const isAlone = assignments.length === 1;
        found.push({
          key: `Service/${one.name}`,
          value: one.value,
          statement: isAlone
            ? { from: line.from, to: line.next }
            : { from: line.from + one.from, to: line.from + one.to },
          valueSpan: { from: line.from + one.valueFrom, to: line.from + one.valueTo },
        });
      }
    }
    if (/\S/u.test(line.text) && !/^\s*[#;]/u.test(line.text)) ends.set(section, line.next);
  }
  return ok({ found, insertAt: (name) => ends.get(name) ?? null });
}

interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly from: number;
  readonly to: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

function readAssignments(line: string, from: number): readonly Assignment[] {
  const all: Assignment[] = [];
  ASSIGNMENT.lastIndex = from;
  for (let hit = ASSIGNMENT.exec(line); hit !== null; hit = ASSIGNMENT.exec(line)) {
    const piece = hit[1] ?? '';
    const to = hit.index + hit[0].length;
    const pieceFrom = to - piece.length;
    const isQuoted = /^["']/u.test(piece);
    const inner = isQuoted ? piece.slice(1, -1) : piece;
    const equals = inner.indexOf('=');
    if (equals > 0) {
      all.push({
        name: inner.slice(0, equals),
        value: inner
          .slice(equals + 1)
          .replace(/\\(.)/gu, '$1')
          .replace(/%%/gu, '%'),
        from: hit.index,
        to,
        valueFrom: pieceFrom + (isQuoted ? 1 : 0) + equals + 1,
        valueTo: to - (isQuoted ? 1 : 0),
      });
    }
    ASSIGNMENT.lastIndex = to;
  }
  return all;
}

function escape(value: string): string {
  return value.replace(/["\\]/gu, '\\$&').replace(/%/gu, '%%');
}
