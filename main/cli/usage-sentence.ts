/** Words the parser's complaints in the person's language: what, why, and what to do, in one sentence. */
import type { Messages } from '../../src/messages/messages.ts';

/** Returns the sentence for a complaint. The parser quotes the text at fault, and knows a similar name at times. */
export function usageSentence(
  complaint: { readonly code: string; readonly message: string },
  words: Pick<Messages, 'cli'>,
): string {
  const { errors } = words.cli;
  const quoted = /'([^']*)'/.exec(complaint.message)?.[1] ?? '';
  const nearest = /\(Did you mean (?:one of )?([^?,]+)[^?]*\?\)/.exec(complaint.message)?.[1];
  switch (complaint.code) {
    case 'commander.unknownCommand':
      return errors.unknownCommand(quoted, nearest);
    case 'commander.unknownOption':
      return errors.unknownOption(quoted, nearest);
    case 'commander.missingArgument':
      return errors.missingArgument(quoted.toUpperCase());
    case 'commander.optionMissingArgument':
      return errors.missingValue(quoted.split(/[ ,<[]/)[0] ?? quoted);
    case 'commander.excessArguments':
      return errors.unexpectedArgument(quoted);
    default:
      return errors.unexpectedArgument(quoted);
  }
}
