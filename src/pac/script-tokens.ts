/** One token of a script, with its place. `text` of a string is its raw source, quotes included. */
export interface ScriptToken {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'regexp' | 'sign';
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
  /** Line of its first character, from 1. */
  readonly line: number;
  /** A line break stands between it and the token before it. */
  readonly afterBreak: boolean;
}

/** A script of 10,000 rules has about 150,000. */
const MOST_TOKENS = 600_000;
const BREAKS = /[\n\r\u2028\u2029]/u;
const LINE_END = /\r\n|[\n\r\u2028\u2029]/u;
const SPACE = /[^\S\n\r\u2028\u2029]+/uy;
const BREAK = /\r\n|[\n\r\u2028\u2029]/uy;
const COMMENT = /\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/|<!--[^\n\r]*/uy;
const WORD = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)n?/uy;
const STRING = /"(?:[^"\\\n\r]|\\[\s\S])*"|'(?:[^'\\\n\r]|\\[\s\S])*'/uy;
const REGEXP = /\/(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[a-z]*/uy;
const SIGN = /=>|\.\.\.|\?\.|[{}()[\];,.:?~]|[-+*/%&|^!<>=]+/uy;

const BRACKETS = new Set('{}()[];,');

/** Words after which a slash begins a regular expression, not a division. */
const BEFORE_OPERAND = new Set(
  'return typeof case in of do else void throw new delete instanceof yield await'.split(' '),
);

/**
 * Returns the tokens of a script, or `null` where the text can't be read as one. This is no parser: it only tells code
 * from strings, comments, templates and regular expressions, which is what marking and linting need.
 */
export function scriptTokens(source: string): readonly ScriptToken[] | null {
  const tokens: ScriptToken[] = [];
  let at = 0;
  let line = 1;
  let afterBreak = true;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const step = (text: string): void => {
    at += text.length;
    if (BREAKS.test(text)) line += text.split(LINE_END).length - 1;
  };
  while (at < source.length) {
    const gap = match(SPACE) ?? match(BREAK) ?? match(COMMENT);
    if (gap !== null) {
      if (BREAKS.test(gap)) afterBreak = true;
      step(gap);
      continue;
    }
    const token = readToken(tokens.at(-1), match, source, at);
    if (token === null || tokens.length >= MOST_TOKENS) return null;
    tokens.push({ ...token, at, line, afterBreak });
    afterBreak = false;
    step(token.text);
  }
  return tokens;
}

type Bare = Pick<ScriptToken, 'kind' | 'text'>;

function readToken(
  before: ScriptToken | undefined,
  match: (pattern: RegExp) => string | null,
  source: string,
  at: number,
): Bare | null {
  const first = source[at] ?? '';
  if (BRACKETS.has(first)) return { kind: 'sign', text: first };
  const word = match(WORD);
  if (word !== null) return { kind: 'word', text: word };
  const number = match(NUMBER);
  if (number !== null) return { kind: 'number', text: number };
  const string = match(STRING);
  if (string !== null) return { kind: 'string', text: string };
  if (first === '`') {
    const text = wholeTemplate(source, at);
    return text === null ? null : { kind: 'template', text };
  }
  if (first === '/' && mayBeginOperand(before)) {
    const regexp = match(REGEXP);
    if (regexp !== null) return { kind: 'regexp', text: regexp };
  }
  const sign = match(SIGN);
  return sign === null ? null : { kind: 'sign', text: sign };
}

function mayBeginOperand(before: ScriptToken | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return BEFORE_OPERAND.has(before.text);
  return before.kind === 'sign' && !/^(?:[)\]}]|\+\+|--)$/u.test(before.text);
}

/** The template from its first backtick to its last; code inside `${…}` is passed over by counting braces. */
function wholeTemplate(source: string, from: number): string | null {
  let depth = 0;
  for (let at = from + 1; at < source.length; at += 1) {
    const sign = source[at];
    if (sign === '\\') at += 1;
    else if (depth === 0 && sign === '`') return source.slice(from, at + 1);
    else if (depth === 0 && sign === '$' && source[at + 1] === '{') {
      depth = 1;
      at += 1;
    } else if (depth > 0 && sign === '{') depth += 1;
    else if (depth > 0 && sign === '}') depth -= 1;
    else if (depth > 0 && sign === '`') {
      const inner = wholeTemplate(source, at);
      if (inner === null) return null;
      at += inner.length - 1;
    }
  }
  return null;
}
