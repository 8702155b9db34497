/** Reads a URL that is written as it is asked for: most lines of a list are, and long lists are read twice. */
import type { Target } from './target.ts';

/**
 * Scheme, host, port, path and query, none of which the URL standard would write in another way: no letters that it
 * encodes, no port that it drops, no label that it would look into (`xn--`) or take for a part of an address.
 */
const PLAIN =
  /^(https?):\/\/((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?|(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$|[:/])|(?=$|[:/]))){4})(?::([1-9]\d{0,4}))?(\/[\w.~!$&()*+,;=:@%/-]*(?:\?[\w.~!$&()*+,;=:@%/?-]*)?)?$/;

/** What a plain URL can still hide: a step up in its path, and labels in another alphabet. */
const NOT_PLAIN = /\/\.|%2e|\/\/xn--|\.xn--/i;

const LONGEST_HOST = 253;

/** Returns the target of a plain URL, and `null` for any other text: `parseTarget` reads those. */
export function readPlainTarget(text: string): Target | null {
  const [, scheme, host = '', portText, path] = PLAIN.exec(text) ?? [];
  if (scheme !== 'http' && scheme !== 'https') return null;
  if (host.length > LONGEST_HOST || NOT_PLAIN.test(text)) return null;
  const own = scheme === 'https' ? 443 : 80;
  const port = portText === undefined ? own : Number(portText);
  if (port > 65_535 || (portText !== undefined && port === own)) return null;
  return { url: path === undefined ? `${text}/` : text, scheme, host, port };
}
