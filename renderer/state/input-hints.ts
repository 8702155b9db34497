/** Hints on a user name or password as it is typed. Nothing is sent anywhere for them. */
import type { CredentialHint } from '../../src/messages/messages.ts';

const TESTS: readonly {
  readonly hint: CredentialHint;
  readonly of: 'user' | 'password' | 'both';
  readonly found: RegExp;
}[] = [
  { hint: 'leading-blank', of: 'both', found: /^[\s\u3000]/u },
  { hint: 'trailing-blank', of: 'both', found: /[ \t\u3000\u00a0]$/u },
  { hint: 'line-break', of: 'both', found: /[\r\n]/u },
  { hint: 'full-width', of: 'both', found: /[\uff01-\uff5e]/u },
  { hint: 'half-width-katakana', of: 'both', found: /[\uff61-\uff9f]/u },
  { hint: 'kana-left', of: 'both', found: /[\u3040-\u30ff\u4e00-\u9fff]/u },
  { hint: 'look-alike', of: 'both', found: /[\u0400-\u04ff\u0370-\u03ff\u2010-\u2015\u200b-\u200f]/u },
  { hint: 'domain-slash', of: 'user', found: /^[^/@\\]+\/[^/@\\]+$/u },
];

/** Returns the hints for a text, the most telling first. */
export function hintsFor(given: {
  readonly of: 'user' | 'password';
  readonly text: string;
  readonly hasCapsLock: boolean;
}): readonly CredentialHint[] {
  const found = TESTS.filter((test) => (test.of === 'both' || test.of === given.of) && test.found.test(given.text));
  const hints = found.map((test) => test.hint);
  return given.hasCapsLock ? ['caps-lock', ...hints] : hints;
}
