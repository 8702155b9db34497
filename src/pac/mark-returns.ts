import { scriptTokens } from './script-tokens.ts';
import type { ScriptToken } from './script-tokens.ts';

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

/**
 * Returns the script with every `return x` turned into `return __throughwayMark(n), x`, and every arrow function's
 * bare expression into `__throughwayMark(n) || x`, so that a run tells which line answered. Lines stay as they are.
 * The comma binds weaker than anything that may follow `return`, so nothing else needs to be understood.
 * `null` where the text can't be read; the caller runs the plain script then.
 */
export function markReturns(source: string, options: { readonly arrows: boolean }): MarkedScript | null {
  const tokens = scriptTokens(source);
  if (tokens === null) return null;
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/u);
  const own = ownRange(tokens);
  const marks: ReturnMark[] = [];
  const pieces: string[] = [];
  let copied = 0;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    const isReturn = token.text === 'return' && token.kind === 'word' && isStatement(tokens[index - 1], next);
    const isArrow = options.arrows && token.text === '=>' && next?.text !== '{';
    if (!isReturn && !isArrow) return;
    const end = token.at + token.text.length;
    pieces.push(source.slice(copied, end), ` ${MARK}(${String(marks.length)})${isReturn ? ',' : '||'}`);
    copied = end;
    const text = (lines[token.line - 1] ?? '').trim().slice(0, 200);
    marks.push({ line: token.line, text, own: isReturn && own.has(index) });
  });
  pieces.push(source.slice(copied));
  return { text: pieces.join(''), marks };
}

/** A `return` with a value on its own line, and not a property name. */
function isStatement(before: ScriptToken | undefined, next: ScriptToken | undefined): boolean {
  if (next === undefined || next.afterBreak || before?.text === '.' || before?.text === '?.') return false;
  return ![';', '}', ':', '(', ',', ')', '=', '=>'].includes(next.text) || (next.text === '(' && !isMethodName(before));
}

/** `{ return(…) {…} }`: a method of that name would follow an opening brace or a comma. */
function isMethodName(before: ScriptToken | undefined): boolean {
  return before?.text === ',';
}

/** Indexes of the tokens in the body of `FindProxyForURL`, those of functions inside it left out. */
export function ownRange(tokens: readonly ScriptToken[]): ReadonlySet<number> {
  const own = new Set<number>();
  const start = tokens.findIndex((token, index) => token.text === 'FindProxyForURL' && definesFunction(tokens, index));
  const open = start < 0 ? -1 : bodyStart(tokens, start);
  if (open < 0) return own;
  const inner: number[] = [];
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const { text } = tokens[index] ?? { text: '' };
    if (text === '{') {
      depth += 1;
      if (index > open && opensFunction(tokens, index)) inner.push(depth);
    } else if (text === '}') {
      if (inner.at(-1) === depth) inner.pop();
      depth -= 1;
      if (depth === 0) break;
    }
    if (inner.length === 0) own.add(index);
  }
  return own;
}

function definesFunction(tokens: readonly ScriptToken[], index: number): boolean {
  return tokens[index - 1]?.text === 'function' || tokens[index + 1]?.text === '=';
}

/** The brace that opens the body: the first one outside of parentheses after the name. */
function bodyStart(tokens: readonly ScriptToken[], from: number): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index += 1) {
    const text = tokens[index]?.text;
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (text === '{' && depth === 0) return index;
    else if (text === ';' && depth === 0) return -1;
  }
  return -1;
}

/** Whether a brace opens a function's body: after `=>`, or after `function name (…)`. */
function opensFunction(tokens: readonly ScriptToken[], brace: number): boolean {
  if (tokens[brace - 1]?.text === '=>') return true;
  if (tokens[brace - 1]?.text !== ')') return false;
  let depth = 0;
  for (let index = brace - 1; index >= 0; index -= 1) {
    const text = tokens[index]?.text;
    if (text === ')') depth += 1;
    else if (text === '(') depth -= 1;
    if (depth === 0) return tokens[index - 1]?.text === 'function' || tokens[index - 2]?.text === 'function';
  }
  return false;
}
