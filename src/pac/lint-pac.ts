/** Findings about a PAC script from its text alone; nothing is run and nothing is asked. */
import { ownRange } from './mark-returns.ts';
import { parsePacAnswer } from './parse-pac-answer.ts';
import { scriptTokens } from './script-tokens.ts';
import type { ScriptToken } from './script-tokens.ts';

/** What linting can find; worded in `messages`. */
export const LINT_CODES = [
  'unreadable',
  'no-function',
  'missing-return',
  'unreachable',
  'repeated-condition',
  'dns-in-loop',
  'dns-for-every-url',
  'socks-first',
  'bad-entry',
  'no-direct',
  'upper-case-host',
  'trailing-dot',
  'domain-without-dot',
  'path-of-https',
] as const;

export type LintCode = (typeof LINT_CODES)[number];

export interface LintFinding {
  readonly code: LintCode;
  /** From 1. */
  readonly line: number;
  /** The text it is about, as written, at most 120 characters. */
  readonly text: string;
}

const MOST_FINDINGS = 200;
const ASKS_DNS = new Set(['dnsResolve', 'isResolvable', 'isInNet', 'dnsResolveEx', 'isResolvableEx']);
const LOOPS = new Set(['for', 'while', 'do']);
const LOOP_METHODS = new Set(['forEach', 'some', 'every', 'map', 'filter', 'find', 'findIndex', 'reduce']);

/** Returns the findings by line. */
export function lintPac(source: string): readonly LintFinding[] {
  const tokens = scriptTokens(source);
  if (tokens === null) return [{ code: 'unreadable', line: 1, text: '' }];
  const script = withBrackets(tokens);
  const found = [
    ...lintFunction(tokens),
    ...lintFlow(script),
    ...lintLoops(script),
    ...lintCalls(script),
    ...lintAnswers(tokens),
  ];
  return found.toSorted((a, b) => a.line - b.line).slice(0, MOST_FINDINGS);
}

function finding(code: LintCode, token: ScriptToken | undefined, text?: string): LintFinding {
  return { code, line: token?.line ?? 1, text: (text ?? token?.text ?? '').slice(0, 120) };
}

/** The function must be there, and its last statement should answer. */
function* lintFunction(tokens: readonly ScriptToken[]): Generator<LintFinding> {
  const name = tokens.findIndex((token) => token.text === 'FindProxyForURL' || token.text === 'FindProxyForURLEx');
  if (name < 0) return yield finding('no-function', undefined);
  const own = [...ownRange(tokens)].toSorted((a, b) => a - b);
  const first = own[0];
  const last = own.at(-1);
  if (first === undefined || last === undefined) return;
  // Statements of the body itself: after a `;` or `}` at depth one. The last one decides.
  let depth = 0;
  let head: ScriptToken | undefined;
  let fresh = true;
  let ended = false;
  for (const index of own.slice(1, -1)) {
    const token = tokens[index];
    if (token === undefined) continue;
    if (depth === 0 && (fresh || (ended && token.afterBreak))) {
      if (token.text !== ';') [head, ended] = [token, false];
      fresh = false;
    }
    if (['{', '(', '['].includes(token.text)) depth += 1;
    if (['}', ')', ']'].includes(token.text)) depth -= 1;
    ended = depth === 0 && (token.text === '}' || token.text === ';' || isEndOfValue(token));
    if (depth === 0 && (token.text === ';' || token.text === '}')) fresh = true;
  }
  // `if … else …` and `switch` may answer on every way; only what surely falls through is named.
  const answers = ['return', 'throw', 'else', 'switch', 'try', 'do', 'while', 'for', '{'];
  if (head === undefined || !answers.includes(head.text)) yield finding('missing-return', tokens[last]);
}

function isEndOfValue(token: ScriptToken): boolean {
  return token.kind !== 'sign' || token.text === ')' || token.text === ']';
}

/** What follows a `return …;` in the same block, and an `if` of the function's body whose condition answered before. */
function* lintFlow(script: Script): Generator<LintFinding> {
  const { tokens, closes } = script;
  const own = ownRange(tokens);
  const conditions = new Set<string>();
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (own.has(index)) depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0;
    if (token.text === 'return' && token.kind === 'word' && isWholeStatement(tokens, index)) {
      const next = afterStatement(script, index);
      if (next !== undefined && !['}', 'case', 'default', 'function', 'else'].includes(next.text)) {
        yield finding('unreachable', next);
      }
    }
    if (token.text !== 'if' || tokens[index + 1]?.text !== '(') continue;
    const close = closes.get(index + 1) ?? tokens.length;
    const text = joined(tokens.slice(index + 2, Math.min(close, index + 200)));
    if (['false', '0'].includes(text)) yield finding('unreachable', token, `if (${text})`);
    const answers = tokens[close + 1]?.text === 'return' || tokens[close + 2]?.text === 'return';
    if (!answers || depth !== 1 || !own.has(index)) continue;
    if (conditions.has(text)) yield finding('repeated-condition', token, `if (${text})`);
    conditions.add(text);
  }
}

function joined(tokens: readonly ScriptToken[]): string {
  return tokens.map((token) => token.text).join(' ');
}

