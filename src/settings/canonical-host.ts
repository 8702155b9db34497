import ipaddr from 'ipaddr.js';

/** Longest host name in DNS (RFC 1035 §2.3.4). */
const MAX_HOST_CHARS = 253;

/**
 * Returns a host as the product compares it: lower case, A-labels, IPv6 in its shortest form and without brackets;
 * `null` where the text is no host. Never looks anything up.
 * @example canonicalHost('プロキシ.Example') === 'xn--nckua8gwd.example'; canonicalHost('[FE80::0:1]') === 'fe80::1'
 */
export function canonicalHost(text: string): string | null {
  const isBracketed = text.startsWith('[') && text.endsWith(']');
  const inner = isBracketed ? text.slice(1, -1) : text;
  if (inner.includes(':')) return isBracketed || ipaddr.IPv6.isValid(inner) ? canonicalIpv6(inner) : null;
  if (isBracketed) return null;
  return canonicalName(inner);
}

/** Whether a canonical host is an IP address literal. */
export function isIpLiteral(host: string): boolean {
  return host.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(host);
}

/** Whether a canonical host, or an address as a socket tells it, is this very computer (RFC 6761 section 6.3, RFC 4291). */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    /^(?:::ffff:)?127(\.\d{1,3}){3}$/i.test(host)
  );
}

/** Returns a canonical host as it stands in a URL: IPv6 in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function canonicalIpv6(text: string): string | null {
  const url = parseUrl(`http://[${text}]/`);
  return url === null ? null : url.hostname.slice(1, -1);
}

function canonicalName(text: string): string | null {
  // The URL parser would silently decode `%41`, cut at `/?#` and take `1.2.3` for `1.2.0.3`.
  if (text === '' || /[\s%/?#@\\[\]:<>^|`{}"]/u.test(text)) return null;
  const host = parseUrl(`http://${text}/`)?.hostname ?? '';
  if (!/^[a-z0-9._~-]+$/u.test(host) || host.length > MAX_HOST_CHARS) return null;
  const labels = host.replace(/\.$/u, '').split('.');
  if (labels.some((label) => label === '' || label.length > 63)) return null;
  const written = text.replace(/\.$/u, '').split('.');
  if (ipaddr.IPv4.isValidFourPartDecimal(host) && written.length !== 4) return null;
  return host;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
