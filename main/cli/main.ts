/** One run of the command line, from arguments to exit status; catches what nobody else caught. */
import { createColors } from 'picocolors';
import { loadMessages } from '../../src/messages/load-messages.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { Lang } from '../../src/messages/format.ts';
import { DataFolderProblem } from '../host/data-folder.ts';
import { allowsColor, languageOf, processEnvironment } from '../host/environment.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { Interrupted, listenForInterruption } from './interruption.ts';
import { runProgram } from './program.ts';
import { tellUnfinished } from './tell-unfinished.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { UsageProblem } from './usage-problem.ts';

/** Runs the command line and ends the process with its status, also where something still waits. */
export async function main(argv: readonly string[]): Promise<never> {
  process.exit(await runOnce(argv));
}

/** Runs the command line and returns its status; what still waits may go on. */
export async function runOnce(argv: readonly string[]): Promise<ExitStatus> {
  const terminal = createTerminal({ input: process.stdin, output: process.stdout, errors: process.stderr });
  const interruption = listenForInterruption();
  const env = processEnvironment();
  const lang = languageIn(argv) ?? languageOf(env);
  const words = await loadMessages(lang);
  let status: ExitStatus;
  // What nobody waited for must not end in a stack on the terminal either.
  process.on('uncaughtException', (thrown) => {
    process.exit(report(thrown, { terminal, words, isVerbose: argv.includes('--verbose') }));
  });
  try {
    status = await runProgram(argv, {
      terminal,
      lang,
      words,
      paint: createColors(terminal.isColorTerminal && allowsColor(env) && !argv.includes('--no-color')),
      interruption: interruption.signal,
      // Whoever takes changes back sees it there.
      beforeEach: async (command, { quiet }) => {
        if (command !== 'undo' && !quiet) await tellUnfinished(env, { terminal, words });
      },
      openHost: async (options) => {
        const [{ composeHost }, { withPlannedFixes }] = await Promise.all([
          import('../host/compose.ts'),
          import('../host/plannable-fixes.ts'),
        ]);
        return withPlannedFixes(composeHost(options));
      },
    });
    if (interruption.wasInterrupted()) status = EXIT.interrupted;
  } catch (thrown) {
    // Whatever an interruption tears down may complain of it; nobody wants to read that.
    const isInterrupted = thrown instanceof Interrupted || interruption.wasInterrupted();
    if (isInterrupted) status = EXIT.interrupted;
    else status = report(thrown, { terminal, words, isVerbose: argv.includes('--verbose') });
  }
  await terminal.flush();
  return status;
}

function report(
  thrown: unknown,
  {
    terminal,
    words,
    isVerbose,
  }: { readonly terminal: Terminal; readonly words: Messages; readonly isVerbose: boolean },
): ExitStatus {
  if (thrown instanceof UsageProblem) {
    terminal.complain(thrown.message);
    return EXIT.usage;
  }
  if (thrown instanceof DataFolderProblem) {
    terminal.complain(words.cli.errors.dataFolder(thrown.file, thrown.code));
    return EXIT.notAvailable;
  }
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  terminal.complain(words.cli.errors.internal(kind));
  // The stack names functions and files of ours; the message may quote what came from outside, so it stays away.
  if (isVerbose && thrown instanceof Error) terminal.complain(stackOf(thrown));
  return EXIT.bug;
}

function stackOf(thrown: Error): string {
  const lines = (thrown.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [thrown.name, ...lines].join('\n');
}

/** The language must be known before anything can be complained about, so it is looked for ahead of the parser. */
function languageIn(argv: readonly string[]): Lang | null {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const at = options.findLastIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  if (at < 0) return null;
  const value = options[at] === '--lang' ? options[at + 1] : options[at]?.slice('--lang='.length);
  return value === 'ja' || value === 'en' ? value : null;
}
