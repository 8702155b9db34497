/** What lint rules look at and what they report. */
import type { AnyNode, Program } from 'acorn';
import { lineOf } from './walk-script.ts';
import type { ScriptFunction } from './walk-script.ts';

/** What linting can find; worded in `messages`. */
export const LINT_CODES = [
  /** Not JavaScript; `text` is the parser's own message. */
  'unreadable',
  /** Nested too deep or too long to be looked at. */
  'too-complex',
  'no-function',
  'missing-return',
  'unreachable',
  'repeated-condition',
  'dns-in-loop',
  'dns-for-every-url',
  /** A network or mask of `isInNet` that is no IPv4 address: it never matches. */
  'bad-network',
  'socks-first',
  'bad-entry',
  'no-direct',
  'upper-case-host',
  'trailing-dot',
  'domain-without-dot',
  'path-of-https',
  /** A proxy that an answer names does not take connections; only where somebody asked for it (`findDeadProxies`). */
  'dead-proxy',
] as const;

export type LintCode = (typeof LINT_CODES)[number];

export interface LintFinding {
  readonly code: LintCode;
  /** From 1. */
  readonly line: number;
  /** The text it is about, as written, at most 120 characters. */
  readonly text: string;
}

/** What the rules look at. */
export interface LintScript {
  readonly source: string;
  readonly program: Program;
  readonly entry: ScriptFunction;
  /** What the entry calls its arguments; scripts mostly hand them on by the same names. */
  readonly urlNames: ReadonlySet<string>;
  readonly hostNames: ReadonlySet<string>;
}

const MOST_TEXT = 120;

/** A finding at a node, with the first line of its text. */
export function findingAt(
  code: LintCode,
  node: AnyNode,
  script: Pick<LintScript, 'source'>,
  text?: string,
): LintFinding {
  const written = text ?? script.source.slice(node.start, Math.min(node.end, node.start + MOST_TEXT));
  return {
    code,
    line: lineOf(node),
    text: written
      .split(/[\n\r]/u, 1)
      .join('')
      .slice(0, MOST_TEXT),
  };
}
