/** The lint of a sign-in for the form: each slip once a field, the most telling first. Nothing is sent anywhere for it. */
import { lintCredentials } from '../../src/auth/lint-credentials.ts';
import type { CredentialDraft, CredentialHintCode } from '../../src/auth/lint-credentials.ts';

export interface TypedHints {
  readonly user: readonly CredentialHintCode[];
  readonly password: readonly CredentialHintCode[];
}

/** Returns the slips of both fields. */
export function typedHints(draft: CredentialDraft): TypedHints {
  const hints = lintCredentials(draft);
  const of = (field: keyof TypedHints): readonly CredentialHintCode[] => [
    ...new Set(hints.filter((hint) => hint.field === field).map((hint) => hint.code)),
  ];
  return { user: of('user'), password: of('password') };
}
