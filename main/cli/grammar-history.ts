/** The verbs of `history` with their options. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';

/** Adds the verbs of `history`; without one, its help says which there are. */
export function addHistory(
  parent: Command,
  { cli: { commands, options, arguments: args } }: Messages,
  use: {
    readonly add: (parent: Command, name: string, description: string) => Command;
    readonly register: Register;
  },
): void {
  const filtered = (command: Command): Command =>
    command
      .option('--since <TIME>', options.since)
      .option('--until <TIME>', options.until)
      .option('--code <CODE>', options['of-code'])
      .option('--kind <KIND>', options['of-kind'])
      .option('--host <HOST>', options['of-host'])
      .option('--search <TEXT>', options.search)
      .option('--limit <NUMBER>', options.limit);
  const list = filtered(use.add(parent, 'list', commands['history list']));
  use.register(list, 0, async () => (await import('./commands/history-list.ts')).runHistoryList);
  const show = use.add(parent, 'show', commands['history show']).argument('<ID>', args.entry);
  use.register(show, 1, async () => (await import('./commands/history-show.ts')).runHistoryShow);
  const write = filtered(use.add(parent, 'export', commands['history export'])).argument('[FILE]', args.exportFile);
  write.option('--format <FORMAT>', options['export-format']);
  use.register(write, 1, async () => (await import('./commands/history-export.ts')).runHistoryExport);
  use.register(parent, 0, async () => (await import('./commands/history-list.ts')).refuseHistoryWithoutVerb);
}
