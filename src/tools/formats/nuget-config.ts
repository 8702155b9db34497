import { ok, refuse, type Result } from '../../base/result.ts';
import {
  createTextFormat,
  type Found,
  type FormatProblem,
  lineEndOf,
  type Scan,
  type TextFormat,
  type Values,
} from './text-format.ts';
import { elementsAt, encodeXml, indentAt, parseXml, withIndent } from './xml-tree.ts';

/**
 * NuGet.Config: `<add key="…" value="…" />` below configuration/config; keys count in any case.
 * @see https://learn.microsoft.com/nuget/reference/nuget-config-file#config-section
 */
export const NUGET_CONFIG: TextFormat = (() => {
  const inner = createTextFormat({
    scan,
    encode: encodeXml,
    statement: ({ name, value, indent = '    ' }) => `${indent}<add key="${name}" value="${encodeXml(value)}" />`,
  });
  return { read: inner.read, write: (text: string, values: Values) => inner.write(withSection(text, values), values) };
})();

function scan(text: string): Result<Scan, FormatProblem> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  if (root === null) return ok({ found: [], insertAt: () => text.length });
  if (root.name !== 'configuration') return refuse('shape');
  const section = elementsAt(root, 'config').at(-1);
  const found: Found[] = [];
  for (const element of section?.children ?? []) {
    const key = element.attributes.find(({ name }) => name === 'key');
    const value = element.attributes.find(({ name }) => name === 'value');
    if (element.name === 'clear') found.length = 0;
    if (element.name !== 'add' || key === undefined || value === undefined) continue;
    found.push({
      key: `/${key.value.toLowerCase()}`,
      value: value.value,
      statement: withIndent(text, element.span),
      valueSpan: value.span,
    });
  }
  const last = section?.children.at(-1);
  const indent = last === undefined ? `${indentAt(text, section?.span.from ?? 0)}  ` : indentAt(text, last.span.from);
  // New entries go to the beginning of a line of their own, behind the section's start tag or its last entry.
  const insertAt = lineBehind(text, last?.span.to ?? section?.inner?.from ?? text.length);
  return ok({ found, insertAt: () => insertAt, indentOf: () => indent });
}

/** The beginning of the next line where only blanks are left on this one, else the offset itself. */
function lineBehind(text: string, offset: number): number {
  const hit = /^[ \t]*(?:\r\n|\n)/u.exec(text.slice(offset, offset + 200));
  return hit === null ? offset : offset + hit[0].length;
}

/** Returns the text with an (empty) config section, where something is to be put into one that isn't there. */
function withSection(text: string, values: Values): string {
  if ([...values.values()].every((value) => value === null)) return text;
  const parsed = parseXml(text.replace(/^\u00EF\u00BB\u00BF/u, '\u0020\u0020\u0020'));
  if (!parsed.ok) return text;
  const end = lineEndOf(text);
  const root = parsed.value;
  if (root === null) {
    const head = text.trim() === '' ? `<?xml version="1.0" encoding="utf-8"?>${end}` : text;
    return `${head}<configuration>${end}  <config>${end}  </config>${end}</configuration>${end}`;
  }
  if (root.name !== 'configuration') return text;
  const section = elementsAt(root, 'config').at(-1);
  const empty = `<config>${end}  </config>`;
  if (section !== undefined) {
    if (section.inner !== null) return text;
    return text.slice(0, section.span.from) + empty + text.slice(section.span.to);
  }
  if (root.inner === null) {
    const start = text.slice(0, root.span.to).replace(/\s*\/>$/u, '>');
    return `${start}${end}  ${empty}${end}</configuration>${text.slice(root.span.to)}`;
  }
  return `${text.slice(0, root.inner.from)}${end}  ${empty}${text.slice(root.inner.from)}`;
}
