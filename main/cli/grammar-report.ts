/** The options of `report`; which settings count is the caller's to add. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';

/** Adds what a report is made of and where it goes. */
export function addReport(report: Command, { cli: { options, arguments: args } }: Messages, register: Register): void {
  report
    .argument('[URL...]', args.urls)
    .option('--from <FILE>', options['report-from'])
    .option('--format <FORMAT>', options.format)
    .option('--out <FILE>', options['report-out'])
    .option('--preview', options['report-preview'])
    .option('--helped <yes|no>', options['report-helped']);
  register(report, Number.POSITIVE_INFINITY, async () => (await import('./commands/report.ts')).runReport);
}
