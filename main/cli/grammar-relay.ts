/** The options of `relay`. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';

/** Adds what `relay` takes. */
export function addRelay(command: Command, { cli: { options } }: Messages, register: Register): void {
  command
    .option('--listen <ADDRESS>', options.listen)
    .option('--source <SOURCE>', options.source)
    .option('--proxy <URI>', options.proxy)
    .option('--pac <URL|FILE>', options.pac)
    .option('--direct', options.direct)
    .option('--bypass <LIST>', options.bypass)
    .option('--user <NAME>', options.user)
    .option('--password-stdin', options['password-stdin'])
    .option('--ca <FILE>', options.ca)
    .option('--secret', options['relay-secret'])
    .option('--set-tools [LIST]', options['relay-tools'])
    .option('--keep-tools', options['keep-tools'])
    .option('--yes', options.yes);
  register(command, 0, async () => (await import('./commands/relay.ts')).runRelay);
}
