/**
 * Text for a report that leaves this computer: what can hold a secret by its place is taken out whatever it looks like,
 * and each removal is told by its kind. Stricter than the redaction of a run, which must keep what rules compare.
 */

import type { RemovedKind } from '../base/removed-kind.ts';

/** Told of each removal; `place` tells removals apart and holds no secret. */
export type NoteRemoval = (kind: RemovedKind, place: string) => void;

/** Stands in addresses as well, so it has only signs that mean nothing there (and that parsing leaves as they are). */
export const GONE = '(...)';

/** An apostrophe may be part of an address, or the end of a quotation. */
const URL_TEXT = /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s"'<>\\]|'(?!\s|$|[,;]+['"]|[,;\])]+(?:\s|$)))+/gi;
const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is;
/** `bob:secret@proxy` without a scheme. */
const BARE_USERINFO = /(?<![\w/:.@()])(?!mailto:)[^\s"'<>/@:=,;]{1,128}:[^\s"'<>/@,;]{1,256}@(?=[\w[])/gi;
const HEADER_TEXT = /\b((?:proxy-)?authorization|set-cookie2?|cookie)(["']?\s*[:=]\s*["']?)[^\r\n"'<>]+/gi;
const NAMED_SECRET =
  /\b(pass(?:word|wd|phrase|code)?|pwd|secret|token|session(?:[-_]?id)?|api[-_]?key|nonce|ticket)(["']?\s*[:=]\s*["']?)(?!\(\.\.\.\)|‹)[^\s"'&,;<>()]+/gi;
const LONG_WORD = /[A-Za-z0-9_+/=-]{16,}/g;

/** Returns the text without what may be a secret. `isProxySetting`: the text is what a settings source says. */
export function cleanText(text: string, note: NoteRemoval, isProxySetting = false): string {
  return text
    .replace(URL_TEXT, (url) => cleanUrl(url, note, isProxySetting))
    .replace(BARE_USERINFO, (_whole, at: number, all: string) => {
      note(isProxySetting ? 'proxy-sign-in' : 'address-sign-in', hostAfter(all.slice(at)));
      return `${GONE}@`;
    })
    .replace(HEADER_TEXT, (_whole, name: string, between: string) => {
      note(/cookie/i.test(name) ? 'cookie' : 'challenge-token', name.toLowerCase());
      return `${name}${between}${GONE}`;
    })
    .replace(NAMED_SECRET, (_whole, name: string, between: string) => {
      note('token', name.toLowerCase());
      return `${name}${between}${GONE}`;
    })
    .replace(LONG_WORD, (word) => cleanWord(word, note));
}

/** Returns the address without userinfo, values of its query, fragment, and parts of its path that only a program makes up. */
export function cleanUrl(url: string, note: NoteRemoval, isProxySetting = false): string {
  // An unencoded password may hold `/` or `#`: in a setting, where no path has an `@`, all before the last one is taken.
  const settled = isProxySetting ? url.replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/is, `$1${GONE}@`) : url;
  const parts = URL_PARTS.exec(settled);
  if (parts === null) return GONE;
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = parts;
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (at >= 0) note(isProxySetting ? 'proxy-sign-in' : 'address-sign-in', host);
  if (fragment.length > 1) note('address-value', `${host}#`);
  const cleanPath = path
    .split('/')
    .map((part) => (isMadeUp(part.replace(/\.\w{1,5}$/, '')) ? gone(note, 'address-value', `${host}/`) : part))
    .join('/');
  return `${scheme}${at >= 0 ? `${GONE}@` : ''}${host}${cleanPath}${cleanQuery(query, host, note)}`;
}

function cleanQuery(query: string, host: string, note: NoteRemoval): string {
  return query.replace(
    /([?&;])([^&;=]*)(=?)([^&;]*)/g,
    (_whole, mark: string, name: string, is: string, value: string) => {
      if (is === '') return `${mark}${isMadeUp(name) ? gone(note, 'address-value', `${host}?`) : name}`;
      if (value === '') return `${mark}${name}${is}`;
      return `${mark}${name}${is}${gone(note, 'address-value', `${host}?${name}`)}`;
    },
  );
}

function cleanWord(word: string, note: NoteRemoval): string {
  return word
    .split('/')
    .map((part) => (isMadeUp(part) ? gone(note, 'token', String(part.length)) : part))
    .join('/');
}

/**
 * Whether a word looks made up by a program, as tokens are: long, and going to and fro between letters and digits or
 * between small and capital letters more often than any name does.
 */
function isMadeUp(word: string): boolean {
  if (word.length < 16) return false;
  const kinds = Array.from(word.replace(/[^A-Za-z0-9]/g, '')).map((sign) =>
    /[0-9]/.test(sign) ? '0' : /[a-z]/.test(sign) ? 'a' : 'A',
  );
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return changes >= 5 && changes >= kinds.length / 8;
}

function gone(note: NoteRemoval, kind: RemovedKind, place: string): string {
  note(kind, place);
  return GONE;
}

function hostAfter(text: string): string {
  return /@([\w.:[\]-]{0,100})/.exec(text)?.[1] ?? '';
}
