/** The text of a preset and its values, both ways: an edit touches only its own place, and comments stay where they are. */
import { applyEdits, type JSONPath, modify, parse, type ParseError } from 'jsonc-parser';

/** Keys with a short form: one text stands for a group with this one key. */
const SHORT_FORMS: Readonly<Partial<Record<string, string>>> = { name: 'en', proxies: 'all' };

/** Returns the values of a text; `null` while it isn't a JSON object. */
export function valuesOf(text: string): object | null {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && isGroup(value) ? value : null;
}

/** Returns the value at a path, a short form read as the group that it stands for; `undefined` where nothing is. */
export function valueAt(values: object | null, path: JSONPath): unknown {
  let value: unknown = values;
  let name = '';
  for (const part of path) {
    if (typeof value === 'string') return SHORT_FORMS[name] === part ? value : undefined;
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
    name = String(part);
  }
  return value;
}

/** Returns the text with another value at a path; `undefined` takes it away, and the groups that it leaves empty. */
export function withValue(text: string, path: JSONPath, value: unknown): string {
  const values = valuesOf(text);
  if (values === null || path.length === 0) return text;
  const above = path.slice(0, -1);
  const group = valueAt(values, above);
  const key = path.at(-1);
  const isShort = typeof group === 'string' && above.length > 0;
  if (isShort) return changed(text, above, key === shortKey(above) ? value : longForm(group, path, value));
  const next = Array.isArray(value)
    ? withList(text, path, { from: valueAt(values, path), to: value })
    : changed(text, path, value);
  return value === undefined ? withoutEmpty(next, above) : next;
}

/** Returns the text with one more entry at the end of a list. */
export function withEntry(text: string, path: JSONPath, entry: object): string {
  const list = valueAt(valuesOf(text), path);
  return Array.isArray(list) ? changed(text, [...path, list.length], entry, true) : changed(text, path, [entry]);
}

/** Returns the text without one entry of a list; the list goes with its last one. */
export function withoutEntry(text: string, path: JSONPath, index: number): string {
  const list = valueAt(valuesOf(text), path);
  const isLast = Array.isArray(list) && list.length <= 1;
  return isLast ? withValue(text, path, undefined) : changed(text, [...path, index], undefined);
}

/** A list is changed entry by entry, so that comments between the others stay. */
function withList(
  text: string,
  path: JSONPath,
  { from, to }: { readonly from: unknown; readonly to: readonly unknown[] },
): string {
  if (!Array.isArray(from) || from.length === 0) return changed(text, path, to);
  const old: readonly unknown[] = from;
  let start = 0;
  while (start < old.length && start < to.length && old[start] === to[start]) start += 1;
  let same = 0;
  while (same < old.length - start && same < to.length - start && old.at(-1 - same) === to.at(-1 - same)) same += 1;
  const replaced = Math.min(old.length, to.length) - start - same;
  let next = text;
  for (let index = 0; index < replaced; index += 1) next = changed(next, [...path, start + index], to[start + index]);
  const at = start + replaced;
  for (let index = at; index < old.length - same; index += 1) next = changed(next, [...path, at], undefined);
  for (let index = at; index < to.length - same; index += 1) next = changed(next, [...path, index], to[index], true);
  return next;
}

function withoutEmpty(text: string, path: JSONPath): string {
  if (path.length === 0 || typeof path.at(-1) === 'number') return text;
  const group = valueAt(valuesOf(text), path);
  if (!isGroup(group) || Object.keys(group).length > 0) return text;
  return withoutEmpty(changed(text, path, undefined), path.slice(0, -1));
}

function longForm(short: string, path: JSONPath, value: unknown): unknown {
  if (value === undefined) return short;
  const above = shortKey(path.slice(0, -1));
  return { ...(above === undefined ? {} : { [above]: short }), [String(path.at(-1))]: value };
}

function shortKey(path: JSONPath): string | undefined {
  return SHORT_FORMS[String(path.at(-1))];
}

function changed(text: string, path: JSONPath, value: unknown, isArrayInsertion = false): string {
  const formattingOptions = {
    insertSpaces: !/^\t/mu.test(text),
    tabSize: /^ {4}"/mu.test(text) && !/^ {2}"/mu.test(text) ? 4 : 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions, isArrayInsertion }));
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns where a line and column (from 1) begin in a text. */
export function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(text.length, start + column - 1);
}
