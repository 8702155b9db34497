import type { AccessView } from '../../../src/contract/change-view.ts';
import { formatList } from '../../../src/messages/format.ts';
import type { CommandContext } from '../command-context.ts';

/** Returns what stands in the way of a change, told before anybody agrees to it. */
export function accessLines(
  { administrator, managed, inUse }: AccessView,
  { words: { changing }, lang, paint }: Pick<CommandContext, 'words' | 'lang' | 'paint'>,
): readonly string[] {
  const lines = [
    ...(administrator.length === 0 ? [] : [changing.administrator(formatList(administrator, lang))]),
    ...(managed.length === 0 ? [] : [changing.managed(formatList(managed, lang))]),
    ...(inUse.length === 0 ? [] : [changing.inUse(formatList(inUse, lang))]),
  ];
  return lines.map((line) => paint.yellow(line));
}
