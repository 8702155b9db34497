/** What stands in the place of something that must not be seen. */
const HIDDEN = '‹secret›';

/** Longest piece of a setting that is shown. */
const MAX_SHOWN_CHARS = 200;

/**
 * Returns the text of a proxy address with anything that may be userinfo removed. Where the end of the userinfo can't
 * be told (an unencoded `@`, `/` or `#`), everything before the last `@` counts as userinfo.
 * @example redactProxyText('http://bob:p@ss@proxy.example:3128') === 'http://‹secret›@proxy.example:3128'
 */
export function redactProxyText(text: string): string {
  const scheme = /^\s*[a-z][a-z0-9+.-]*:\/\//iu.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length);
  const lastAt = Math.max(rest.lastIndexOf('@'), rest.lastIndexOf('＠'));
  const shown = lastAt >= 0 ? `${HIDDEN}@${rest.slice(lastAt + 1)}` : hideOddPort(rest);
  return (scheme + shown).slice(0, MAX_SHOWN_CHARS);
}

/**
 * `http://bob:secret` — a host was forgotten — reads as a port that isn't a number: anything there that does not look
 * like a mistyped port may be a password.
 */
function hideOddPort(rest: string): string {
  const hit = /^(\[[^\]]*\]|[^:[]*):(.*)$/su.exec(rest);
  if (hit === null) return rest;
  const [, host = '', after = ''] = hit;
  return /^[0-9０-９][^\s]{0,5}\/?$/u.test(after) || after === '' || /^\s*[0-9０-９]{1,6}\s*\/?$/u.test(after)
    ? rest
    : `${host}:${HIDDEN}`;
}
