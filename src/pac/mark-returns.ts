import type { AnyNode } from 'acorn';
import { parseScript } from './parse-script.ts';
import { entryFunction, isFunction, lineOf, nodesOf } from './walk-script.ts';
import type { Place } from './walk-script.ts';

/** A place where the script can answer. */
export interface ReturnMark {
  readonly line: number;
  /** The line's text, trimmed, at most 200 characters. */
  readonly text: string;
  /** It stands in `FindProxyForURL` itself, not in a function inside or beside it. */
  readonly own: boolean;
}

export interface MarkedScript {
  readonly text: string;
  readonly marks: readonly ReturnMark[];
}

/** Only there in traced machines (builtins/library.ts). */
const MARK = '__throughwayMark';

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Returns the script with every `return x` turned into `return __throughwayMark(n), x`, and every arrow function's bare
 * expression into `(__throughwayMark(n), x)`, so that a run tells which line answered. Lines stay as they are. The comma
 * binds weaker than anything that may stand there. `null` where the text can't be read; the caller runs it as it is.
 */
export function markReturns(source: string): MarkedScript | null {
  const parsed = parseScript(source);
  if (!parsed.ok) return null;
  const entry = entryFunction(parsed.value);
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/u);
  const marks: ReturnMark[] = [];
  const insertions: Insertion[] = [];
  for (const place of nodesOf(parsed.value)) {
    const { node } = place;
    const call = `${MARK}(${String(marks.length)}),`;
    if (node.type === 'ReturnStatement' && node.argument) {
      insertions.push({ at: node.start + 'return'.length, text: ` ${call}` });
    } else if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
      insertions.push({ at: node.body.start, text: `(${call}` }, { at: node.body.end, text: ')' });
    } else continue;
    const line = lineOf(node);
    const text = (lines[line - 1] ?? '').trim().slice(0, 200);
    marks.push({ line, text, own: entry !== null && functionAround(place) === entry });
  }
  return { text: withInsertions(source, insertions), marks };
}

function functionAround(from: Place): AnyNode | null {
  let place: Place | null = from;
  while (place !== null && !isFunction(place.node)) place = place.parent;
  return place?.node ?? null;
}

/** Where two meet, the one that was found first stands further out: `(` of the outer arrow before that of the inner. */
function withInsertions(source: string, insertions: readonly Insertion[]): string {
  const pieces: string[] = [];
  let copied = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at)) {
    pieces.push(source.slice(copied, at), text);
    copied = at;
  }
  pieces.push(source.slice(copied));
  return pieces.join('');
}
