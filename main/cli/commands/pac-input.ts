/** What every `pac` command is given: scripts by address, and URLs as arguments or on standard input. */
import type { Result } from '../../../src/base/result.ts';
import { refuse } from '../../../src/base/result.ts';
import type { PacScript } from '../../../src/pac/pac-engine.ts';
import type { PacProblem } from '../../../src/pac/pac-problem.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import type { CommandContext } from '../command-context.ts';
import { checkUrls } from '../given-options.ts';
import { readInput } from '../read-input.ts';
import { UsageProblem } from '../usage-problem.ts';

/** Some hundred thousand URLs; a list beyond that is a mistake. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Returns the URLs: the arguments, else (or for `-`) one a line on standard input. All are checked before any is used. */
export async function readUrls(context: CommandContext, args: readonly string[]): Promise<readonly string[]> {
  const { terminal, words } = context;
  const isFromInput = args.includes('-') || (args.length === 0 && terminal.input.isTTY !== true);
  const urls = [...args.filter((arg) => arg !== '-'), ...(isFromInput ? await readLines(context) : [])];
  if (urls.length === 0) throw new UsageProblem(words.cli.pac.noUrls);
  checkUrls(urls, words);
  return urls;
}

/** Returns the URL that is meant: a name alone is taken for a site, as everywhere. */
export function urlOf(text: string): string {
  const parsed = parseTarget(text);
  return parsed.ok ? parsed.value.target.url : text;
}

/** Returns why a script gives no answer, in one line. The engine's own message says most, where there is one. */
export function problemText({ kind, detail }: PacProblem, words: CommandContext['words']): string {
  const about = printable(detail ?? '');
  if (about === '') return words.pacProblems[kind];
  const saysAll = kind === 'throws' || kind === 'not-javascript' || kind === 'unreachable';
  return saysAll ? about : words.cli.form.aside(words.pacProblems[kind], about);
}

/** Returns the script, or one that fails for every URL as it failed to load. */
export function scriptOrProblem(loaded: Result<PacScript, PacProblem>): PacScript {
  if (loaded.ok) return loaded.value;
  const failure = { ...loaded.problem, calls: [], callCount: 0, dnsQuestions: 0, tookMs: 0 };
  return { evaluate: () => Promise.resolve(refuse(failure)), dispose: () => Promise.resolve() };
}

/** Scripts and servers may say anything; what moves a terminal's cursor is shown as a blank. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 1000);
}

async function readLines({ terminal, words, interruption }: CommandContext): Promise<readonly string[]> {
  const text = await readInput(terminal, interruption, MOST_BYTES);
  if (text === null) throw new UsageProblem(words.cli.errors.fileInvalid('-', `> ${String(MOST_BYTES)}`));
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