/** A `return` that isn't the body of an `if`, `else` or loop without braces. */
function isWholeStatement(tokens: readonly ScriptToken[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  return before === '{' || before === ';' || before === '}';
}

/** The token after the `;` that ends the statement; `undefined` where its block ends first. */
function afterStatement({ tokens, closes }: Script, from: number): ScriptToken | undefined {
  for (let index = from; index < tokens.length; index = (closes.get(index) ?? index) + 1) {
    const text = tokens[index]?.text;
    if (text === '}') return undefined;
    if (text === ';') return tokens[index + 1];
  }
  return undefined;
}

interface Script {
  readonly tokens: readonly ScriptToken[];
  /** Index of each opening bracket to the one that closes it. */
  readonly closes: ReadonlyMap<number, number>;
}

function withBrackets(tokens: readonly ScriptToken[]): Script {
  const closes = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { text, kind }] of tokens.entries()) {
    if (kind !== 'sign') continue;
    if (['{', '(', '['].includes(text)) open.push(index);
    const start = ['}', ')', ']'].includes(text) ? open.pop() : undefined;
    if (start !== undefined) closes.set(start, index);
  }
  return { tokens, closes };
}

function* lintLoops(script: Script): Generator<LintFinding> {
  const { tokens } = script;
  let until = -1;
  for (const [index, token] of tokens.entries()) {
    const isLoop = token.kind === 'word' && LOOPS.has(token.text) && tokens[index - 1]?.text !== '.';
    const isMethod = LOOP_METHODS.has(token.text) && tokens[index - 1]?.text === '.' && tokens[index + 1]?.text === '(';
    if (isLoop || isMethod) until = Math.max(until, loopEnd(script, index));
    if (index < until && ASKS_DNS.has(token.text) && tokens[index + 1]?.text === '(')
      yield finding('dns-in-loop', token);
  }
}

function loopEnd({ tokens, closes }: Script, index: number): number {
  const afterHead = closes.get(index + 1) ?? index;
  if (LOOP_METHODS.has(tokens[index]?.text ?? '')) return afterHead;
  const body = closes.get(afterHead + 1);
  if (body !== undefined) return body;
  // A body without braces; one longer than this isn't looked at.
  const semicolon = tokens.slice(afterHead, afterHead + 200).findIndex((token) => token.text === ';');
  return semicolon < 0 ? afterHead : afterHead + semicolon;
}

/** Literal arguments that can't mean what they seem to. */
function* lintCalls({ tokens, closes }: Script): Generator<LintFinding> {
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'word' && tokens[index + 1]?.text === '(') {
      const args = tokens.slice(index + 2, Math.min(closes.get(index + 1) ?? 0, index + 50));
      const about = args[0]?.text;
      const literal = args.find((one) => one.kind === 'string');
      if (ASKS_DNS.has(token.text) && about === 'host') yield finding('dns-for-every-url', token);
      if (literal === undefined) continue;
      const text = literal.text.slice(1, -1);
      if (about === 'host' && /^(?:dnsDomainIs|shExpMatch|localHostOrDomainIs)$/u.test(token.text))
        yield* lintHost(literal);
      if (token.text === 'dnsDomainIs' && /^[^.]+\./u.test(text)) yield finding('domain-without-dot', literal);
      if (token.text === 'shExpMatch' && about === 'url' && /^https:\/\/[^/]+\/[^*]/iu.test(text)) {
        yield finding('path-of-https', literal);
      }
    }
    const isCompared = token.text === '==' || token.text === '===';
    const sides = isCompared ? [tokens[index - 1], tokens[index + 1]] : [];
    const literal = sides.find((one) => one?.kind === 'string');
    if (literal !== undefined && sides.some((one) => one?.text === 'host')) yield* lintHost(literal);
  }
}

/** Hosts reach a script in lower case, and as they stand in the URL: mostly without the dot at the end. */
function* lintHost(literal: ScriptToken): Generator<LintFinding> {
  const text = literal.text.slice(1, -1);
  if (/[A-Z]/u.test(text)) yield finding('upper-case-host', literal);
  if (/[^.]\.$/u.test(text)) yield finding('trailing-dot', literal);
}

/** Texts that look like answers: `SOCKS` first means version 4 to browsers, unknown words are skipped in silence. */
function* lintAnswers(tokens: readonly ScriptToken[]): Generator<LintFinding> {
  const answers = tokens.filter((token) => token.kind === 'string' && LOOKS_LIKE_ANSWER.test(token.text.slice(1, -1)));
  for (const token of answers) {
    const text = token.text.slice(1, -1);
    if (/^\s*socks\s/iu.test(text)) yield finding('socks-first', token);
    const bad = parsePacAnswer(text).badEntries.find((entry) => entry.text !== '' && !/^\w+\s*$/u.test(entry.text));
    if (bad !== undefined) yield finding('bad-entry', token, bad.text);
  }
  const isDirectThere = tokens.some((token) => token.kind !== 'regexp' && /\bdirect\b/iu.test(token.text));
  if (answers.length > 0 && !isDirectThere) yield finding('no-direct', answers.at(-1));
}

const LOOKS_LIKE_ANSWER = /^\s*(?:proxy|https?|socks[45]?|direct)\b(?!:)/iu;
