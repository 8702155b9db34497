/** Opens the list that `check` is given: a file or standard input, read piece by piece, or a list of ours. */
import type { ListItem } from '../../src/check/check-entry.ts';
import { readList, type LongLine } from '../../src/check/read-list.ts';
import { codeOf } from '../../src/base/error-code.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { CommandContext } from './command-context.ts';
import { shownUrl } from './given-options.ts';
import { openFile, openStream, sourceOf, type ListSource } from './list-source.ts';
import { UsageProblem } from './usage-problem.ts';

/** A list of which the beginning has been looked at; of a short one that is everything. */
export interface OpenList {
  readonly first: string;
  /** How many URLs it holds; `null` while its end has not been read. */
  readonly count: number | null;
  /** A line that ended the list, as no URL can be read there; only behind the beginning. */
  readonly problem: string | null;
  /** Goes through it from the start, piece by piece, once. */
  items(): AsyncIterable<readonly ListItem[]>;
}

/** Opens a list and checks its beginning; refuses one with a bad line there, before anything is asked for. */
export async function openList(context: CommandContext, file: string): Promise<OpenList> {
  try {
    return await lookAhead(
      context,
      file === '-' ? context.words.check.standardInput : file,
      await sourceNamed(context, file),
    );
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === null) throw thrown;
    throw new UsageProblem(context.words.cli.errors.fileUnreadable(file, code));
  }
}

/** The same for URLs that are known already. */
export function openUrls(context: CommandContext, name: string, urls: readonly string[]): Promise<OpenList> {
  return lookAhead(context, name, sourceOf(urls.join('\n')));
}

function sourceNamed({ terminal, interruption }: CommandContext, file: string): Promise<ListSource> {
  return file === '-' ? openStream(terminal.input, interruption) : openFile(file, interruption);
}

async function lookAhead(context: CommandContext, file: string, source: ListSource): Promise<OpenList> {
  const { words, interruption } = context;
  const looked = { count: 0, line: 0, first: '' };
  // The last line of a beginning may go on behind it.
  let last: ListItem | LongLine | null = null;
  const look = (item: ListItem | LongLine): void => {
    const problem = problemOf(item, file, words.check);
    if (problem !== null) throw new UsageProblem(words.check.nothingYet(problem));
    if (looked.count === 0 && 'text' in item) looked.first = item.text;
    looked.count += 1;
    looked.line = item.line;
  };
  for await (const items of readList(source.ahead())) {
    if (interruption.aborted) break;
    for (const item of items) {
      if (last !== null) look(last);
      last = item;
    }
  }
  if (last !== null && (source.isWhole || 'start' in last)) look(last);
  else if (last !== null && looked.count === 0) looked.first = last.text;
  if (source.isWhole && looked.count === 0 && !interruption.aborted) throw new UsageProblem(words.check.noUrls(file));
  return new StreamedList(source, { ...looked, problemOf: (item) => problemOf(item, file, words.check) });
}

class StreamedList implements OpenList {
  readonly first: string;
  count: number | null;
  problem: string | null = null;
  readonly #source: ListSource;
  /** Lines up to this one are known to be good. */
  readonly #line: number;
  readonly #problemOf: (item: ListItem | LongLine) => string | null;

  constructor(
    source: ListSource,
    looked: {
      readonly first: string;
      readonly count: number;
      readonly line: number;
      readonly problemOf: (item: ListItem | LongLine) => string | null;
    },
  ) {
    this.#source = source;
    this.first = looked.first;
    this.count = source.isWhole ? looked.count : null;
    this.#line = looked.line;
    this.#problemOf = looked.problemOf;
  }

  async *items(): AsyncGenerator<readonly ListItem[]> {
    let count = 0;
    for await (const items of readList(this.#source.all())) {
      const good: ListItem[] = [];
      for (const item of items) {
        if (item.line > this.#line) this.problem = this.#problemOf(item);
        if (this.problem !== null || !('text' in item)) break;
        good.push(item);
      }
      count += good.length;
      yield good;
      if (this.problem !== null) return;
    }
    this.count = count;
  }
}

/** Says what is wrong with a line; `null` where it is a URL. */
function problemOf(item: ListItem | LongLine, file: string, words: CommandContext['words']['check']): string | null {
  if ('start' in item) return words.longLine(file, item.line, shownUrl(item.start));
  return parseTarget(item.text).ok ? null : words.badLine(file, item.line, shownUrl(item.text));
}
