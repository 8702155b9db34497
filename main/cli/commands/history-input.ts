/** What the verbs of `history` are asked for, and reading it. */
import { systemClock } from '../../../src/base/clock.ts';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { HISTORY_KINDS } from '../../../src/watch/history-entry.ts';
import type { HistoryQuery } from '../../../src/watch/history-query.ts';
import type { History } from '../../host/history-files.ts';
import type { CommandContext, GivenOptions } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';

/** Everything that is kept; some ten thousand entries at most. */
export const ALL = 100_000;

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Returns what the options look for; refuses what can't be meant. */
export function readQuery(options: GivenOptions, { words }: CommandContext): HistoryQuery {
  const kindText = textOption(options, 'kind');
  const kind = HISTORY_KINDS.find((one) => one === kindText);
  if (kindText !== undefined && kind === undefined)
    throw new UsageProblem(words.cli.errors.badChoice('--kind', kindText, HISTORY_KINDS.join(', ')));
  const codeText = textOption(options, 'code');
  const code = CAUSE_CODES.find((one) => one === codeText);
  if (codeText !== undefined && code === undefined) throw new UsageProblem(words.history.cli.badCode(codeText));
  const host = textOption(options, 'host');
  const search = textOption(options, 'search');
  const since = textOption(options, 'since');
  const until = textOption(options, 'until');
  const time = (option: string, text: string, isEnd: boolean): number => {
    const ms = parseTime(text, isEnd);
    if (ms === null) throw new UsageProblem(words.history.cli.badTime(option, text));
    return ms;
  };
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(code === undefined ? {} : { code }),
    ...(host === undefined ? {} : { host }),
    ...(search === undefined ? {} : { search }),
    ...(since === undefined ? {} : { fromMs: time('--since', since, false) }),
    ...(until === undefined ? {} : { toMs: time('--until', until, true) }),
  };
}

/** Returns how many entries are wanted. */
export function readLimit(options: GivenOptions, otherwise: number, { words }: CommandContext): number {
  const text = textOption(options, 'limit');
  if (text === undefined) return otherwise;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > ALL) throw new UsageProblem(words.history.cli.badLimit(text));
  return limit;
}

/** Does what reads the history; where the file system refuses, says so and ends with the status for that. */
export async function readingHistory(
  { openHost, terminal, words }: CommandContext,
  work: (history: History) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const { history } = await openHost({});
  try {
    return await work(history);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && 'syscall' in thrown)) throw thrown;
    terminal.complain(words.history.cli.readProblem(history.folder, String(thrown.code)));
    return EXIT.notAvailable;
  }
}

/** A day (its beginning or end in this computer's time zone), a moment, or how long ago. */
function parseTime(text: string, isEnd: boolean): number | null {
  const [, amount, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return systemClock.wallMs() - Number(amount) * (UNIT_MS[unit] ?? 0);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return checked(Date.parse(`${text}T${isEnd ? '23:59:59.999' : '00:00:00'}`));
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return checked(Date.parse(text));
  return null;
}

function checked(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms;
}
