/** Reads the text of a preset into a tree that knows where everything stands, within bounds. */
import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { ok, refuse, type Result } from '../base/result.ts';
import { jsonFaultOf } from './json-fault.ts';
import type { InFile, PresetProblem } from './preset-problem.ts';

/** Larger files are no preset. */
const MAX_PRESET_CHARS = 1_000_000;

/** A preset has five levels; the parser calls itself for each, and a file of brackets must not end it. */
const MAX_NESTING = 100;

/** Keys through which careless programs change the objects of everybody. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/** A text as a tree, and what it holds. */
export interface PresetText {
  readonly value: unknown;
  /** Where the value at a path stands, or the nearest thing around it that is there. */
  readonly locate: (path: readonly PropertyKey[]) => InFile;
  /** Every text and every key in the file, with its path. */
  readonly strings: readonly PresetString[];
}

export interface PresetString {
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly isKey: boolean;
}

/** Returns the tree of a JSON text; comments and commas at the end of lists are allowed. */
export function readPresetText(text: string): Result<PresetText, PresetProblem> {
  if (text.length > MAX_PRESET_CHARS || nesting(text) > MAX_NESTING) return refuse({ kind: 'too-large' });
  const errors: ParseError[] = [];
  const plain = text.replace(/^\uFEFF/u, '');
  const tree = parseTree(plain, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    const fault = error === undefined ? 'value' : jsonFaultOf(error);
    return refuse({ kind: 'not-json', ...lineAndColumn(plain, error?.offset ?? 0), fault });
  }
  const locate = (path: readonly PropertyKey[]): InFile => inFile(plain, tree, path);
  const walked = walk(tree, locate);
  if (!walked.ok) return walked;
  const value: unknown = getNodeValue(tree);
  return ok({ value, locate, strings: walked.value });
}

/** Returns every text with its path, or the first key that may not stand there. */
function walk(tree: Node, locate: PresetText['locate']): Result<readonly PresetString[], PresetProblem> {
  const strings: PresetString[] = [];
  const open: { readonly node: Node; readonly path: readonly (string | number)[] }[] = [{ node: tree, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, path } = next;
    if (node.type === 'string') strings.push({ path, text: String(node.value), isKey: false });
    if (node.type === 'array') {
      node.children?.forEach((child, index) => open.push({ node: child, path: [...path, index] }));
    }
    if (node.type !== 'object') continue;
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [keyNode, valueNode] = property.children ?? [];
      const key = String(keyNode?.value);
      const here = [...path, key];
      if (FORBIDDEN_KEYS.includes(key)) return refuse({ kind: 'forbidden-key', ...locate(here) });
      if (seen.has(key)) return refuse({ kind: 'duplicate-key', ...locate(here) });
      seen.add(key);
      strings.push({ path: here, text: key, isKey: true });
      if (valueNode !== undefined) open.push({ node: valueNode, path: here });
    }
  }
  return ok(strings);
}

function inFile(text: string, tree: Node, path: readonly PropertyKey[]): InFile {
  const parts = path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  for (let length = parts.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(tree, parts.slice(0, length));
    // A key is what people look for; its value may stand lines below.
    const shown = node?.parent?.type === 'property' ? node.parent : node;
    if (shown !== undefined) return { path: shownPath(parts), ...lineAndColumn(text, shown.offset) };
  }
  return { path: shownPath(parts), line: 1, column: 1 };
}

/** A path is quoted to people; a key of a thousand signs is not. */
function shownPath(parts: readonly (string | number)[]): string {
  return parts
    .map((part) => String(part).replace(/\p{C}/gu, '�').slice(0, 80))
    .join('.')
    .slice(0, 400);
}

/** Where an offset into a text stands; both count from 1. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Counts brackets, also those within texts: a limit needs no more. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
