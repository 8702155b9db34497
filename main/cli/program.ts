/** Parses the command line and runs the command that it names. */
import { Command, CommanderError, type OptionValues } from 'commander';
import { version } from '../../package.json';
import type { CommandContext, CommonOptions } from './command-context.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { addCommands } from './grammar.ts';
import type { Register } from './register.ts';
import { UsageProblem } from './usage-problem.ts';
import { usageSentence } from './usage-sentence.ts';

type Surroundings = Omit<CommandContext, 'common'>;

/** What precedes every command. */
type BeforeEach = (command: string, common: CommonOptions) => Promise<void>;

/**
 * Runs what the arguments ask for and returns the exit status; throws `UsageProblem` where they make no sense.
 * `beforeEach` is called before a command runs, with the first word of its name.
 */
export async function runProgram(
  argv: readonly string[],
  { beforeEach, ...surroundings }: Surroundings & { readonly beforeEach: BeforeEach },
): Promise<ExitStatus> {
  const { words } = surroundings;
  const program = createProgram(surroundings);
  let status: ExitStatus = EXIT.good;

  const register: Register = (command, most, load) => {
    command.allowExcessArguments(true).action(async () => {
      const extra = command.args[most];
      if (extra !== undefined) throw new UsageProblem(words.cli.errors.unexpectedArgument(extra));
      const common = readCommonOptions(program.opts(), surroundings);
      const [run] = await Promise.all([load(), beforeEach(program.args[0] ?? '', common)]);
      status = await run({ ...surroundings, common }, { args: command.args, options: command.opts() });
    });
  };

  if (argv.length === 0 || argv.includes('--help')) {
    await (await import('./translate-help.ts')).translateHelp(program, words);
  }
  addCommands(program, words, register);
  program.allowExcessArguments(true).action(() => {
    const [name] = program.args;
    if (name === undefined) program.outputHelp();
    else refuseCommand(name, program, surroundings);
  });

  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return EXIT.good;
    throw new UsageProblem(usageSentence(thrown, words));
  }
  return status;
}

function createProgram({ words, terminal }: Surroundings): Command {
  const { options } = words.cli;
  return new Command('throughway')
    .description(words.cli.program.description)
    .version(version, '--version', options.version)
    .helpOption('--help', options.help)
    .helpCommand(false)
    .option('--json', options.json)
    .option('--lang <ja|en>', options.lang)
    .option('--no-color', options['no-color'])
    .option('--quiet', options.quiet)
    .option('--verbose', options.verbose)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.print(text.trimEnd());
      },
      // The parser's own complaints are English; ours are made from its codes.
      writeErr: () => undefined,
    });
}

function readCommonOptions(values: OptionValues, { words }: Surroundings): CommonOptions {
  const lang: unknown = values['lang'];
  if (lang !== undefined && lang !== 'ja' && lang !== 'en')
    throw new UsageProblem(words.cli.errors.badChoice('--lang', typeof lang === 'string' ? lang : '', 'ja, en'));
  return { json: values['json'] === true, quiet: values['quiet'] === true, verbose: values['verbose'] === true };
}

function refuseCommand(name: string, program: Command, { words }: Surroundings): never {
  const nearest = program.commands.map((command) => command.name()).find((known) => isNear(known, name));
  throw new UsageProblem(words.cli.errors.unknownCommand(name, nearest));
}

/** One letter too many, too few, wrong, or two exchanged. */
function isNear(known: string, typed: string): boolean {
  if (Math.abs(known.length - typed.length) > 1) return false;
  let start = 0;
  while (start < known.length && known[start] === typed[start]) start += 1;
  const tails = [
    [known.slice(start + 1), typed.slice(start + 1)],
    [known.slice(start + 1), typed.slice(start)],
    [known.slice(start), typed.slice(start + 1)],
    [known.slice(start + 2), typed.slice(start + 2)],
  ] as const;
  return tails.some(([a, b]) => a === b);
}
