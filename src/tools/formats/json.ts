import {
  applyEdits,
  findNodeAtLocation,
  modify,
  type Node,
  parseTree,
  type ParseError,
  createScanner,
} from 'jsonc-parser';
import { ok, refuse, type Result } from '../../base/result.ts';
import { type FormatProblem, holds, lineEndOf, openText, type TextFormat } from './text-format.ts';

/** Deeper nesting is no settings file; the parser goes down by recursion. */
const MAX_DEPTH = 200;

/** The scanner's tokens: `SyntaxKind` is a const enum, which erasable syntax can't import. */
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, END] = [1, 2, 3, 4, 17] as const;

/**
 * JSON with comments and trailing commas. A key is the way to its value, parts joined by `/`; the keys of `lists` hold
 * arrays of texts, given here joined by commas.
 */
export function jsonFormat(about: { readonly lists?: readonly string[] } = {}): TextFormat {
  const lists = about.lists ?? [];
  const format: TextFormat = {
    read(text, keys) {
      const opened = openTree(text);
      if (!opened.ok) return opened;
      const { root } = opened.value;
      const values = new Map<string, string>();
      for (const key of root === null ? [] : keys) {
        const node = root === null ? undefined : findNodeAtLocation(root, key.split('/'));
        if (node === undefined || node.type === 'null') continue;
        if (node.type === 'object') return refuse('shape');
        values.set(key, node.type === 'array' ? (node.children ?? []).map(textOf).join(',') : textOf(node));
      }
      return ok(values);
    },
    write(text, values) {
      const opened = openTree(text);
      if (!opened.ok) return opened;
      const { mark, body } = opened.value;
      let changed =
        opened.value.root === null && [...values.values()].some((value) => value !== null) ? withObject(body) : body;
      for (const [key, value] of values) {
        const path = key.split('/');
        const given = value === null ? undefined : lists.includes(key) ? value.split(',') : value;
        const root = parseTree(changed) ?? null;
        const above = root === null ? undefined : nearest(root, path.slice(0, -1));
        if (above !== undefined && above.type !== 'object') return refuse('shape');
        if (given === undefined && (root === null || findNodeAtLocation(root, path) === undefined)) continue;
        if (root !== null && isSame(findNodeAtLocation(root, path), given)) continue;
        const formattingOptions = { ...indentOf(changed), eol: lineEndOf(changed) };
        changed = applyEdits(changed, modify(changed, path, given, { formattingOptions }));
      }
      return holds(format, mark + changed, values) ? ok(mark + changed) : refuse('broken');
    },
  };
  return format;
}

function openTree(
  text: string,
): Result<{ readonly mark: string; readonly body: string; readonly root: Node | null }, FormatProblem> {
  const opened = openText(text);
  if (!opened.ok) return opened;
  const { mark, body } = opened.value;
  if (isTooDeep(body)) return refuse('broken');
  const errors: ParseError[] = [];
  const root = parseTree(body, errors, { allowTrailingComma: true }) ?? null;
  if (root === null && !hasTokens(body)) return ok({ mark, body, root: null });
  if (errors.length > 0 || root === null) return refuse('broken');
  return root.type === 'object' ? ok({ mark, body, root }) : refuse('shape');
}

/** An object behind the comments of a file that holds nothing else. */
function withObject(text: string): string {
  const end = lineEndOf(text);
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${gap}{}${end}`;
}

/** Whether anything but blanks and comments is there. */
function hasTokens(text: string): boolean {
  const first: number = createScanner(text, true).scan();
  return first !== END;
}

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token === OPEN_BRACE || token === OPEN_BRACKET) depth += 1;
    if (token === CLOSE_BRACE || token === CLOSE_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function nearest(root: Node, path: readonly string[]): Node | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? root : findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return undefined;
}

function isSame(node: Node | undefined, given: string | readonly string[] | undefined): boolean {
  if (node === undefined || given === undefined) return false;
  if (typeof given === 'string') return node.type === 'string' && node.value === given;
  const values = (node.children ?? []).map(textOf);
  return node.type === 'array' && values.length === given.length && values.every((one, index) => one === given[index]);
}

function textOf(node: Node): string {
  const value: unknown = node.value;
  return typeof value === 'string'
    ? value
    : typeof value === 'boolean' || typeof value === 'number'
      ? String(value)
      : '';
}

/** The indentation of the first member, so that a new one stands in line with the others. */
function indentOf(text: string): { readonly insertSpaces: boolean; readonly tabSize: number } {
  const indent = /\n([ \t]+)"/u.exec(text)?.[1] ?? '  ';
  return indent.startsWith('\t') ? { insertSpaces: false, tabSize: 4 } : { insertSpaces: true, tabSize: indent.length };
}
