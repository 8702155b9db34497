/** Every command with its arguments and options. What a command does is loaded only when it is called. */
import { Command, Option } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { RunCommand } from './command-context.ts';

/** Ties a command to its work. `most`: how many arguments it takes. */
export type Register = (command: Command, most: number, load: () => Promise<RunCommand>) => void;

const ANY_NUMBER = Number.POSITIVE_INFINITY;

/** Adds every command of this version to the program. */
export function addCommands(program: Command, words: Messages, register: Register): void {
  const { commands, options, arguments: args } = words.cli;
  const add = (parent: Command, name: string, description: string): Command =>
    parent.command(name).description(description).helpOption('--help', options.help).helpCommand(false);

  const diagnose = add(program, 'diagnose', commands.diagnose).argument('[URL...]', args.urls);
  addOverrides(diagnose, words)
    .option('--user <NAME>', options.user)
    .option('--password-stdin', options['password-stdin'])
    .addOption(repeatable('--control-url <URL>', options['control-url']))
    .option('--ca <FILE>', options.ca)
    .option('--timeout <SECONDS>', options.timeout);
  register(diagnose, ANY_NUMBER, async () => (await import('./commands/diagnose.ts')).runDiagnose);

  const settings = add(program, 'settings', commands.settings);
  addOverrides(settings, words).addOption(repeatable('--for <URL>', options.for)).option('--explain', options.explain);
  register(settings, 0, async () => (await import('./commands/settings.ts')).runSettings);

  const explain = add(program, 'explain', commands.explain).argument('[CODE]', args.code);
  explain.option('--list', options.list);
  register(explain, 1, async () => (await import('./commands/explain.ts')).runExplain);

  const practice = add(program, 'practice', commands.practice).argument('[SCENE]', args.scene);
  practice.option('--list', options.list).option('--tour', options.tour);
  register(practice, 1, async () => (await import('./commands/practice.ts')).runPractice);

  const judge = add(program, 'judge', commands.judge).argument('<FILE>', args.file);
  register(judge, 1, async () => (await import('./commands/judge.ts')).runJudge);
}

function addOverrides(command: Command, words: Messages): Command {
  const { options } = words.cli;
  return command
    .option('--source <SOURCE>', options.source)
    .option('--proxy <URI>', options.proxy)
    .option('--pac <URL|FILE>', options.pac)
    .option('--direct', options.direct)
    .option('--bypass <LIST>', options.bypass);
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}
