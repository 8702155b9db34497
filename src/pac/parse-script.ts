/** Scripts as syntax trees, with limits: the text comes from strangers, so depth, length and time are bounded. */
import { Parser } from 'acorn';
import type { Program } from 'acorn';
import { ok, refuse } from '../base/result.ts';
import type { Result } from '../base/result.ts';

/** Why there is no tree. `too-complex`: nested deeper or longer than is looked at; the engine may still run it. */
export interface ParseProblem {
  readonly kind: 'syntax' | 'too-complex';
  /** The parser's own message; empty for `too-complex`. */
  readonly detail: string;
  /** From 1. */
  readonly line: number;
}

/** Characters: a fetched script has at most 1 MB. */
const MOST_CHARACTERS = 1024 * 1024;
/** A script of 10,000 rules has about 150,000. */
const MOST_TOKENS = 600_000;
/** Milliseconds: ends what grows faster than its length, and leaves a busy computer time for an honest megabyte. */
const MOST_MS = 4_000;
const CHECK_EVERY = 1_024;

class TooComplex extends Error {}

/**
 * acorn, less what is of no use here and costs the square of the length on hostile text: twice declared names and
 * the inside of regular expressions, both of which the engine checks by itself.
 */
class LenientParser extends Parser {
  declareName(): void {
    // The engine reports a name that is declared twice.
  }

  validateRegExpFlags(): void {
    // So it does with flags …
  }

  validateRegExpPattern(): void {
    // … and patterns.
  }
}

/** Counts tokens and looks at the clock now and then. */
function createGuard(): () => void {
  const endMs = performance.now() + MOST_MS;
  let tokens = 0;
  return () => {
    tokens += 1;
    if (tokens > MOST_TOKENS || (tokens % CHECK_EVERY === 0 && performance.now() > endMs)) throw new TooComplex();
  };
}

/** Returns the tree of a script (not a module), whatever the year of its language. */
export function parseScript(source: string): Result<Program, ParseProblem> {
  if (source.length > MOST_CHARACTERS) return refuse({ kind: 'too-complex', detail: '', line: 1 });
  try {
    const tree = LenientParser.parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      locations: true,
      preserveParens: true,
      onToken: createGuard(),
    });
    return ok(tree);
  } catch (error) {
    if (error instanceof SyntaxError) return refuse({ kind: 'syntax', ...messageOf(error) });
    // A RangeError is the parser's own stack, filled by nesting.
    if (error instanceof TooComplex || error instanceof RangeError)
      return refuse({ kind: 'too-complex', detail: '', line: 1 });
    throw error;
  }
}

/** acorn ends its messages with `(line:column)`. */
function messageOf(error: SyntaxError): { readonly detail: string; readonly line: number } {
  const place = / \((\d+):\d+\)$/u.exec(error.message);
  return { detail: error.message.replace(/ \(\d+:\d+\)$/u, '').slice(0, 200), line: Number(place?.[1] ?? 1) };
}
