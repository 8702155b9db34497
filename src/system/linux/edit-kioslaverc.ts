import { escapeKioslaverc, KIOSLAVERC_SECTION } from './kioslaverc.ts';

/**
 * Returns the text with other values for some keys of the section of proxy settings; `null` takes a key away. All other
 * lines, their order and their line ends stay as they are.
 */
export function editKioslaverc(text: string, wanted: ReadonlyMap<string, string | null>): string {
  const lineEnd = /\r\n/u.test(text) ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.split(/(?<=\n)/u);
  const left = new Map([...wanted].filter((entry): entry is [string, string] => entry[1] !== null));
  const lineOf = ([key, value]: readonly [string, string]): string => `${key}=${escapeKioslaverc(value)}${lineEnd}`;
  const edited: string[] = [];
  let isInside = false;
  let end = -1;
  for (const line of lines) {
    if (line.startsWith('[')) isInside = line.startsWith(KIOSLAVERC_SECTION);
    const key = isInside ? keyOf(line) : null;
    if (key === null || !wanted.has(key)) edited.push(line);
    else {
      const value = left.get(key);
      // Written twice, the later line would count; it is left out.
      if (value !== undefined) edited.push(lineOf([key, value]));
      left.delete(key);
    }
    if (isInside && line.trim() !== '') end = edited.length;
  }
  if (left.size === 0) return edited.join('');
  const added = [...left].map(lineOf);
  if (end < 0) {
    const last = edited.at(-1);
    if (last !== undefined && !last.endsWith('\n')) edited.push(lineEnd);
    return [...edited, ...(edited.length === 0 ? [] : [lineEnd]), `${KIOSLAVERC_SECTION}${lineEnd}`, ...added].join('');
  }
  const before = edited.slice(0, end);
  const last = before.at(-1);
  if (last !== undefined && !last.endsWith('\n')) before.push(lineEnd);
  return [...before, ...added, ...edited.slice(end)].join('');
}

/** The key of a line without its marks: `NoProxyFor[$e]` is `NoProxyFor`. */
function keyOf(line: string): string | null {
  const equals = line.indexOf('=');
  if (equals < 0 || line.startsWith('#') || line.startsWith('[')) return null;
  return line
    .slice(0, equals)
    .trim()
    .replace(/(?:\[[^\]]*\])+$/u, '')
    .trim();
}
