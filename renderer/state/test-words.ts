/** The words for how a sign-in went at the proxy. */
import type { CredentialTest } from '../../src/contract/api.ts';
import type { Messages } from '../../src/messages/messages.ts';

/** Returns one sentence. */
export function testWords(words: Messages, test: CredentialTest): string {
  const ui = words.ui.credentials;
  switch (test.outcome) {
    case 'accepted':
      return ui.accepted;
    case 'rejected':
      return ui.rejected;
    case 'refused-before':
      return ui.refusedBefore;
    case 'not-asked-for':
      return ui.notAskedFor;
    case 'not-testable':
      return ui.notTestable;
    case 'not-tried':
      return ui.savedUntested;
  }
}
