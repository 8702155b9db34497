/** Host names in letters that look like other letters, by the rules that browsers show them by. */
import { domainToUnicode } from 'node:url';

/** Scripts that are written together (UTS 39 §5.2, "highly restrictive"), beside the signs that all share. */
const TOGETHER: readonly RegExp[] = [
  /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]*$/u,
  /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Bopomofo}]*$/u,
  /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hangul}]*$/u,
];

/** Scripts that are fine alone. Those that are not in the list are no reason to trust a name. */
const ALONE: readonly RegExp[] = [
  /^[\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Arabic}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Hebrew}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Thai}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Devanagari}\p{Script=Common}\p{Script=Inherited}]*$/u,
];

/** Labels of nothing but letters with a Latin twin (after Chromium's components/url_formatter/spoof_checks). */
const TWINS = /^[аысԁеԍһіюјӏорԗԛѕԝхуъЬҽпгѵѡαικνορτυχωςγε0-9-]+$/iu;

/** Signs that look like those which part a URL. */
const LIKE_SEPARATORS = /\u0338|[\u2044\u2215\u29f8\u00b7]/u;

/** Whether a host (in letters or as A-labels) could be taken for another one by its looks. */
export function looksLikeAnother(host: string): boolean {
  if (host.includes(':')) return false;
  const letters = domainToUnicode(host);
  if (letters === '') return /xn--/iu.test(host);
  return letters.split('.').some((label) => /[^\x20-\x7e]/u.test(label) && isConfusing(label));
}

function isConfusing(label: string): boolean {
  if (TWINS.test(label) || LIKE_SEPARATORS.test(label)) return true;
  return ![...TOGETHER, ...ALONE].some((scripts) => scripts.test(label));
}
