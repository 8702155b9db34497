/** A reader of XML that knows where everything stands, so that one value can be changed and nothing else. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { FormatProblem, Span } from './text-format.ts';

export interface Attribute {
  readonly name: string;
  /** Decoded. */
  readonly value: string;
  /** Between the quotes. */
  readonly span: Span;
}

export interface Element {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Element[];
  /** From `<` to behind the last `>`. */
  readonly span: Span;
  /** Between the tags; `null` for `<a/>`. */
  readonly inner: Span | null;
  /** Decoded text of its own, outside child elements. */
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: Element[];
  readonly from: number;
  readonly innerFrom: number;
  text: string;
}

const MAX_DEPTH = 100;
const NAME = String.raw`[A-Za-z_:][\w:.-]*`;
const TAG = new RegExp(String.raw`<(/?)(${NAME})((?:\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>`, 'uy');
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*("[^"<]*"|'[^'<]*')`, 'gu');

/** What is no element: each with its beginning and its end. */
const PASSED = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;

/**
 * Returns the document's element; `null` where there is none. A document type is not understood: it may define names.
 * @see https://www.w3.org/TR/xml/
 */
export function parseXml(text: string): Result<Element | null, FormatProblem> {
  const open: Open[] = [];
  const roots: Element[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const above = open.at(-1);
    const words = text.slice(at, next < 0 ? text.length : next);
    if (above !== undefined) above.text += decodeXml(words);
    else if (/\S/u.test(words)) return refuse('broken');
    if (next < 0) break;
    const passed = PASSED.find(([begin]) => text.startsWith(begin, next));
    if (passed !== undefined || text.startsWith('<![CDATA[', next)) {
      const [begin, close] = passed ?? ['<![CDATA[', ']]>'];
      const end = text.indexOf(close, next + begin.length);
      if (end < 0) return refuse('broken');
      if (passed === undefined && above !== undefined) above.text += text.slice(next + begin.length, end);
      at = end + close.length;
      continue;
    }
    TAG.lastIndex = next;
    const tag = TAG.exec(text);
    if (tag === null) return refuse(text.startsWith('<!DOCTYPE', next) ? 'shape' : 'broken');
    at = next + tag[0].length;
    const [, slash = '', name = '', attributes = '', closed = ''] = tag;
    if (slash === '/') {
      const element = open.pop();
      if (element?.name !== name) return refuse('broken');
      const { from, innerFrom, ...rest } = element;
      (open.at(-1)?.children ?? roots).push({ ...rest, span: { from, to: at }, inner: { from: innerFrom, to: next } });
      continue;
    }
    const about = { name, attributes: attributesOf(attributes, next + 1 + name.length), children: [], text: '' };
    if (closed === '/') (above?.children ?? roots).push({ ...about, span: { from: next, to: at }, inner: null });
    else if (open.push({ ...about, from: next, innerFrom: at }) > MAX_DEPTH) return refuse('broken');
  }
  return open.length > 0 || roots.length > 1 ? refuse('broken') : ok(roots[0] ?? null);
}

/** Returns the elements that a way of names leads to. */
export function elementsAt(root: Element, ...way: readonly string[]): readonly Element[] {
  return way.reduce<readonly Element[]>(
    (level, name) => level.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [root],
  );
}

/** Returns the text of the first child of a name, or `null`. */
export function childText(element: Element, name: string): string | null {
  return element.children.find((child) => child.name === name)?.text.trim() ?? null;
}

/** Returns text as it stands between tags or in an attribute. */
export function encodeXml(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;');
}

/** An element with the blanks before it, so that no empty line stays behind. */
export function withIndent(text: string, { from, to }: Span): Span {
  let start = from;
  while (/[ \t]/u.test(text[start - 1] ?? '')) start -= 1;
  if (text[start - 1] !== '\n') return { from, to };
  start -= text[start - 2] === '\r' ? 2 : 1;
  return { from: start, to };
}

/** The blanks that a line begins with, up to an offset. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/u.exec(line)?.[0] ?? '';
}

function attributesOf(text: string, offset: number): readonly Attribute[] {
  return [...text.matchAll(ATTRIBUTE)].map((hit) => {
    const [all, name = '', quoted = ''] = hit;
    const to = offset + hit.index + all.length - 1;
    return { name, value: decodeXml(quoted.slice(1, -1)), span: { from: to - quoted.length + 2, to } };
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/gu, (all, decimal, hex, named) => {
    if (typeof named === 'string') return ENTITIES[named] ?? all;
    const code = Number.parseInt(String(decimal ?? hex), decimal === undefined ? 16 : 10);
    return code <= 0x10_ffff ? String.fromCodePoint(code) : all;
  });
}
