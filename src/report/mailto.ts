/** A `mailto:` address with subject and body (RFC 6068), short enough for every system to pass it on. */

/** Windows hands an address of 2,048 characters or more to no program. */
const MOST_CHARS = 2_000;

/**
 * Returns the address; a body that is too long ends after a whole line, followed by `shortened`.
 * @returns `null` where `to` is no mail address that can be written safely
 * @example mailtoHref({ to: 'it@corp.example', subject: 'A & B', body: 'x', shortened: '…' }) === 'mailto:it@corp.example?subject=A%20%26%20B&body=x'
 */
export function mailtoHref(mail: {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly shortened: string;
}): string | null {
  if (!/^[^\s@<>(),;:\\"[\]?&=%#]{1,64}@[\p{L}\p{N}.-]{1,190}$/u.test(mail.to)) return null;
  const start = `mailto:${mail.to.split('@').map(encode).join('@')}?subject=${encode(mail.subject.slice(0, 120))}&body=`;
  const lines = mail.body.split('\n');
  for (let count = lines.length; count > 0; count -= 1) {
    const isWhole = count === lines.length;
    const text = isWhole ? mail.body : [...lines.slice(0, count), '', mail.shortened].join('\n');
    const href = start + encode(text);
    if (href.length <= MOST_CHARS) return href;
  }
  return start + encode(mail.shortened);
}

/** Line breaks are CRLF (RFC 6068 section 5); a lone half of a surrogate pair would not encode at all. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD').replace(/\r\n|\r|\n/g, '\r\n')).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
