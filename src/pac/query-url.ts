/** What a script is told about a request. */
export interface PacQuery {
  readonly url: string;
  readonly host: string;
}

/**
 * Returns the URL and host that `FindProxyForURL` gets, as Chromium gives them: user information and fragment are always
 * removed; of `https` and `wss` only the origin is left, so that a script can't learn paths that TLS hides.
 * The host of an IPv6 address comes without brackets. `null` where `url` is no URL with a host.
 */
export function pacQuery(url: string): PacQuery | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.hostname === '') return null;
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  if (parsed.protocol === 'https:' || parsed.protocol === 'wss:') {
    parsed.pathname = '/';
    parsed.search = '';
  }
  return { url: parsed.href, host: parsed.hostname.replace(/^\[|\]$/gu, '') };
}
