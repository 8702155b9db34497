/** The forms in which people write their account, and what each scheme makes of them. A form is read, never tried out. */

/** An account name taken apart. */
export interface AccountName {
  /** `down-level` is `DOMAIN\user`, `principal` is `user@realm`. */
  readonly form: 'plain' | 'down-level' | 'principal';
  readonly user: string;
  /** The part before `\` or after `@`; `null` in the plain form. */
  readonly domain: string | null;
}

/**
 * Returns the parts of an account name as typed.
 * @example
 * parseAccountName('CORP\\ito')       // { form: 'down-level', user: 'ito', domain: 'CORP' }
 * parseAccountName('ito@corp.test')   // { form: 'principal', user: 'ito', domain: 'corp.test' }
 */
export function parseAccountName(text: string): AccountName {
  const backslash = text.indexOf('\\');
  if (backslash >= 0) {
    return { form: 'down-level', user: text.slice(backslash + 1), domain: text.slice(0, backslash) };
  }
  const at = text.lastIndexOf('@');
  if (at > 0 && at < text.length - 1) {
    return { form: 'principal', user: text.slice(0, at), domain: text.slice(at + 1) };
  }
  return { form: 'plain', user: text, domain: null };
}

/**
 * Returns user and domain for an NTLM authenticate message, or `null` where a domain is needed and nobody names one.
 * A principal name goes whole into the user field with an empty domain, as Windows sends it ([MS-NLMP] §3.3.2).
 * @param offered the domain or computer name that the type 2 message tells
 */
export function ntlmIdentity(
  name: AccountName,
  offered: string | undefined,
): { readonly user: string; readonly domain: string } | null {
  switch (name.form) {
    case 'down-level':
      return { user: name.user, domain: name.domain ?? '' };
    case 'principal':
      return { user: `${name.user}@${name.domain ?? ''}`, domain: '' };
    case 'plain':
      return offered === undefined || offered === '' ? null : { user: name.user, domain: offered };
  }
}
