/** The arguments and options of `check`. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';
import { repeatable } from './repeatable.ts';

/** Adds what `check` takes beside the settings' overrides. */
export function addCheck(command: Command, { cli: { options, arguments: args } }: Messages, register: Register): void {
  command
    .argument('[FILE]', args.checkFile)
    .option('--list', options['check-list'])
    .option('--concurrency <NUMBER>', options.concurrency)
    .option('--format <FORM>', options['check-format'])
    .option('--resume <FILE>', options['check-resume'])
    .option('--any-reply', options['check-any-reply'])
    .option('--user <NAME>', options.user)
    .option('--password-stdin', options['password-stdin'])
    .addOption(repeatable('--control-url <URL>', options['control-url']))
    .option('--ca <FILE>', options.ca)
    .option('--timeout <SECONDS>', options.timeout);
  register(command, 1, async () => (await import('./commands/check.ts')).runCheck);
}
