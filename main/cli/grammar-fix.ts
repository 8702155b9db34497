/** The command that cures what was found. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';

/** Adds the arguments of `fix`. */
export function addFix(fix: Command, { cli: { options, arguments: args } }: Messages, register: Register): void {
  fix
    .argument('[ID]', args.fix)
    .option('--list', options['fix-list'])
    .option('--for <URL>', options['fix-for'])
    .option('--yes', options.yes)
    .option('--dry-run', options['dry-run'])
    .option('--proxy <PROXY>', options['fix-proxy'])
    .option('--user <NAME>', options.user)
    .option('--password-stdin', options['password-stdin'])
    .option('--browser <NAME>', options['fix-browser'])
    .option('--wait <SECONDS>', options['fix-wait']);
  register(fix, 1, async () => (await import('./commands/fix.ts')).runFixCommand);
}
