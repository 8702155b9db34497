/** The options of `inspect`: a site, or with `--proxy` a proxy. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';
import { repeatable } from './repeatable.ts';

/** Adds what is looked at, and how. */
export function addInspect(inspect: Command, { inspect: words, cli }: Messages, register: Register): void {
  const { options, arguments: args } = cli;
  inspect
    .argument('[URL]', args.url)
    .option('--proxy <HOST:PORT>', options['inspect-proxy'])
    .option('--kind <KIND>', options['inspect-kind'])
    .option('--requests <NUMBER>', options['inspect-requests'])
    .option('--user <NAME>', options.user)
    .option('--password-stdin', options['password-stdin'])
    .option('--direct', options.direct)
    .addOption(repeatable('--control-url <URL>', options['control-url']))
    .option('--ca <FILE>', options.ca)
    .addHelpText('after', `\n${words.cli.exitStatus}`);
  register(inspect, 1, async () => (await import('./commands/inspect.ts')).runInspect);
}
