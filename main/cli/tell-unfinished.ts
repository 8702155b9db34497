import type { Messages } from '../../src/messages/messages.ts';
import type { Environment } from '../host/environment.ts';
import { unfinishedChange } from '../host/unfinished-change.ts';
import type { Terminal } from './terminal.ts';

/** Says on standard error that a change was cut short, and how it is taken back; nothing where there is none. */
export async function tellUnfinished(
  env: Environment,
  { terminal, words }: { readonly terminal: Terminal; readonly words: Messages },
): Promise<void> {
  const record = await unfinishedChange(env);
  if (record === null) return;
  const { changeReasonText } = await import('../../src/messages/change-text.ts');
  const why = changeReasonText(record.reason, words).replace(/\p{Cc}/gu, ' ');
  terminal.complain(words.changes.cli.cutShort(why, record.id));
}
