/** Breaks running text into lines that fit a terminal, in Japanese as well. */
import stringWidth from 'string-width';
import type { Lang } from '../../../src/messages/format.ts';

/** Marks that may not begin a line (JIS X 4051). */
const NOT_AT_START = /^[、。，．,.!?！？）」』】〉》)\]:;：；ー々っゃゅょッャュョ]/u;

/** Returns the lines of `text`, none wider than `columns` where that can be had; `null` leaves the text as it is. */
export function wrap(
  text: string,
  { columns, lang, indent = '' }: { columns: number | null; lang: Lang; indent?: string },
): string {
  if (columns === null || columns < 20) return indent + text;
  const most = Math.min(columns, 100) - stringWidth(indent);
  const lines: string[] = [];
  let line = '';
  for (const { segment } of new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)) {
    const fits = stringWidth((line + segment).trimEnd()) <= most || NOT_AT_START.test(segment);
    if (fits) line += segment;
    else {
      lines.push(line.trimEnd());
      line = segment.trimStart();
    }
  }
  return [...lines, line.trimEnd()].map((one) => indent + one).join('\n');
}
