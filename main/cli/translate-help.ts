/** Help in the person's language, with columns that also fit full-width characters. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';

/** Sets how help looks on `program` and, by inheritance, on every command that is added later. */
export async function translateHelp(program: Command, words: Messages): Promise<void> {
  // Measuring widths needs tables of Unicode, which only help is made to wait for.
  const { default: stringWidth } = await import('string-width');
  const { program: titles } = words.cli;
  const worded: Readonly<Record<string, string>> = {
    'Usage:': titles.usage,
    'Arguments:': titles.arguments,
    'Options:': titles.options,
    'Global Options:': titles.commonOptions,
    'Commands:': titles.commands,
  };
  program
    .configureHelp({
      showGlobalOptions: true,
      displayWidth: (text) => stringWidth(text),
      styleTitle: (title) => `${worded[title] ?? title}:`.replace('::', ':'),
    })
    .addHelpText('after', `\n${titles.moreHelp}`);
}
