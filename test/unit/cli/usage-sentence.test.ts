import { describe, expect, it } from 'vitest';
import { usageSentence } from '../../../main/cli/usage-sentence.ts';
import { getMessages } from '../../../src/messages/get-messages.ts';

describe('a usage sentence', () => {
  it.each(['en', 'ja'] as const)('names an unknown option and what is like it (%s)', (lang) => {
    const complaint = {
      code: 'commander.unknownOption',
      message: "error: unknown option '--jsn'\n(Did you mean --json?)",
    };
    const words = getMessages(lang);
    expect(usageSentence(complaint, words)).toBe(words.cli.errors.unknownOption('--jsn', '--json'));
  });

  it('names the option that lacks its value', () => {
    const complaint = {
      code: 'commander.optionMissingArgument',
      message: "error: option '--timeout <SECONDS>' argument missing",
    };
    expect(usageSentence(complaint, getMessages('en'))).toContain('--timeout');
  });
});
