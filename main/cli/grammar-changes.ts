/** What changes this computer's settings, and what takes changes back. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';

interface Use {
  readonly add: (parent: Command, name: string, description: string) => Command;
  readonly register: Register;
}

/** Adds the verb `set` to `settings`, which has options of the same names: the parser gives those to it first. */
export function addSettingsSet(parent: Command, { cli: { commands, options } }: Messages, use: Use): void {
  const set = use
    .add(parent, 'set', commands['settings set'])
    .option('--source <SOURCE>', options['set-source'])
    .option('--proxy <URI>', options['set-proxy'])
    .option('--pac <URL>', options['set-pac'])
    .option('--direct', options['set-direct'])
    .option('--auto-detect', options['auto-detect'])
    .option('--bypass <LIST>', options['set-bypass'])
    .option('--tools <LIST>', options['set-tools'])
    .option('--trust', options['set-trust'])
    .option('--from-route', options['from-route'])
    .option('--verify <URL>', options['set-verify'])
    .option('--no-verify', options['no-verify'])
    .option('--yes', options.yes)
    .option('--dry-run', options['dry-run'])
    .hook('preAction', () => {
      for (const [name, value] of Object.entries(parent.opts())) set.setOptionValue(name, value);
    });
  use.register(set, 0, async () => (await import('./commands/settings-set.ts')).runSettingsSet);
}

/** Adds the arguments of `undo`. */
export function addUndo(parent: Command, { cli: { options, arguments: args } }: Messages, register: Register): void {
  parent.argument('[ID]', args.change).option('--insist', options['insist-undo']).option('--yes', options.yes);
  register(parent, 1, async () => (await import('./commands/undo.ts')).runUndo);
}
