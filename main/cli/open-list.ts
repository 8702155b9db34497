/** Opens the list that `check` is given: a file that is read piece by piece, standard input, or a list of ours. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { readList } from '../../src/check/read-list.ts';
import type { ListItem } from '../../src/check/check-entry.ts';
import { formatNumber } from '../../src/messages/format.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { CommandContext } from './command-context.ts';
import { shownUrl } from './given-options.ts';
import { readInput } from './read-input.ts';
import { UsageProblem } from './usage-problem.ts';
import { codeOf } from '../../src/base/error-code.ts';

/** A list in which every line has been looked at. */
export interface OpenList {
  readonly count: number;
  /** Goes through it from the start, piece by piece; each time anew. */
  items(): AsyncIterable<readonly ListItem[]>;
}

/** What can't be read twice is kept whole: some hundred thousand URLs. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

type Chunks = () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Opens a list and checks all of it; refuses one with a bad line, before anything is asked for. */
export async function openList(context: CommandContext, file: string): Promise<OpenList> {
  return checkList(context, { file, chunks: await chunksOf(context, file) });
}

/** The same for URLs that are known already. */
export function openUrls(context: CommandContext, name: string, urls: readonly string[]): Promise<OpenList> {
  return checkList(context, { file: name, chunks: () => [Buffer.from(urls.join('\n'))] });
}

async function checkList(
  { words: { check }, interruption }: CommandContext,
  { file, chunks }: { readonly file: string; readonly chunks: Chunks },
): Promise<OpenList> {
  let count = 0;
  for await (const items of readList(chunks())) {
    if (interruption.aborted) break;
    for (const item of items) {
      if ('start' in item) throw new UsageProblem(check.longLine(file, item.line, shownUrl(item.start)));
      if (!parseTarget(item.text).ok) throw new UsageProblem(check.badLine(file, item.line, shownUrl(item.text)));
    }
    count += items.length;
  }
  if (count === 0 && !interruption.aborted) throw new UsageProblem(check.noUrls(file));
  return {
    count,
    async *items() {
      for await (const items of readList(chunks())) yield items.filter((item) => 'text' in item);
    },
  };
}

async function chunksOf(context: CommandContext, file: string): Promise<Chunks> {
  const { words } = context;
  try {
    if (file !== '-' && (await stat(file)).isFile()) return () => createReadStream(file);
    const kept = await readWhole(context, file);
    if (kept !== null) return () => [kept];
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === null) throw thrown;
    throw new UsageProblem(words.cli.errors.fileUnreadable(file, code));
  }
  const megabytes = `${formatNumber(MOST_KEPT_BYTES / 1024 / 1024, context.lang)} MB`;
  throw new UsageProblem(words.check.tooLarge(file, megabytes));
}

/** Standard input, or a pipe that has a name; `null` where it is too long. */
async function readWhole({ terminal, interruption }: CommandContext, file: string): Promise<Buffer | null> {
  if (file === '-') {
    const text = await readInput(terminal, interruption, MOST_KEPT_BYTES);
    return text === null ? null : Buffer.from(text);
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of createReadStream(file, { signal: interruption })) {
    const given: unknown = piece;
    const bytes = Buffer.isBuffer(given) ? given : Buffer.from(String(given));
    size += bytes.length;
    if (size > MOST_KEPT_BYTES) return null;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
