/** Looks at a sign-in as it is typed for slips that cost people their afternoon. Hints only; nothing is ever changed. Loads in a page too. */

/** Every slip that is looked for; worded in the catalogue of messages. */
export const CREDENTIAL_HINTS = [
  'leading-blank',
  'trailing-blank',
  'line-break',
  'invisible-character',
  'full-width',
  'half-width-katakana',
  'kana-left',
  'look-alike',
  'caps-lock',
  'domain-slash',
  'e-mail-form',
  'rejected-before',
] as const;

export type CredentialHintCode = (typeof CREDENTIAL_HINTS)[number];

/** One slip: what, in which field, and where (UTF-16 code units, as text fields count). */
export interface CredentialHint {
  readonly code: CredentialHintCode;
  readonly field: 'user' | 'password';
  readonly at: number;
  readonly length: number;
}

export interface CredentialDraft {
  readonly user: string;
  readonly password: string;
  /** User names stored for this proxy. */
  readonly storedUsers?: readonly string[];
  /** The keyboard says that Caps Lock is on. */
  readonly isCapsLockOn?: boolean;
  /** Exactly this password was rejected by this proxy before. */
  readonly wasRejectedBefore?: boolean;
}

/** Longer than any name or password; a pasted book is not searched. */
const MAX_CHARS = 4_096;

/** Slips that are found by what the characters are, in both fields. Each pattern is linear. */
const BY_CHARACTERS: readonly (readonly [code: CredentialHintCode, pattern: RegExp])[] = [
  ['line-break', /[\r\n\u2028\u2029]+/g],
  ['invisible-character', /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+/g],
  ['full-width', /[\uff01-\uff5e\uffe5]+/g],
  ['half-width-katakana', /[\uff61-\uff9f]+/g],
];

const BLANK = /[ \t\u00a0\u2000-\u200a\u3000]/;
const KANA = /[\u3041-\u3096\u30a1-\u30fa]+/g;
const KANJI = /[\u3400-\u9fff]/;
/** Cyrillic and Greek letters that look like Latin ones, and the quotes and dashes that word processors put in. */
const FOREIGN_LOOK_ALIKES = /[АВЕЅІЈКМНОРСТУХаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυχ]+/g;
const TYPOGRAPHIC = /[\u2018\u2019\u201c\u201d\u2010-\u2015\u2212\u30fc\u301c]+/g;
/** A digit among letters or a letter among digits, of those that look the same. */
const MIXED_UP = /(?<=[A-Za-z])[01](?=[A-Za-z])|(?<=[0-9])[OoIl](?=[0-9])/g;

/**
 * Returns the slips in the order of the fields and of their places.
 * @example
 * lintCredentials({ user: 'CORP/ito', password: 'sECRET ' })
 * // domain-slash at 4 in user, caps-lock at 0 and trailing-blank at 6 in password
 */
export function lintCredentials(draft: CredentialDraft): readonly CredentialHint[] {
  const user = draft.user.slice(0, MAX_CHARS);
  const password = draft.password.slice(0, MAX_CHARS);
  return [
    ...byPlace([...lintText('user', user), ...lintUser(user, draft.storedUsers ?? [])]),
    ...byPlace([...lintText('password', password), ...lintPassword(password, draft)]),
  ];
}

function lintText(field: CredentialHint['field'], text: string): readonly CredentialHint[] {
  const hints = BY_CHARACTERS.flatMap(([code, pattern]) => occurrences(code, field, text, pattern));
  hints.push(...outerBlanks(field, text));
  if (!KANJI.test(text)) hints.push(...occurrences('kana-left', field, text, KANA));
  if (/[A-Za-z]/.test(text)) hints.push(...occurrences('look-alike', field, text, FOREIGN_LOOK_ALIKES));
  hints.push(...occurrences('look-alike', field, text, TYPOGRAPHIC));
  return hints;
}

function lintUser(user: string, storedUsers: readonly string[]): readonly CredentialHint[] {
  const hints = occurrences('look-alike', 'user', user, MIXED_UP);
  const slash = user.indexOf('/');
  if (slash > 0 && slash === user.lastIndexOf('/') && slash < user.length - 1 && !/[\\@]/.test(user)) {
    hints.push({ code: 'domain-slash', field: 'user', at: slash, length: 1 });
  }
  const at = user.indexOf('@');
  if (at > 0 && storedUsers.some((stored) => stored !== '' && !stored.includes('@'))) {
    hints.push({ code: 'e-mail-form', field: 'user', at, length: user.length - at });
  }
  return hints;
}

function lintPassword(password: string, draft: CredentialDraft): readonly CredentialHint[] {
  const hints: CredentialHint[] = [];
  const whole = { field: 'password', at: 0, length: password.length } as const;
  if (password !== '' && (draft.isCapsLockOn === true || looksLikeCapsLock(password))) {
    hints.push({ code: 'caps-lock', ...whole });
  }
  if (draft.wasRejectedBefore === true) hints.push({ code: 'rejected-before', ...whole });
  return hints;
}

/** `sECRET`: Shift for the first letter and Caps Lock for all; or nothing but capitals where there are many letters. */
function looksLikeCapsLock(text: string): boolean {
  const letters = text.replace(/[^A-Za-z]/g, '');
  return /^[a-z][A-Z]{3,}$/.test(letters) || /^[A-Z]{8,}$/.test(letters);
}

function outerBlanks(field: CredentialHint['field'], text: string): readonly CredentialHint[] {
  const isBlank = (index: number): boolean => BLANK.test(text[index] ?? '');
  let leading = 0;
  while (isBlank(leading)) leading += 1;
  let end = text.length;
  while (end > leading && /[\r\n]/.test(text[end - 1] ?? '')) end -= 1;
  let trailing = end;
  while (trailing > leading && isBlank(trailing - 1)) trailing -= 1;
  return [
    ...(leading > 0 ? [{ code: 'leading-blank', field, at: 0, length: leading } as const] : []),
    ...(trailing < end ? [{ code: 'trailing-blank', field, at: trailing, length: end - trailing } as const] : []),
  ];
}

function occurrences(
  code: CredentialHintCode,
  field: CredentialHint['field'],
  text: string,
  pattern: RegExp,
): CredentialHint[] {
  return [...text.matchAll(pattern)].map((match) => ({ code, field, at: match.index, length: match[0].length }));
}

function byPlace(hints: readonly CredentialHint[]): readonly CredentialHint[] {
  return [...hints].sort((a, b) => a.at - b.at);
}
