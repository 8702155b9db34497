/** Reads a list of URLs piece by piece: one a line, `#` comments; nobody's line makes us hold more than a URL can be long. */
import type { ListItem } from './check-entry.ts';

/** As long as a URL may be (`parseTarget`), with room for a comment behind it. */
const LONGEST_LINE = 16 * 1024;

/** A line that is longer than any URL; its beginning. */
export interface LongLine {
  readonly line: number;
  readonly start: string;
}

/** Yields the URLs with their line numbers, piece by piece. UTF-8, or UTF-16 where a byte order mark says so (as PowerShell writes). */
export async function* readList(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<readonly (ListItem | LongLine)[]> {
  let line = 0;
  for await (const texts of linesOf(chunks)) {
    const items: (ListItem | LongLine)[] = [];
    for (const text of texts) {
      line += 1;
      if (text.length > LONGEST_LINE) {
        items.push({ line, start: text.slice(0, 200) });
        continue;
      }
      const url = withoutComment(text);
      if (url !== '') items.push({ line, text: url });
    }
    yield items;
  }
}

/** A `#` begins a comment at the start of a line or behind a blank; inside a URL it begins the fragment. */
function withoutComment(text: string): string {
  return (text.includes('#') ? text.replace(/(?:^|\s)#.*$/su, '') : text).trim();
}

/** Yields lines, those of a piece at once; of one that is too long only so much that it shows. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  let decoder: TextDecoder | null = null;
  let first: Buffer = Buffer.alloc(0);
  let rest = '';
  for await (const chunk of chunks) {
    if (decoder === null) {
      first = Buffer.concat([first, chunk]);
      if (first.length < 2) continue;
      decoder = new TextDecoder(encodingOf(first));
      rest = decoder.decode(first, { stream: true });
    } else rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE + 1);
    if (lines.length > 0) yield lines;
  }
  decoder ??= new TextDecoder();
  rest += first.length < 2 ? decoder.decode(first) : decoder.decode();
  if (rest !== '') yield [rest];
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
